"""What Luma Dream Machine accepts, in its own words for no, and what it takes for it."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from studio.sandbox.clips import Shape

CENTS_PER_MEGAPIXEL = {"ray-2": 0.64, "ray-flash-2": 0.22}  # of width x height x frames
AREAS = {"540p": 960 * 540, "720p": 1280 * 720, "1080p": 1920 * 1080, "4k": 3840 * 2160}
RATIOS = ("1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21")
DURATIONS = {"5s": 5, "9s": 9}
CHOICES: dict[str, tuple[str, ...]] = {
    "model": tuple(CENTS_PER_MEGAPIXEL),
    "aspect_ratio": RATIOS,
    "resolution": tuple(AREAS),
}
TYPES = {
    "prompt": (str, "Input should be a valid string"),
    "duration": (str, "Input should be a valid string"),
    "loop": (bool, "Input should be a valid boolean"),
    "keyframes": (dict, "Input should be a valid dictionary"),
    "concepts": (list, "Input should be a valid list"),
}
# fmt: off
CONCEPTS = [
    "aerial", "aerial_drone", "bolt_cam", "crane_down", "crane_up", "dolly_zoom", "elevator_doors", "eye_level",
    "ground_level", "handheld", "high_angle", "low_angle", "orbit_left", "orbit_right", "over_the_shoulder",
    "overhead", "pan_left", "pan_right", "pedestal_down", "pedestal_up", "pov", "pull_out", "push_in",
    "roll_left", "roll_right", "selfie", "static", "tilt_down", "tilt_up", "tiny_planet", "truck_left",
    "truck_right", "zoom_in", "zoom_out",
]
# fmt: on
DEFAULTS: dict[str, Any] = {"aspect_ratio": "16:9", "duration": "5s", "resolution": "720p", "loop": False}
NO_LOOP: dict[tuple[str | None, str | None], str] = {  # first frame, last frame
    (None, "image"): "Loop is not supported for end frame",
    (None, "generation"): "Loop is not supported for extend reverse",
    ("image", "image"): "Loop is not supported for keyframes",
    ("generation", "image"): "Loop is not supported for interpolate video to image",
    ("image", "generation"): "Loop is not supported for interpolate image to video",
    ("generation", "generation"): "Loop is not supported for interpolate between two videos",
}


class Wrong(Exception):
    """It cannot be made as asked: the status and the detail of the answer."""

    def __init__(self, detail: Any, status: int = 400):
        super().__init__(detail)
        self.detail, self.status = detail, status


def check(asked: Any) -> None:
    """Fields that Luma does not know pass, as they do there."""
    if not isinstance(asked, dict):
        raise wrong_field("body", "Input should be a valid dictionary")
    if asked.get("model") is None:
        raise wrong_field("model", "Field required")
    check_choices(asked, CHOICES)
    for field, (expected, message) in TYPES.items():
        if not isinstance(asked.get(field), expected | None):
            raise wrong_field(field, message)
    if (duration := with_defaults(asked)["duration"]) not in DURATIONS:
        raise Wrong(f"Duration {duration} is not supported: use {' or '.join(DURATIONS)}")
    for concept in asked.get("concepts") or ():
        if not isinstance(concept, dict) or concept.get("key") not in CONCEPTS:
            raise Wrong(f"Concept {concept} is not supported")
    frames = check_keyframes(asked)
    check_prompt(asked.get("prompt"), has_image="image" in frames)
    if asked.get("loop") and frames in NO_LOOP:
        raise Wrong(NO_LOOP[frames])


def check_choices(asked: dict[str, Any], fields: Mapping[str, Sequence[str]]) -> None:
    for field, choices in fields.items():
        if asked.get(field) is not None and asked[field] not in choices:
            raise wrong_field(field, "Input should be " + " or ".join(repr(choice) for choice in choices))


def wrong_field(field: str, message: str) -> Wrong:
    """Luma's server is written with FastAPI: what has the wrong type or word is a 422 with a list."""
    return Wrong([{"loc": ["body", field], "msg": message}], 422)


def check_prompt(prompt: str | None, has_image: bool) -> None:
    if not prompt and has_image:
        return
    if not prompt:
        raise Wrong("Prompt is required")
    if len(prompt) < 3:
        raise Wrong("Prompt is too short, minimum length is 3 characters")
    if len(prompt) > 5000:
        raise Wrong("Prompt is too long, maximum length is 5000 characters")


def check_keyframes(asked: dict[str, Any]) -> tuple[str | None, str | None]:
    """The types of the first and the last frame."""
    first, last = (check_keyframe(keyframe) for keyframe in keyframes_of(asked))
    if "keyframes" in asked and first is None and last is None:
        raise Wrong("No keyframes provided")
    return first, last


def keyframes_of(asked: dict[str, Any]) -> tuple[Any, Any]:
    keyframes = asked.get("keyframes") or {}
    return keyframes.get("frame0"), keyframes.get("frame1")


def check_keyframe(keyframe: Any) -> str | None:
    match keyframe:
        case None:
            return None
        case {"type": "image", "url": str(url)} if is_address(url):
            return "image"
        case {"type": "generation", "id": str()}:
            return "generation"
        case _:
            raise Wrong("Invalid keyframe: an image needs a public url, a generation needs an id")


def is_address(url: object) -> bool:
    return isinstance(url, str) and url.startswith(("https://", "http://"))


def with_defaults(asked: dict[str, Any]) -> dict[str, Any]:
    return DEFAULTS | {field: value for field, value in asked.items() if value is not None}


def shape_of(asked: dict[str, Any]) -> Shape:
    """The resolution says how many pixels, the ratio how they lie."""
    wanted = with_defaults(asked)
    return shaped(AREAS[wanted["resolution"]], wanted["aspect_ratio"], DURATIONS[wanted["duration"]])


def shaped(area: float, ratio: str, seconds: int) -> Shape:
    across, down = (int(part) for part in ratio.split(":"))
    width = sqrt(area * across / down)
    return Shape(even(width), even(width * down / across), seconds)


def even(length: float) -> int:
    return 2 * round(length / 2)


def cost_cents(asked: dict[str, Any]) -> float:
    """The same for every ratio."""
    wanted = with_defaults(asked)
    megapixels = AREAS[wanted["resolution"]] * 24 * DURATIONS[wanted["duration"]] / 1e6
    return float(round(megapixels * CENTS_PER_MEGAPIXEL[wanted["model"]]))
