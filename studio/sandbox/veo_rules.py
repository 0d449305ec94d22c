"""What Veo accepts, in its own words for no, and what it takes for it."""

from typing import Any

from studio.sandbox.clips import Shape

PRICES = {  # cents per second
    "veo-3.1-generate-001": {"720p": 40, "1080p": 40},
    "veo-3.1-fast-generate-001": {"720p": 12, "1080p": 15},
}
SIZES = {"720p": (1280, 720), "1080p": (1920, 1080)}
DURATIONS_S = (4, 6, 8)
CHOICES: dict[str, tuple[object, ...]] = {
    "aspectRatio": ("16:9", "9:16"),
    "resolution": tuple(SIZES),
    "durationSeconds": DURATIONS_S,
    "sampleCount": (1, 2, 3, 4),
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
    if not (instance.get("prompt") or instance.get("image")):
        raise Wrong("The request needs a prompt or an image.")
    for field, choices in CHOICES.items():
        if wanted.get(field, choices[0]) not in choices:
            raise Wrong(f"Unsupported value for {field}: {wanted[field]}")
    if instance.get("lastFrame") and not instance.get("image"):
        raise Wrong("lastFrame needs an image to start on.")
    for name in ("image", "lastFrame"):
        picture = instance.get(name)
        if picture is not None and not (picture.get("bytesBase64Encoded") and picture.get("mimeType")):
            raise Wrong(f"The {name} cannot be read.")


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
    return parameters_of(asked).get("durationSeconds", DURATIONS_S[-1])


def shape_of(asked: Any) -> Shape:
    wanted = parameters_of(asked)
    width, height = SIZES[wanted.get("resolution", "720p")]
    is_upright = wanted.get("aspectRatio") == "9:16"
    return Shape(*((height, width) if is_upright else (width, height)), seconds_of(asked))


def cost_cents(model: str, asked: Any) -> float:
    return PRICES[model][parameters_of(asked).get("resolution", "720p")] * seconds_of(asked)
