"""Luma's models: Dream Machine's under `luma`, those of Luma Agents under `luma_agents`."""

from collections.abc import Mapping
from datetime import date

from studio.providers.catalogue.entry import Model, Pace, Rates, Tier

RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "9:21")
LUMA_SOURCE = "Luma's list price as reproduced by a third party in 2025 (w x h x 24 x s / 1e6 x rate); not verified"


def _luma(name: str, label: str, about: str, prices: Mapping[str, tuple[float, float]]) -> Model:
    return Model(
        id=f"luma:{name}",
        label=label,
        about=about,
        durations_s=(5, 9),
        resolutions=("540p", "720p", "1080p", "4k"),
        ratios=RATIOS,
        rates=Rates(
            LUMA_SOURCE,
            date(2026, 11, 20),
            per_clip={size: tuple(zip((5, 9), pair, strict=True)) for size, pair in prices.items()},
            is_verified=False,
        ),
        prompt_chars=(3, 5000),
        needs_no_prompt_with_picture=True,
        first_frame=True,
        last_frame=True,
        pictures=("address",),
        continues=("id",),
        loop=True,
        camera_moves=True,
    )


RAY_3_2 = Model(
    id="luma_agents:ray-3.2",
    label="Ray 3.2",
    about="Luma's newest. Frames, continuing and loops in clips of 5 s.",
    durations_s=(5, 10),
    resolutions=("360p", "540p", "720p", "1080p"),
    ratios=("16:9", "9:16", "1:1", "4:3", "3:4", "21:9"),
    rates=Rates(
        "Luma's own price list for ray-3.2, standard range; it names no price for 360p",
        date(2026, 7, 10),
        per_clip={
            "540p": ((5, 0.15), (10, 0.45)),
            "720p": ((5, 0.30), (10, 0.90)),
            "1080p": ((5, 1.20), (10, 3.60)),
        },
    ),
    prompt_chars=(1, 6000),
    first_frame=True,
    last_frame=True,
    pictures=("file", "address"),
    continues=("id", "last frame"),
    continues_with_other_frame=False,
    frames_at_s=(5,),
    loop=True,
)


DREAM_MACHINE = (
    _luma(
        "ray-2",
        "Ray 2",
        "Luma Dream Machine: realistic motion.",
        {"540p": (0.40, 0.72), "720p": (0.71, 1.27), "1080p": (1.59, 2.87), "4k": (6.37, 11.47)},
    ),
    _luma(
        "ray-flash-2",
        "Ray Flash 2",
        "Luma Dream Machine: a third of the price, faster.",
        {"540p": (0.14, 0.25), "720p": (0.24, 0.44), "1080p": (0.55, 0.99), "4k": (2.19, 3.94)},
    ),
)
AGENTS = (RAY_3_2,)
PACE = Pace(
    check_every_s=2,
    running=10,
    creates_per_minute=20,
    source="Luma's Build tier, read 2026-11-20",
    tiers=(Tier("Build", 10, 20, "up to $5,000 a month"),),
)
AGENTS_PACE = Pace(
    check_every_s=3,
    running=4,
    creates_per_minute=10,
    source="Luma's guide (checks every 2-5 s), read 2026-11-20; its limits stand in its dashboard: a careful guess",
)
# Names that Luma or older guides gave its models, and what to choose today
SUCCESSORS: Mapping[str, str] = {
    "dream-machine-v1": "luma:ray-2",
    "dream-machine-v1.5": "luma:ray-2",
    "dream-machine-v2": "luma:ray-2",
    "ray-1-6": "luma:ray-2",
    "ray-3": "luma_agents:ray-3.2",
}
