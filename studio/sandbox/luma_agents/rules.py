"""What Luma Agents accepts, in its own words for no, and what it takes for it."""

import base64
from math import sqrt
from typing import Any

from studio.errors import BadMedia
from studio.media.kinds import HEAD_BYTES, PICTURE_KINDS, require_kind
from studio.sandbox.clips import Shape

HEIGHTS = {"360p": 360, "540p": 540, "720p": 720, "1080p": 1080}
DURATIONS = {"5s": 5, "10s": 10}
CENTS = {"360p": (8, 24), "540p": (15, 45), "720p": (30, 90), "1080p": (120, 360)}  # 360p is our guess: half of 540p
HDR_CENTS = {"720p": 60, "1080p": 240}
EDIT_CENTS = {"360p": 7.2, "540p": 14.4, "720p": 21.6, "1080p": 43.2}  # per second; of 360p our guess, as below
REFRAME_CENTS = {"360p": 3, "540p": 6, "720p": 12, "1080p": 36}
IMAGE_CENTS = {"uni-1": 4.04, "uni-1-max": 10.0}
REFERENCE_CENTS, MOST_REFERENCES = 0.3, 9
IMAGE_AREA = 2048 * 2048
IMAGE_RATIOS = ("3:1", "2:1", "16:9", "3:2", "1:1", "2:3", "9:16", "1:2", "1:3")
STRENGTHS = tuple(f"{name}_{step}" for name in ("adhere", "flex", "reimagine") for step in (1, 2, 3))
LONGEST_S = {"video_edit": 18, "video_reframe": 30}
A_CLIP = Shape(1280, 720, 5)  # what stands at an address of the world, as far as we know
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
    kind = asked.get("type")
    models, ratios = (tuple(IMAGE_CENTS), IMAGE_RATIOS) if kind == "image" else (("ray-3.2",), RATIOS)
    kinds = ("image", "video", *LONGEST_S)
    for field, choices in (("type", kinds), ("model", models), ("aspect_ratio", (None, *ratios))):
        if asked.get(field) not in choices:
            raise Wrong(f"{field}: expected one of {', '.join(choice for choice in choices if choice)}")
    if kind == "image":
        check_references(asked)
    elif kind == "video":
        check_video(asked.get("video") or {})
    else:
        check_work(asked)


def check_references(asked: dict[str, Any]) -> None:
    references = asked.get("image_ref") or []
    if len(references) > MOST_REFERENCES:
        raise Wrong(f"image_ref: at most {MOST_REFERENCES}")
    for number, reference in enumerate(references):
        check_frame(f"image_ref.{number}", reference)


def check_work(asked: dict[str, Any]) -> None:
    """An edit or a reframing of a clip."""
    kind, video = asked["type"], asked.get("video") or {}
    source = asked.get("source")
    check_frame("source", source, is_clip=True)
    if (video.get("resolution") or "720p") not in HEIGHTS:
        raise Wrong(f"video.resolution: expected one of {', '.join(HEIGHTS)}")
    if refused := [name for name in ("duration", "loop", "start_frame", "end_frame", "hdr") if video.get(name)]:
        raise Wrong(f"video.{refused[0]}: not supported for {kind}", 400)
    strength = (video.get("edit") or {}).get("strength")
    if video.get("edit") and kind != "video_edit":
        raise Wrong("video.edit: only for video_edit", 400)
    if strength not in (None, *STRENGTHS):
        raise Wrong(f"video.edit.strength: expected one of {', '.join(STRENGTHS)}")
    if kind == "video_reframe" and not asked.get("aspect_ratio"):
        raise Wrong("aspect_ratio: required for video_reframe")


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
    if video.get("hdr") and (wanted["duration"] != "5s" or wanted["resolution"] not in HDR_CENTS):
        raise Wrong("video.hdr: needs 5s at 720p or 1080p", 400)
    if video.get("hdr") and (frames or video.get("loop")):
        raise Wrong("video.hdr: not supported with start_frame, end_frame and loop", 400)
    if video.get("loop") and "end_frame" in frames:
        raise Wrong("video.loop: not supported with end_frame", 400)
    if len(frames) > 1 and any("generation_id" in frame for frame in frames.values()):
        raise Wrong("video: an extension takes exactly one generation_id frame", 400)


def frames_of(video: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: video[name] for name in ("start_frame", "end_frame") if video.get(name) is not None}


def check_frame(name: str, frame: Any, *, is_clip: bool = False) -> None:
    ways = [way for way in WAYS_IN if frame.get(way) is not None] if isinstance(frame, dict) else []
    if len(ways) != 1:
        raise Wrong(f"{name}: provide exactly one of {', '.join(WAYS_IN)}")
    if ways == ["url"] and not str(frame["url"]).startswith(("https://", "http://")):
        raise Wrong(f"{name}.url: not a public address", 400)
    if is_clip and ways in (["url"], ["data"]) and not str(frame.get("media_type", "")).startswith("video/"):
        raise Wrong(f"{name}.media_type: required, a video")
    if ways == ["data"] and not is_clip:
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


def shape_of(asked: dict[str, Any], source: Shape | None) -> Shape:
    """The resolution says how many pixels, the ratio how they lie. `source`: the clip that is worked on, None for the world's."""
    kind, ratio = asked["type"], asked.get("aspect_ratio") or "16:9"
    if kind == "image":
        return shaped(IMAGE_AREA, ratio, 1)
    wanted = with_defaults(asked.get("video") or {})
    area = HEIGHTS[wanted["resolution"]] ** 2 * 16 / 9
    if kind == "video":
        return shaped(area, ratio, DURATIONS[wanted["duration"]])
    clip = source or A_CLIP
    return shaped(area, ratio if kind == "video_reframe" else f"{clip.width}:{clip.height}", clip.duration_s)


def shaped(area: float, ratio: str, seconds: int) -> Shape:
    across, down = (int(part) for part in ratio.split(":"))
    width = sqrt(area * across / down)
    return Shape(even(width), even(width * down / across), seconds)


def even(length: float) -> int:
    return 2 * round(length / 2)


def cost_cents(asked: dict[str, Any], source: Shape | None) -> float:
    kind, wanted = asked["type"], with_defaults(asked.get("video") or {})
    if kind == "image":
        return round(IMAGE_CENTS[asked["model"]] + REFERENCE_CENTS * len(asked.get("image_ref") or ()), 2)
    if kind == "video" and wanted.get("hdr"):
        return float(HDR_CENTS[wanted["resolution"]])
    if kind == "video":
        return float(CENTS[wanted["resolution"]][list(DURATIONS).index(wanted["duration"])])
    rates = EDIT_CENTS if kind == "video_edit" else REFRAME_CENTS
    return round(rates[wanted["resolution"]] * (source or A_CLIP).duration_s, 2)
