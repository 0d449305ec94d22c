"""Runway's models: its own, and those of others that it offers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from studio.providers.catalogue.entry import Model, Pace, Rates, Tier

RUNWAY_SOURCE = "Runway's API reference of April 2026: {credits} credits per second at $0.01"
RUNWAY_VEO_SOURCE = RUNWAY_SOURCE + " for a silent clip, the lower of the two it names; which one holds is not verified"


def _runway(name: str, label: str, about: str, credits: int, source: str = RUNWAY_SOURCE, **more: Any) -> Model:
    sizes: tuple[str, ...] = more.get("resolutions", ("720p",))
    features: dict[str, Any] = {
        "durations_s": (2, 3, 4, 5, 6, 7, 8, 9, 10),
        "resolutions": sizes,
        "ratios": ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9"),
        "first_frame": True,
    }
    return Model(
        id=f"runway:{name}",
        label=label,
        about=about,
        rates=Rates(
            source.format(credits=credits),
            date(2026, 11, 20),
            usd_per_second=dict.fromkeys(sizes, credits / 100),
            is_verified=source == RUNWAY_SOURCE,
        ),
        prompt_chars=(1, 1000),
        prompt_in_utf16=True,
        pictures=("address", "file"),
        continues=("last frame",),
        seed=True,
        **(features | more),
    )


RUNWAY_VEO: Mapping[str, Any] = {
    "source": RUNWAY_VEO_SOURCE,
    "durations_s": (4, 6, 8),
    "resolutions": ("720p", "1080p"),
    "ratios": ("16:9", "9:16"),
    "last_frame": True,
    "last_frame_needs_first": True,
    "needs_no_prompt_with_picture": True,
}


MODELS = (
    _runway("gen4.5", "Gen-4.5", "Runway: from words or a first frame.", 12, ratios_without_picture=("16:9", "9:16")),
    _runway(
        "gen4_turbo",
        "Gen-4 Turbo",
        "Runway: moves a picture; fast and cheap.",
        5,
        needs_first_frame=True,
        needs_no_prompt_with_picture=True,
    ),
    _runway("veo3.1", "Veo 3.1", "Google's model through Runway, without sound.", 20, **RUNWAY_VEO),
    _runway("veo3.1_fast", "Veo 3.1 Fast", "Google's faster model through Runway, without sound.", 10, **RUNWAY_VEO),
)
PACE = Pace(
    check_every_s=6,
    running=2,
    creates_per_minute=30,
    source="Runway asks for 5 s between checks at least and lets its first tier run two; it limits days, not minutes",
    tiers=(
        Tier("Tier 1", 2, about="50-200 clips a day, up to $100 a month"),
        Tier("Tier 2", 3, about="500-1,000 clips a day, up to $500 a month"),
        Tier("Tier 3", 5, about="1,000-2,000 clips a day, up to $2,000 a month"),
        Tier("Tier 4", 10, about="5,000-10,000 clips a day, up to $20,000 a month"),
        Tier("Tier 5", 20, about="25,000-30,000 clips a day, up to $100,000 a month"),
    ),
)
