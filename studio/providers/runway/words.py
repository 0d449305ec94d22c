"""A brief in Runway's words, as its SDK names them. How each model wants its size is said in the catalogue (`Model.wire`)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from studio.brief import Brief, FoundMaterial, Material, Operation, Role
from studio.errors import Refused
from studio.providers import catalogue
from studio.providers.catalogue import ITS_OWN, ClipSound, Model
from studio.providers.data_uri import as_data_uri

WAYS: Mapping[Operation, str] = {  # what of the SDK creates it
    Operation.MAKE: "text_to_video",
    Operation.PICTURE: "text_to_image",
    Operation.MODIFY: "video_to_video",
    Operation.EXTEND: "video_to_video",
    Operation.REFRAME: "video_to_video",
    Operation.UPSCALE: "video_upscale",
}
FROM_PICTURE = "image_to_video"


def way_of(brief: Brief) -> str:
    return FROM_PICTURE if brief.frames else WAYS[brief.operation]


def as_runway(brief: Brief) -> dict[str, Any]:
    """What is not asked is left out: the SDK would send a null. Materials are files that fit inside, or addresses."""
    known = catalogue.model(brief.model, brief.operation)
    words: dict[str, Any] = {
        "model": brief.model_name,
        "prompt_text": _prompt(brief, known),
        "negative_prompt": brief.negative_prompt.strip() or None,
        "prompt_image": _frames(brief) or None,
        "duration": None if known.durations_s == ITS_OWN else round(brief.duration_s),
        "seed": brief.seed,
        "audio": brief.sound if known.sound == ClipSound.CHOICE else None,
        "mode": known.wire.get("mode"),
        **_size(brief, known),
        **_source(brief, known),
        **_references(brief),
    }
    return {name: value for name, value in words.items() if value is not None}


def _prompt(brief: Brief, known: Model) -> str | None:
    return brief.prompt if known.takes_prompt and brief.prompt.strip() else None


def _size(brief: Brief, known: Model) -> dict[str, str]:
    size = known.wire.get("size", "pixels")
    if brief.frames:
        size = known.wire.get("size_with_picture", size)
    return dict(_size_word(word, brief, known) for word in size.split())


def _size_word(word: str, brief: Brief, known: Model) -> tuple[str, str]:
    match word:
        case "resolution":
            return "resolution", brief.resolution
        case "shape":
            return "ratio", brief.ratio
        case "target":
            return "target_aspect_ratio", brief.ratio
        case "auto":
            return "ratio", f"auto_{brief.resolution}"
        case "adaptive":
            return "ratio", "adaptive"
        case _:
            return "ratio", _pixels(brief, known)


def _pixels(brief: Brief, known: Model) -> str:
    try:
        return known.pixels[brief.resolution, brief.ratio]
    except KeyError:
        raise Refused(f"Runway makes no {brief.ratio} at {brief.resolution} with this model.") from None


def _source(brief: Brief, known: Model) -> dict[str, str]:
    return {known.wire.get("source", "video_uri"): address_of(brief.source, "clips")} if brief.source else {}


def _frames(brief: Brief) -> list[dict[str, str]]:
    frames = {"first": brief.first_frame, "last": brief.last_frame}
    return [{"uri": _picture(frame), "position": place} for place, frame in frames.items() if frame]


def _references(brief: Brief) -> dict[str, list[dict[str, str]]]:
    """Those of a picture have tags, by which its prompt may name them."""
    if not brief.references:
        return {}
    if brief.operation == Operation.PICTURE:
        return {"reference_images": [{"uri": _picture(one), "tag": tag} for one, tag in _tagged(brief)]}
    return {"references": [{"uri": _picture(one)} for one in brief.references]}


def _tagged(brief: Brief) -> Iterator[tuple[Material, str]]:
    """`character1`, `character2`, `style1`, ..."""
    counted: Counter[Role] = Counter()
    for reference in brief.references:
        role = reference.role or Role.OBJECT
        counted[role] += 1
        yield reference, f"{role}{counted[role]}"


def _picture(picture: Material) -> str:
    if isinstance(picture, FoundMaterial) and picture.path and not picture.url:
        return as_data_uri(picture.path)
    return address_of(picture, "pictures")


def address_of(material: Material, what: str) -> str:
    if material.url:
        return material.url
    raise Refused(f"Runway takes {what} from the library or by a public https address: choose another.")
