"""What Veo accepts, in its own words for no, and what it takes for it."""

import base64
from typing import Any

from studio.sandbox.clips import Shape, measured

LITE = "veo-3.1-lite-generate-001"
PRICES = {  # cents per second: silent, with sound
    "veo-3.1-generate-001": {"720p": (20, 40), "1080p": (20, 40), "4k": (40, 60)},
    "veo-3.1-fast-generate-001": {"720p": (10, 12), "1080p": (10, 15), "4k": (30, 35)},
    LITE: {"720p": (5, 5), "1080p": (8, 8)},
}
SIZES = {"720p": (1280, 720), "1080p": (1920, 1080), "4k": (3840, 2160)}
DURATIONS_S = (4, 6, 8)
ADDED_S = 7  # to a clip that is made longer
LONGEST_SOURCE_S = 30
CHOICES: dict[str, tuple[object, ...]] = {
    "aspectRatio": ("16:9", "9:16"),
    "sampleCount": (1, 2, 3, 4),
    "generateAudio": (True, False),
}


class Wrong(Exception):
    """It cannot be made as asked."""

    def __init__(self, sentence: str, status: int = 400):
        super().__init__(sentence)
        self.status = status


def check(model: str, asked: Any) -> None:
    """Fields that Veo does not know pass here."""
    if model not in PRICES:
        raise Wrong(f"Publisher Model `{model}` was not found.", 404)
    instance, wanted = instance_of(asked), parameters_of(asked)
    if not any(instance.get(name) for name in ("prompt", "image", "video")):
        raise Wrong("The request needs a prompt or an image.")
    lengths = (ADDED_S,) if instance.get("video") else DURATIONS_S
    choices = {**CHOICES, "resolution": tuple(PRICES[model]), "durationSeconds": lengths}
    for field, allowed in choices.items():
        if wanted.get(field, allowed[0]) not in allowed:
            raise Wrong(f"Unsupported value for {field}: {wanted[field]}")
    if not isinstance(wanted.get("negativePrompt", ""), str):
        raise Wrong("negativePrompt must be a text.")
    _check_frames(instance)
    _check_references(model, instance, wanted)
    if instance.get("video"):
        _check_clip(model, instance)


def _check_frames(instance: dict[str, Any]) -> None:
    if instance.get("lastFrame") and not instance.get("image"):
        raise Wrong("lastFrame needs an image to start on.")
    for name in ("image", "lastFrame"):
        if (picture := instance.get(name)) is not None:
            _check_picture(name, picture)


def _check_references(model: str, instance: dict[str, Any], wanted: dict[str, Any]) -> None:
    listed = instance.get("referenceImages") or []
    if not listed:
        return
    if model == LITE:
        raise Wrong("referenceImages is not supported by this model.")
    if instance.get("image") or instance.get("lastFrame") or instance.get("video"):
        raise Wrong("referenceImages cannot be used together with an image or a video.")
    if len(listed) > 3 or wanted.get("durationSeconds", 8) != 8:
        raise Wrong("At most 3 reference images are supported, and 8 seconds only.")
    for one in listed:
        if str(one.get("referenceType")).lower() != "asset":
            raise Wrong(f"Unsupported referenceType: {one.get('referenceType')}")
        _check_picture("reference image", one.get("image") or {})


def _check_picture(name: str, picture: dict[str, Any]) -> None:
    if not (picture.get("bytesBase64Encoded") and picture.get("mimeType")):
        raise Wrong(f"The {name} cannot be read.")


def _check_clip(model: str, instance: dict[str, Any]) -> None:
    if model == LITE:
        raise Wrong("video is not supported by this model.")
    if instance.get("image") or instance.get("lastFrame"):
        raise Wrong("video cannot be used together with an image.")
    source = clip_of(instance)
    if source is None:
        raise Wrong("The video cannot be read.")
    if not 1 <= source.duration_s <= LONGEST_SOURCE_S:
        raise Wrong(f"The video must be 1 to {LONGEST_SOURCE_S} seconds long.")


def clip_of(instance: dict[str, Any]) -> Shape | None:
    """What is made longer, where its bytes came with the call. Storage of Google's is not here."""
    video = instance.get("video") or {}
    try:
        return measured(base64.b64decode(video.get("bytesBase64Encoded") or "", validate=True))
    except (ValueError, TypeError):
        return None


def instance_of(asked: Any) -> dict[str, Any]:
    match asked:
        case {"instances": [dict(instance), *_]}:
            return instance
        case _:
            return {}


def parameters_of(asked: Any) -> dict[str, Any]:
    wanted = asked.get("parameters") if isinstance(asked, dict) else None
    return wanted if isinstance(wanted, dict) else {}


def seconds_of(asked: Any) -> int:
    usual = ADDED_S if instance_of(asked).get("video") else DURATIONS_S[-1]
    return parameters_of(asked).get("durationSeconds", usual)


def shape_of(asked: Any) -> Shape:
    """A clip that is made longer comes whole, with what is added."""
    wanted, source = parameters_of(asked), clip_of(instance_of(asked))
    width, height = SIZES[wanted.get("resolution", "720p")]
    is_upright = source.height > source.width if source else wanted.get("aspectRatio") == "9:16"
    seconds = seconds_of(asked) + (source.duration_s if source else 0)
    sides = (height, width) if is_upright else (width, height)
    return Shape(*sides, seconds, has_sound=bool(wanted.get("generateAudio", True)))


def cost_cents(model: str, asked: Any) -> float:
    wanted = parameters_of(asked)
    return PRICES[model][wanted.get("resolution", "720p")][bool(wanted.get("generateAudio", True))] * seconds_of(asked)
