"""What Gemini Omni and the picture models accept, in Google's words for no, and what they take for it."""

import re
from math import ceil
from typing import Any

from studio.sandbox.clips import Shape
from studio.sandbox.google.input import Wrong, check_pictures, clips_of, format_of, pictures_of, prompt_of, task_of

LONGEST_S = {"gemini-omni-1.2-flash": 15, "gemini-omni-1.1-flash": 10}
CENTS_PER_SECOND = {
    "gemini-omni-1.2-flash": {"360p": 2.3, "720p": 7.0, "1080p": 10.5, "4k": 21.0},
    "gemini-omni-1.1-flash": {"360p": 3.0, "720p": 10.0, "1080p": 15.0, "4k": 30.0},
}
SIZES = {"360p": (640, 360), "720p": (1280, 720), "1080p": (1920, 1080), "4k": (3840, 2160)}
RATIOS = ("16:9", "9:16")
TASKS = ("text_to_video", "image_to_video", "reference_to_video", "edit", "extend", "upscale")
ON_A_CLIP = ("edit", "extend", "upscale")
LARGER = {360: ("720p", "1080p"), 720: ("1080p", "4k")}  # what a clip of that height can be scaled up to
SHORTEST_S = 3
LONGEST_EXTENSION_S = 10
LONGEST_WITH_EXTENSIONS_S = 40
LONGEST_UPLOAD_S = 15
USUAL_S = 10
MOST_PICTURES = 7

CENTS_PER_PICTURE = {
    "gemini-3.1-flash-image": {"512": 4.5, "1K": 6.7, "2K": 10.1, "4K": 15.1},
    "gemini-3-pro-image": {"1K": 13.4, "2K": 13.4, "4K": 24.0},
}
PICTURE_SIDES = {"512": 512, "1K": 1024, "2K": 2048, "4K": 4096}
PICTURE_RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", "1:8", "8:1", "1:4", "4:1")
MOST_REFERENCES = 14


def check(asked: Any, source: Shape | None) -> None:
    """`source` is the clip that it works on, where it names one. Fields that Google does not know pass here."""
    if not isinstance(asked, dict):
        raise Wrong("Invalid JSON payload received.")
    if makes_picture(asked):
        _check_picture_wish(asked)
    elif asked.get("model") in LONGEST_S:
        _check_clip_wish(asked, source)
    else:
        raise Wrong(f"models/{asked.get('model')} is not found.", 404)


def makes_picture(asked: dict[str, Any]) -> bool:
    return asked.get("model") in CENTS_PER_PICTURE


def _check_picture_wish(asked: dict[str, Any]) -> None:
    wanted, sizes = format_of(asked), CENTS_PER_PICTURE[asked["model"]]
    if wanted.get("type", "image") != "image":
        raise Wrong("This model makes images only.")
    if wanted.get("aspect_ratio", "1:1") not in PICTURE_RATIOS:
        raise Wrong("Invalid value for aspect_ratio")
    if wanted.get("image_size", "1K") not in sizes:
        raise Wrong(f"Invalid value for image_size: use one of {', '.join(sizes)}")
    if not prompt_of(asked).strip():
        raise Wrong("The input needs a text.")
    check_pictures(asked, MOST_REFERENCES)


def _check_clip_wish(asked: dict[str, Any], source: Shape | None) -> None:
    task, config = task_of(asked), asked.get("generation_config") or {}
    if task is not None and task not in TASKS:
        raise Wrong(f"Invalid value for task: {task}")
    if not isinstance(config.get("seed"), int | None):
        raise Wrong("Invalid value for seed: it must be an integer")
    _check_format(asked, task)
    if task in ON_A_CLIP:
        _check_source(asked, task, source)
    elif source or clips_of(asked):
        raise Wrong(f"The task {task} takes no video.")
    if task != "upscale" and not prompt_of(asked).strip():
        raise Wrong("The input needs a text.")
    check_pictures(asked, MOST_PICTURES)
    if task in ("image_to_video", "reference_to_video") and not pictures_of(asked):
        raise Wrong(f"The task {task} needs an image.")


def _check_format(asked: dict[str, Any], task: str | None) -> None:
    wanted = format_of(asked)
    if wanted.get("aspect_ratio", RATIOS[0]) not in RATIOS:
        raise Wrong(f"Invalid value for aspect_ratio: use {' or '.join(RATIOS)}")
    if wanted.get("resolution", "720p") not in SIZES:
        raise Wrong(f"Invalid value for resolution: use one of {', '.join(SIZES)}")
    if wanted.get("delivery", "inline") not in ("inline", "uri"):
        raise Wrong("Invalid value for delivery: use inline or uri")
    longest = LONGEST_EXTENSION_S if task == "extend" else LONGEST_S[asked["model"]]
    if not SHORTEST_S <= (seconds_of(asked) or 0) <= longest:
        raise Wrong(f"Invalid value for duration: use {SHORTEST_S}s to {longest}s")


def _check_source(asked: dict[str, Any], task: str, source: Shape | None) -> None:
    wanted = format_of(asked)
    if source is None:
        raise Wrong(f"The task {task} needs a video, or the interaction that made one.")
    if clips_of(asked) and source.duration_s > LONGEST_UPLOAD_S:
        raise Wrong(f"Input videos must be {LONGEST_UPLOAD_S} seconds or less.")
    if task == "extend" and source.duration_s >= LONGEST_WITH_EXTENSIONS_S:
        raise Wrong(f"A video of {LONGEST_WITH_EXTENSIONS_S} seconds cannot be extended.")
    if task == "upscale":
        short_side = min(source.width, source.height)
        if asked["model"] != "gemini-omni-1.2-flash":
            raise Wrong(f"{asked['model']} does not support the task upscale.")
        if wanted.get("resolution") not in LARGER.get(short_side, ()):
            raise Wrong(f"Upscaling from {short_side}p to {wanted.get('resolution')} is not supported.")


# -- what comes of it -------------------------------------------------------------------------------------


def seconds_of(asked: dict[str, Any]) -> int | None:
    duration = format_of(asked).get("duration", f"{USUAL_S}s")
    found = re.fullmatch(r"(\d{1,3})s", duration) if isinstance(duration, str) else None
    return int(found[1]) if found else None


def shape_of(asked: dict[str, Any], source: Shape | None) -> Shape:
    """Of what is made: a clip that is worked on keeps its ratio, and its length but for what is added."""
    if makes_picture(asked):
        return _picture_shape(format_of(asked))
    wanted, task = format_of(asked), task_of(asked)
    width, height = SIZES[wanted.get("resolution", "720p")]
    is_upright = source.height > source.width if source else wanted.get("aspect_ratio") == "9:16"
    seconds = seconds_of(asked) or USUAL_S
    if source and task in ON_A_CLIP:
        seconds = source.duration_s + (seconds if task == "extend" else 0)
    sides = (height, width) if is_upright else (width, height)
    return Shape(*sides, min(seconds, LONGEST_WITH_EXTENSIONS_S), has_sound=True)


def _picture_shape(wanted: dict[str, Any]) -> Shape:
    """About as many pixels as a square of that side has; sides are even."""
    side = PICTURE_SIDES[wanted.get("image_size", "1K")]
    wide, high = (int(part) for part in wanted.get("aspect_ratio", "1:1").split(":"))
    stretch = (wide / high) ** 0.5
    return Shape(_even(side * stretch), _even(side / stretch), 0)


def _even(length: float) -> int:
    return ceil(length / 2) * 2


def cost_cents(asked: dict[str, Any], source: Shape | None) -> float:
    """An extension costs what is added; a clip that is worked on costs its length."""
    wanted = format_of(asked)
    if makes_picture(asked):
        return CENTS_PER_PICTURE[asked["model"]][wanted.get("image_size", "1K")]
    keeps_length = source is not None and task_of(asked) in ("edit", "upscale")
    seconds = source.duration_s if source and keeps_length else seconds_of(asked) or USUAL_S
    return CENTS_PER_SECOND[asked["model"]][wanted.get("resolution", "720p")] * seconds
