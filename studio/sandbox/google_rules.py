"""What Gemini Omni accepts, in its own words for no, and what it takes for it."""

import base64
import binascii
import re
from typing import Any

from studio.sandbox.clips import Shape

LONGEST_S = {"gemini-omni-1.2-flash": 15, "gemini-omni-1.1-flash": 10}
CENTS_PER_SECOND = {
    "gemini-omni-1.2-flash": {"360p": 2.3, "720p": 7.0, "1080p": 10.5, "4k": 21.0},
    "gemini-omni-1.1-flash": {"360p": 3.0, "720p": 10.0, "1080p": 15.0, "4k": 30.0},
}
SIZES = {"360p": (640, 360), "720p": (1280, 720), "1080p": (1920, 1080), "4k": (3840, 2160)}
RATIOS = ("16:9", "9:16")
TASKS = ("text_to_video", "image_to_video", "reference_to_video", "edit", "extend", "upscale")
SHORTEST_S = 3
USUAL_S = 10
TAG = re.compile(r"<(?:FIRST|LAST)_FRAME>\s*")
MIME_TYPES = ("image/jpeg", "image/png", "image/webp")


class Wrong(Exception):
    """It cannot be made as asked."""

    def __init__(self, sentence: str, status: int = 400):
        super().__init__(sentence)
        self.status = status


def check(asked: Any) -> None:
    """Fields that Google does not know pass here."""
    if not isinstance(asked, dict):
        raise Wrong("Invalid JSON payload received.")
    if asked.get("model") not in LONGEST_S:
        raise Wrong(f"models/{asked.get('model')} is not found.", 404)
    _check_format(asked)
    config = asked.get("generation_config") or {}
    task = (config.get("video_config") or {}).get("task")
    if task is not None and task not in TASKS:
        raise Wrong(f"Invalid value for task: {task}")
    if not isinstance(config.get("seed"), int | None):
        raise Wrong("Invalid value for seed: it must be an integer")
    _check_input(asked, task)


def _check_format(asked: dict[str, Any]) -> None:
    wanted = format_of(asked)
    if wanted.get("aspect_ratio", RATIOS[0]) not in RATIOS:
        raise Wrong(f"Invalid value for aspect_ratio: use {' or '.join(RATIOS)}")
    if wanted.get("resolution", "720p") not in SIZES:
        raise Wrong(f"Invalid value for resolution: use one of {', '.join(SIZES)}")
    if wanted.get("delivery", "inline") not in ("inline", "uri"):
        raise Wrong("Invalid value for delivery: use inline or uri")
    longest = LONGEST_S[asked["model"]]
    if not SHORTEST_S <= (seconds_of(asked) or 0) <= longest:
        raise Wrong(f"Invalid value for duration: use {SHORTEST_S}s to {longest}s")


def _check_input(asked: dict[str, Any], task: str | None) -> None:
    text = text_of(asked)
    if not without_tags(text).strip():
        raise Wrong("The input needs a text.")
    pictures = [part for part in content_of(asked) if part.get("type") == "image"]
    for picture in pictures:
        _check_picture(picture)
    if "<LAST_FRAME>" in text and "<FIRST_FRAME>" not in text:
        raise Wrong("<LAST_FRAME> must be used together with <FIRST_FRAME>.")
    if (tags := len(TAG.findall(text))) > len(pictures):
        raise Wrong(f"The prompt names {tags} images, but {len(pictures)} were sent.")
    if (task == "image_to_video") and not pictures:
        raise Wrong("The task image_to_video needs an image.")


def _check_picture(picture: dict[str, Any]) -> None:
    if picture.get("mime_type") not in MIME_TYPES:
        raise Wrong(f"Unsupported MIME type: {picture.get('mime_type')}")
    try:
        content = base64.b64decode(picture.get("data") or "", validate=True)
    except (binascii.Error, TypeError, ValueError):
        content = b""
    if not content:
        raise Wrong("Unable to process input image.")


def content_of(asked: Any) -> list[dict[str, Any]]:
    """The parts of the input, whether they came bare or in a step of the user's."""
    given = asked.get("input") if isinstance(asked, dict) else None
    if isinstance(given, str):
        return [{"type": "text", "text": given}]
    parts = [part for part in given if isinstance(part, dict)] if isinstance(given, list) else []
    steps = [part for part in parts if part.get("type") == "user_input"]
    return [part for step in steps for part in step.get("content", [])] if steps else parts


def text_of(asked: Any) -> str:
    texts = [part.get("text") for part in content_of(asked) if part.get("type") == "text"]
    return " ".join(text for text in texts if isinstance(text, str))


def without_tags(text: str) -> str:
    return TAG.sub("", text)


def format_of(asked: dict[str, Any]) -> dict[str, Any]:
    wanted = asked.get("response_format")
    return wanted if isinstance(wanted, dict) else {}


def seconds_of(asked: dict[str, Any]) -> int | None:
    duration = format_of(asked).get("duration", f"{USUAL_S}s")
    found = re.fullmatch(r"(\d{1,3})s", duration) if isinstance(duration, str) else None
    return int(found[1]) if found else None


def shape_of(asked: dict[str, Any]) -> Shape:
    wanted = format_of(asked)
    width, height = SIZES[wanted.get("resolution", "720p")]
    is_upright = wanted.get("aspect_ratio") == "9:16"
    return Shape(*((height, width) if is_upright else (width, height)), seconds_of(asked) or USUAL_S)


def cost_cents(asked: dict[str, Any]) -> float:
    return CENTS_PER_SECOND[asked["model"]][format_of(asked).get("resolution", "720p")] * (seconds_of(asked) or USUAL_S)
