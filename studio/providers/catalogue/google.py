"""Google's models: Gemini Omni and the picture models under `google` (a Gemini key), Veo under `veo` (Google Cloud).

What Omni can do: Google's guide to Gemini Omni of 2026-09-18. What Veo can do: Google Cloud's pages on Veo 3.1, read 2026-11-20.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from studio.brief import Operation, Role
from studio.providers.catalogue.entry import ClipSound, Model, Pace, Rates, Tier

READ = date(2026, 11, 20)
EVERY_ROLE = (Role.CHARACTER, Role.STYLE, Role.OBJECT)

# -- Gemini Omni ------------------------------------------------------------------------------------------

OMNI_SOURCE = {
    "1.1": "Resellers' list prices of 2026; at 720p they agree with Google's price per token of video; not verified",
    "1.2": "A reseller's list prices, read 2026-11-20; Google's own were not to be had; not verified",
}
OMNI_SIZES = ("360p", "720p", "1080p", "4k")
OMNI_PRICES = {"1.1": (0.03, 0.10, 0.15, 0.30), "1.2": (0.023, 0.07, 0.105, 0.21)}
OMNI_LONGEST_S = {"1.1": 10, "1.2": 15}
NOT_IN_EUROPE = (
    "Google does not work on clips from elsewhere for people in the EEA, Switzerland and the United Kingdom."
)
SOURCE_UNPRICED = "The price is of what is made; whether Google also charges for reading the clip is not known."


def _omni(version: str, operation: Operation, about: str, **fields: Any) -> Model:
    """1080p and 4k are scaled up from 720p."""
    prices: dict[str, float] = dict(zip(OMNI_SIZES, OMNI_PRICES[version], strict=True))
    known: dict[str, Any] = {
        "rates": Rates(OMNI_SOURCE[version], READ, usd_per_second=prices, is_verified=False),
        "resolutions": OMNI_SIZES,
        "seed": version == "1.2",
        "sound": ClipSound.ALWAYS,
    }
    return Model(
        f"google:gemini-omni-{version}-flash",
        f"Gemini Omni {version} Flash",
        about,
        operation=operation,
        **known | fields,
    )


def _with_references(most: int) -> dict[str, Any]:
    return {"pictures": ("file",), "references": most, "roles": EVERY_ROLE}


def _make(version: str) -> Model:
    return _omni(
        version,
        Operation.MAKE,
        "Google's fast video model, with sound of its own." + (" Takes a seed." if version == "1.2" else ""),
        durations_s=tuple(range(3, OMNI_LONGEST_S[version] + 1)),
        ratios=("16:9", "9:16"),
        first_frame=True,
        last_frame=True,
        last_frame_needs_first=True,
        continues=("last frame",),
        **_with_references(3),
    )


def _modify(version: str) -> Model:
    return _omni(
        version,
        Operation.MODIFY,
        "Changes what you name and keeps the rest: short prompts work best.",
        sources=("id", "file"),
        longest_source_s=OMNI_LONGEST_S[version],
        unverified=(NOT_IN_EUROPE, SOURCE_UNPRICED),
        **_with_references(3),
    )


def _extend(version: str) -> Model:
    return _omni(
        version,
        Operation.EXTEND,
        "Goes on where the clip ends, in picture and sound; the result has both parts.",
        durations_s=tuple(range(3, 11)),
        sources=("id", "file"),
        longest_source_s=30,
        longest_file_s=10,
        unverified=(NOT_IN_EUROPE, "The price is of what is added; whether Google charges for the whole is not known."),
        **_with_references(3),
    )


UPSCALE = _omni(
    "1.2",
    Operation.UPSCALE,
    "From 360p to 720p or 1080p, from 720p to 1080p or 4k.",
    rates=Rates("The price is not known: Google counts tokens by the sizes before and after", READ, is_verified=False),
    resolutions=("720p", "1080p", "4k"),
    takes_prompt=False,
    needs_prompt=False,
    sources=("id", "file"),
    longest_source_s=15,
    unverified=("Google describes it for Google Cloud; whether a Gemini key may do it too nobody has confirmed.",),
)
OMNI = (*(make(version) for make in (_make, _modify, _extend) for version in ("1.2", "1.1")), UPSCALE)

# -- pictures ---------------------------------------------------------------------------------------------

PICTURE_SOURCE = (
    "Google's price list for the preview of it, as others copied it in March 2026; without input; not verified"
)
PICTURE_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "5:4", "4:5", "21:9")
IN_THE_BACKGROUND = (
    "That picture models work in the background, which a lost connection cannot harm, nobody has confirmed."
)


def _picture(name: str, label: str, about: str, prices: Mapping[str, float], ratios: tuple[str, ...]) -> Model:
    per_picture = {size: ((0.0, price),) for size, price in prices.items()}
    return Model(
        f"google:{name}",
        label,
        about,
        rates=Rates(PICTURE_SOURCE, READ, per_clip=per_picture, is_verified=False),
        operation=Operation.PICTURE,
        resolutions=tuple(prices),
        ratios=ratios,
        unverified=(IN_THE_BACKGROUND,),
        **_with_references(14),
    )


PICTURES = (
    _picture(
        "gemini-3.1-flash-image",
        "Gemini 3.1 Flash Image",
        "Stills for keyframes and references, fast; up to 14 pictures go in.",
        {"512": 0.045, "1K": 0.067, "2K": 0.101, "4K": 0.151},
        (*PICTURE_RATIOS, "4:1", "1:4", "8:1", "1:8"),
    ),
    _picture(
        "gemini-3-pro-image",
        "Gemini 3 Pro Image",
        "Google's best stills, and good letters in them; up to 14 pictures go in.",
        {"1K": 0.134, "2K": 0.134, "4K": 0.24},
        PICTURE_RATIOS,
    ),
)

# -- Veo --------------------------------------------------------------------------------------------------

VEO_SOURCE = "List prices of 2026, from others than Google; not verified"
VEO_4K = "4k is named by others than Google only."
VEO_EXTENDS = (
    "Google's reference takes the clip inside the request, its examples name one in Cloud Storage: nobody has tried it here.",
    "Older guides of Google's say that Veo makes only clips of its own longer.",
    "The price is of the 7 s that are added.",
)
Prices = Mapping[str, tuple[float, float]]  # by size: silent, with sound


def _veo(name: str, label: str, about: str, prices: Prices, **fields: Any) -> Model:
    silent, sounding = ({size: both[sound] for size, both in prices.items()} for sound in (0, 1))
    known: dict[str, Any] = {
        "rates": Rates(VEO_SOURCE, READ, usd_per_second=silent, is_verified=False),
        "rates_with_sound": Rates(f"{VEO_SOURCE}; with sound", READ, usd_per_second=sounding, is_verified=False),
        "sound": ClipSound.CHOICE,
        "resolutions": tuple(prices),
        "durations_s": (4, 6, 8),
        "ratios": ("16:9", "9:16"),
        "negative_prompt": True,
        "seed": True,
    }
    return Model(f"veo:{name}", label, about, **known | fields)


FRAMES: Mapping[str, Any] = {
    "pictures": ("file",),
    "first_frame": True,
    "last_frame": True,
    "last_frame_needs_first": True,
    "continues": ("last frame",),
}
REFERENCES: Mapping[str, Any] = {
    "references": 3,
    "roles": (Role.CHARACTER, Role.OBJECT),  # style was for Veo 2 alone
    "references_at_s": (8,),
    "references_beside_frames": False,
}
LONGER: Mapping[str, Any] = {
    "operation": Operation.EXTEND,
    "durations_s": (7,),
    "ratios": (),
    "sources": ("file",),
    "longest_source_s": 30,
}
VEO_3_1: Prices = {"720p": (0.20, 0.40), "1080p": (0.20, 0.40), "4k": (0.40, 0.60)}
VEO_3_1_FAST: Prices = {"720p": (0.10, 0.12), "1080p": (0.10, 0.15), "4k": (0.30, 0.35)}
VEO_3_1_LITE: Prices = {"720p": (0.05, 0.05), "1080p": (0.08, 0.08)}


def _up_to_1080p(prices: Prices) -> Prices:
    return {size: both for size, both in prices.items() if size != "4k"}


def _family(name: str, label: str, about: str, prices: Prices) -> tuple[Model, Model]:
    """What makes clips, and what makes them longer."""
    return (
        _veo(name, label, about, prices, unverified=(VEO_4K,), **FRAMES, **REFERENCES),
        _veo(name, label, "Adds 7 s to a clip.", _up_to_1080p(prices), unverified=VEO_EXTENDS, **LONGER),
    )


_BEST = _family(
    "veo-3.1-generate-001", "Veo 3.1", "Google's best video model, with sound. Needs Google Cloud.", VEO_3_1
)
_FAST = _family("veo-3.1-fast-generate-001", "Veo 3.1 Fast", "The same family: faster, for a third.", VEO_3_1_FAST)
_LITE = _veo(
    "veo-3.1-lite-generate-001",
    "Veo 3.1 Lite",
    "The cheapest of the family, with sound.",
    VEO_3_1_LITE,
    sound=ClipSound.ALWAYS,
    rates_with_sound=None,
    negative_prompt=False,
    unverified=("Its name, its price and what it can do are known from others than Google only.",),
    **{**FRAMES, "last_frame": False, "last_frame_needs_first": False},
)
VEO = (_BEST[0], _FAST[0], _LITE, _BEST[1], _FAST[1])

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
