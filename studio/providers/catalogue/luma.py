"""Luma Dream Machine's models, under `luma`; what Luma calls Agents is in `luma_agents.py`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from studio.brief import Operation, Role
from studio.providers.catalogue.entry import Model, Pace, Rates, Tier

RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "9:21")
STRENGTHS = tuple(f"{name}_{step}" for name in ("adhere", "flex", "reimagine") for step in (1, 2, 3))
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
        pictures=("address", "own"),
        continues=("id",),
        loop=True,
        camera_moves=True,
    )


# -- work on a clip ---------------------------------------------------------------------------------------


def _no_price(what: str) -> Rates:
    return Rates(f"Luma names no price for {what} where we could read it", date(2026, 11, 25), is_verified=False)


MODIFY_RATES = Rates(
    "Luma's guide to Modify Video: $0.01582 per million pixels, counted here for 16:9 at 24 a second; read 2026-11-25",
    date(2026, 11, 25),
    usd_per_second={"540p": 0.1968, "720p": 0.3499, "1080p": 0.7873, "4k": 3.1493},
)
BY_ID: Mapping[str, Any] = {"sources": ("id",)}
BY_ADDRESS: Mapping[str, Any] = {"sources": ("id", "address"), "prompt_chars": (3, 5000)}


def _work(name: str, label: str, modify: Rates) -> tuple[Model, ...]:
    """The same four for both models; upscaling and sound work on any clip of Luma's, whichever model made it."""
    model, is_first = f"luma:{name}", name == "ray-2"
    return (
        Model(
            id=model,
            label=label,
            operation=Operation.MODIFY,
            about="Changes what a clip shows, as far as you let it.",
            rates=modify,
            strengths=STRENGTHS,
            longest_source_s=10,
            size_follows_source=True,
            unverified=()
            if is_first
            else ("Luma's guide to Modify Video names Ray 2 only; its SDK knows this one too.",),
            **BY_ADDRESS,
        ),
        Model(
            id=model,
            label=label,
            operation=Operation.REFRAME,
            about="Gives a clip another shape, and fills in what was not there.",
            rates=_no_price("reframing"),
            ratios=RATIOS,
            needs_prompt=False,
            longest_source_s=30,
            unverified=("That a clip may have 30 s is what others say who offer it.",),
            **BY_ADDRESS,
        ),
        Model(
            id=model,
            label=label,
            operation=Operation.UPSCALE,
            about="Gives a clip that Luma made more pixels.",
            rates=_no_price("upscaling"),
            resolutions=("720p", "1080p", "4k"),
            takes_prompt=False,
            needs_prompt=False,
            **BY_ID,
        ),
        Model(
            id=model,
            label=label,
            operation=Operation.ADD_AUDIO,
            about="Gives a clip that Luma made the sound you describe.",
            rates=_no_price("adding sound"),
            prompt_chars=(3, 5000),
            negative_prompt=True,
            unverified=("How long the words for a sound may be Luma does not say.",),
            **BY_ID,
        ),
    )


# -- pictures ---------------------------------------------------------------------------------------------


def _photon(name: str, label: str, about: str, price: float, per_megapixel: str) -> Model:
    return Model(
        id=f"luma:{name}",
        label=label,
        operation=Operation.PICTURE,
        about=about,
        ratios=RATIOS,
        rates=Rates(
            f"Luma's list price as others reproduce it, ${per_megapixel} per million pixels, for two million; not verified",
            date(2026, 11, 25),
            per_clip={"": ((0, price),)},
            is_verified=False,
        ),
        prompt_chars=(3, 5000),
        pictures=("address", "own"),
        references=4,
        roles=(Role.OBJECT, Role.STYLE, Role.CHARACTER),
        unverified=("How many references of each kind it takes its SDK does not say.",),
    )


DREAM_MACHINE = (
    _luma(
        "ray-2",
        "Ray 2",
        "Luma Dream Machine: realistic motion.",
        {"540p": (0.40, 0.72), "720p": (0.71, 1.27), "1080p": (1.59, 2.87), "4k": (6.37, 11.47)},
    ),
    *_work("ray-2", "Ray 2", MODIFY_RATES),
    _luma(
        "ray-flash-2",
        "Ray Flash 2",
        "Luma Dream Machine: a third of the price, faster.",
        {"540p": (0.14, 0.25), "720p": (0.24, 0.44), "1080p": (0.55, 0.99), "4k": (2.19, 3.94)},
    ),
    *_work("ray-flash-2", "Ray Flash 2", _no_price("modifying with this model")),
    _photon("photon-1", "Photon", "Luma's pictures, for frames and references.", 0.015, "0.0073"),
    _photon("photon-flash-1", "Photon Flash", "Luma's pictures: faster, for a quarter.", 0.004, "0.0019"),
)
PACE = Pace(
    check_every_s=2,
    running=10,
    creates_per_minute=20,
    source="Luma's Build tier, read 2026-11-20",
    tiers=(Tier("Build", 10, 20, "up to $5,000 a month"),),
)
# Names that Luma or older guides gave its models, and what to choose today
SUCCESSORS: Mapping[str, str] = {
    "dream-machine-v1": "luma:ray-2",
    "dream-machine-v1.5": "luma:ray-2",
    "dream-machine-v2": "luma:ray-2",
    "ray-1-6": "luma:ray-2",
    "ray-3": "luma_agents:ray-3.2",
}
