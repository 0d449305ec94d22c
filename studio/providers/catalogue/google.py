"""Google's models: Gemini Omni under `google` (a Gemini key), Veo under `veo` (Google Cloud)."""

from datetime import date

from studio.providers.catalogue.entry import Model, Pace, Rates, Tier

GOOGLE_SOURCE = {
    "1.1": "Resellers' list prices of 2026; at 720p they agree with Google's price per token of video; not verified",
    "1.2": "A reseller's list prices, read 2026-11-20; Google's own were not to be had; not verified",
}


def _omni(version: str, about: str, longest_s: int, prices: tuple[float, ...], *, seed: bool) -> Model:
    """What it can do: Google's guide to Gemini Omni of 2026-09-18. 1080p and 4k are scaled up from 720p."""
    sizes = ("360p", "720p", "1080p", "4k")
    return Model(
        id=f"google:gemini-omni-{version}-flash",
        label=f"Gemini Omni {version} Flash",
        about=about,
        durations_s=tuple(range(3, longest_s + 1)),
        resolutions=sizes,
        ratios=("16:9", "9:16"),
        rates=Rates(
            GOOGLE_SOURCE[version],
            date(2026, 11, 20),
            usd_per_second=dict(zip(sizes, prices, strict=True)),
            is_verified=False,
        ),
        first_frame=True,
        last_frame=True,
        last_frame_needs_first=True,
        pictures=("file",),
        continues=("last frame",),
        seed=seed,
    )


VEO_SOURCE = "List prices of 2026 with sound, from others than Google; not verified"


def _veo(name: str, label: str, about: str, prices: tuple[float, float]) -> Model:
    sizes = ("720p", "1080p")
    rates = Rates(
        VEO_SOURCE, date(2026, 11, 20), usd_per_second=dict(zip(sizes, prices, strict=True)), is_verified=False
    )
    return Model(
        id=f"veo:{name}",
        label=label,
        about=about,
        durations_s=(4, 6, 8),
        resolutions=sizes,
        ratios=("16:9", "9:16"),
        rates=rates,
        first_frame=True,
        last_frame=True,
        last_frame_needs_first=True,
        pictures=("file",),
        continues=("last frame",),
        seed=True,
    )


OMNI = (
    _omni(
        "1.2",
        "Google's fast video model, with sound of its own. Takes a seed.",
        15,
        (0.023, 0.07, 0.105, 0.21),
        seed=True,
    ),
    _omni("1.1", "Google's fast video model, with sound of its own.", 10, (0.03, 0.10, 0.15, 0.30), seed=False),
)
VEO = (
    _veo("veo-3.1-generate-001", "Veo 3.1", "Google's best video model, with sound. Needs Google Cloud.", (0.40, 0.40)),
    _veo("veo-3.1-fast-generate-001", "Veo 3.1 Fast", "The same family: faster, for a third.", (0.12, 0.15)),
)
PACE = Pace(check_every_s=5, running=5, creates_per_minute=10, source="a careful guess: Google tells per tier")
VEO_PACE = Pace(
    check_every_s=15,
    running=5,
    creates_per_minute=10,
    source="Google's model card of Veo 3: 10 a minute",
    tiers=(
        Tier("Veo 3 model card", creates_per_minute=10),
        Tier("Veo 3.1, as others report it", 10, 50, "not verified"),
    ),
)
