"""What Runway makes of what is asked: how large, how long, with sound or not, and what it takes for it."""

from typing import Any

from studio.sandbox.clips import Shape
from studio.sandbox.runway.models import (
    CREDITS,
    CREDITS_A_PICTURE,
    OUR_GUESS,
    OUR_GUESS_A_PICTURE,
    takes,
)

A_CLIP = Shape(1280, 720, 5)  # what stands at an address of the world, as far as we know
OWN_LENGTH_S = 5
ADDED_S = 5
SHORT_SIDES = {"480p": 480, "720p": 720, "768p": 768, "1080p": 1080, "1k": 1080, "2k": 1440, "4k": 2160}
JPEG_MAKERS = ("gemini_image3.1_flash", "nano_banana_2.1")


def shape_of(way: str, asked: dict[str, Any], source: Shape) -> Shape:
    """`source`: of the clip that is worked on."""
    width, height = _size(asked, source)
    return Shape(_even(width), _even(height), _duration_s(way, asked, source), has_sound=_has_sound(way, asked, source))


def suffix_of(way: str, asked: dict[str, Any]) -> str:
    if way != "text_to_image":
        return "mp4"
    return "jpg" if asked["model"] in JPEG_MAKERS else "png"


def cost_cents(way: str, asked: dict[str, Any], shape: Shape) -> float:
    """A credit is a cent. Sound is on unless it is said to be off."""
    model = asked["model"]
    if way == "text_to_image":
        return float(CREDITS_A_PICTURE.get(model, OUR_GUESS_A_PICTURE))
    silent, loud = CREDITS.get(model, OUR_GUESS)
    return float(shape.duration_s * (loud if asked.get("audio", True) else silent))


def _size(asked: dict[str, Any], source: Shape) -> tuple[int, int]:
    ratio = asked.get("targetAspectRatio") or asked.get("ratio") or ""
    resolution = str(asked.get("resolution") or ratio.removeprefix("auto_")).lower()
    wide, _, high = ratio.partition(":")
    if not (wide.isdecimal() and high.isdecimal()):
        shape = source.width / source.height
    elif int(high) > 100:  # pixels
        return int(wide), int(high)
    else:
        shape = int(wide) / int(high)
    short = SHORT_SIDES.get(resolution, min(source.width, source.height))
    return (round(short * shape), short) if shape >= 1 else (short, round(short / shape))


def _duration_s(way: str, asked: dict[str, Any], source: Shape) -> int:
    asked_s = asked.get("duration")
    if way == "text_to_image":
        return 1
    if asked.get("mode") == "extend":
        return source.duration_s + (asked_s if isinstance(asked_s, int) else ADDED_S)
    if isinstance(asked_s, int):
        return asked_s
    if way in ("video_to_video", "video_upscale"):
        return source.duration_s
    known = takes(way, asked["model"])
    listed = known.choices.get("duration") if known else ()
    return int(listed[-1]) if listed else OWN_LENGTH_S


def _has_sound(way: str, asked: dict[str, Any], source: Shape) -> bool:
    """What can be silent has sound unless it is told not to; what is worked on keeps its own."""
    known = takes(way, asked["model"])
    if known and "audio" in known.choices:
        return asked.get("audio", True)
    return source.has_sound


def _even(side: int) -> int:
    return max(2, side // 2 * 2)
