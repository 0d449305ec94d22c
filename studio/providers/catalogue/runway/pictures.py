"""What makes pictures at Runway. A reference is named in the prompt by its tag: `@object1`, `@character1`, `@style1`."""

from collections.abc import Mapping
from typing import Any

from studio.brief import Operation
from studio.providers.catalogue.entry import Model, Rates
from studio.providers.catalogue.pixels import CLIP_AREAS, PICTURE_AREAS
from studio.providers.catalogue.runway.making import READ, UNNAMED, USD_PER_CREDIT, entry, references

GEN_4_IMAGE = (
    "1024:1024 1080:1080 1168:880 1360:768 1440:1080 1080:1440 1808:768 1920:1080 1080:1920 2112:912 "
    "1280:720 720:1280 720:720 960:720 720:960 1680:720"
)
GPT = (
    "2048:880 1920:1088 1920:1280 1920:1440 1920:1920 1440:1920 1280:1920 1088:1920 "
    "3840:1648 3840:2160 3504:2336 3264:2448 2880:2880 2448:3264 2336:3504 2160:3840"
)
LARGE = (
    "2048:2048 1696:2528 2528:1696 1792:2400 2400:1792 1536:2752 2752:1536 3168:1344 "
    "4096:4096 3392:5056 5056:3392 3584:4800 4800:3584 3072:5504 5504:3072 6336:2688"
)
GEMINI = (
    "512:512 416:624 624:416 448:576 576:448 384:672 672:384 768:336 "
    f"1024:1024 832:1248 1248:832 864:1184 1184:864 896:1152 1152:896 768:1344 1344:768 1536:672 {LARGE}"
)
BANANA = f"1024:1024 848:1264 1264:848 896:1200 1200:896 768:1376 1376:768 1584:672 {LARGE}"


def _per_picture(**credits: int) -> Rates:
    """By size, in credits."""
    prices = {size.strip("_"): ((0.0, one * USD_PER_CREDIT),) for size, one in credits.items()}
    said = " and ".join(str(one) for one in credits.values())
    return Rates(f"Runway's API reference of April 2026: {said} credits per picture at $0.01", READ, per_clip=prices)


def _picture(
    name: str, label: str, about: str, pixels: str, most: int, areas: Mapping[str, int] = CLIP_AREAS, **fields: Any
) -> Model:
    """`most`: references."""
    known: dict[str, Any] = {"rates": UNNAMED, **references(most), **fields}
    return entry(name, label, about, pixels, Operation.PICTURE, areas, **known)


PICTURES = (
    _picture(
        "gen4_image",
        "Gen-4 Image",
        "Runway's stills; name a reference in the prompt by @object1, @character1 or @style1.",
        GEN_4_IMAGE,
        3,
        rates=_per_picture(_720p=5, _1080p=8),
        prompt_chars=(1, 1000),
        seed=True,
    ),
    _picture(
        "gen4_image_turbo",
        "Gen-4 Image Turbo",
        "Runway's cheap stills, made from one reference at least.",
        GEN_4_IMAGE,
        3,
        rates=_per_picture(_720p=2, _1080p=2),
        prompt_chars=(1, 1000),
        needs_reference=True,
        seed=True,
    ),
    _picture(
        "gemini_image3.1_flash", "Gemini 3.1 Flash Image", "Google's stills through Runway.", GEMINI, 14, PICTURE_AREAS
    ),
    _picture("nano_banana_2.1", "Nano Banana 2.1", "Google's newest stills through Runway.", BANANA, 14, PICTURE_AREAS),
    _picture(
        "gpt_image_2",
        "GPT Image 2",
        "OpenAI's stills through Runway, good with letters.",
        GPT,
        16,
        prompt_chars=(1, 32_000),
    ),
)
