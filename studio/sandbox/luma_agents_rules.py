"""What Luma Agents accepts of a video, in its own words for no, and what it takes for it."""

import base64
from math import sqrt
from typing import Any

from studio.errors import BadMedia
from studio.media.kinds import HEAD_BYTES, PICTURE_KINDS, require_kind
from studio.sandbox.clips import Shape

HEIGHTS = {"360p": 360, "540p": 540, "720p": 720, "1080p": 1080}
DURATIONS = {"5s": 5, "10s": 10}
CENTS = {"360p": (8, 24), "540p": (15, 45), "720p": (30, 90), "1080p": (120, 360)}  # 360p is our guess: half of 540p
RATIOS = ("9:16", "3:4", "1:1", "4:3", "16:9", "21:9")
WAYS_IN = ("url", "data", "file_id", "generation_id")
DEFAULTS = {"resolution": "720p", "duration": "5s"}
MOST_CHARS = 6000


class Wrong(Exception):
    """It cannot be made as asked: the status and the detail of the answer."""

    def __init__(self, detail: str, status: int = 422):
        super().__init__(detail)
        self.detail, self.status = detail, status


def check(asked: Any) -> None:
    """Fields that it does not know pass."""
    if not isinstance(asked, dict):
        raise Wrong("body: expected an object")
    prompt = asked.get("prompt")
    if not isinstance(prompt, str) or not 1 <= len(prompt) <= MOST_CHARS:
        raise Wrong(f"prompt: expected a string of 1 to {MOST_CHARS} characters")
    for field, choices in (("model", ("ray-3.2",)), ("type", ("video",)), ("aspect_ratio", (None, *RATIOS))):
        if asked.get(field) not in choices:
            raise Wrong(f"{field}: expected one of {', '.join(choice for choice in choices if choice)}")
    check_video(asked.get("video") or {})


def check_video(video: dict[str, Any]) -> None:
    wanted = with_defaults(video)
    if wanted["resolution"] not in HEIGHTS:
        raise Wrong(f"video.resolution: expected one of {', '.join(HEIGHTS)}")
    if wanted["duration"] not in DURATIONS:
        raise Wrong(f"video.duration: expected one of {', '.join(DURATIONS)}")
    frames = frames_of(video)
    for name, frame in frames.items():
        check_frame(f"video.{name}", frame)
    if wanted["duration"] != "5s" and (frames or video.get("loop")):
        raise Wrong("video.duration: start_frame, end_frame and loop need 5s", 400)
    if video.get("loop") and "end_frame" in frames:
        raise Wrong("video.loop: not supported with end_frame", 400)
    if len(frames) > 1 and any("generation_id" in frame for frame in frames.values()):
        raise Wrong("video: an extension takes exactly one generation_id frame", 400)


def frames_of(video: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: video[name] for name in ("start_frame", "end_frame") if video.get(name) is not None}


def check_frame(name: str, frame: Any) -> None:
    ways = [way for way in WAYS_IN if frame.get(way) is not None] if isinstance(frame, dict) else []
    if len(ways) != 1:
        raise Wrong(f"{name}: provide exactly one of {', '.join(WAYS_IN)}")
    if ways == ["url"] and not str(frame["url"]).startswith(("https://", "http://")):
        raise Wrong(f"{name}.url: not a public address", 400)
    if ways == ["data"]:
        check_picture(name, frame)


def check_picture(name: str, frame: dict[str, Any]) -> None:
    if not str(frame.get("media_type", "")).startswith("image/"):
        raise Wrong(f"{name}.media_type: required with data")
    try:
        require_kind(base64.b64decode(frame["data"], validate=True)[:HEAD_BYTES], PICTURE_KINDS)
    except (ValueError, TypeError, BadMedia):
        raise Wrong(f"{name}.data: not a picture", 400) from None


def with_defaults(video: dict[str, Any]) -> dict[str, Any]:
    return DEFAULTS | {field: value for field, value in video.items() if value is not None}


def shape_of(asked: dict[str, Any]) -> Shape:
    """The resolution says how many pixels, the ratio how they lie."""
    wanted = with_defaults(asked.get("video") or {})
    across, down = (int(part) for part in (asked.get("aspect_ratio") or "16:9").split(":"))
    height = HEIGHTS[wanted["resolution"]]
    width = sqrt(height * height * 16 / 9 * across / down)
    return Shape(even(width), even(width * down / across), DURATIONS[wanted["duration"]])


def even(length: float) -> int:
    return 2 * round(length / 2)


def cost_cents(asked: dict[str, Any]) -> float:
    wanted = with_defaults(asked.get("video") or {})
    return float(CENTS[wanted["resolution"]][list(DURATIONS).index(wanted["duration"])])
