"""The animatic's looks: rendered on this machine, free."""

from datetime import date

from studio.providers.catalogue.entry import Model, Pace, Rates

RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "9:21")
FREE = Rates(
    "Rendered on this machine: free", date(2026, 11, 20), usd_per_second={"540p": 0.0, "720p": 0.0, "1080p": 0.0}
)


def _animatic(name: str, label: str, about: str) -> Model:
    return Model(
        id=f"animatic:{name}",
        label=label,
        about=about,
        durations_s=(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        resolutions=("540p", "720p", "1080p"),
        ratios=RATIOS,
        rates=FREE,
        prompt_chars=(1, 5000),
        first_frame=True,
        last_frame=True,
        pictures=("file",),
        continues=("last frame",),
        loop=True,
        camera_moves=True,
        seed=True,
    )


MODELS = (
    _animatic("cinematic", "Cinematic", "A painted previz with depth, light and weather. Free, made on this machine."),
    _animatic(
        "storyboard", "Storyboard", "Graphite on paper, with notes and a camera arrow. Free, made on this machine."
    ),
    _animatic("neon", "Neon", "A flight over a glowing grid. Free, made on this machine."),
)
PACE = Pace(check_every_s=0.5, running=2, creates_per_minute=1_000_000, source="this machine")
