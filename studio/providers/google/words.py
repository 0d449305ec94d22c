"""A brief in the words of Google's interactions. What a picture or a clip is for is told by tags in the prompt.

The tags and what goes with what: Google's guide to Gemini Omni of 2026-09-18.
"""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from studio.brief import Brief, FoundMaterial, Material, Operation, Role
from studio.errors import FailureKind, Refused
from studio.media.kinds import CLIP_KINDS, HEAD_BYTES, JPEG, MP4, PICTURE_KINDS, PNG, WEBM, WEBP, require_kind

MIME_TYPES = {JPEG: "image/jpeg", PNG: "image/png", WEBP: "image/webp"}
CLIP_TYPES = {MP4: "video/mp4", WEBM: "video/webm"}
TASKS: Mapping[Operation, str] = {
    Operation.MODIFY: "edit",
    Operation.EXTEND: "extend",
    Operation.UPSCALE: "upscale",
}
WHAT_FOR = {Role.CHARACTER: "the character", Role.STYLE: "the style", Role.OBJECT: "an object"}
UPSCALE = "Upscale this video."
HERE_ONLY = "Google takes {} from the library, not by address: add the {} to the library first."


def as_google(brief: Brief) -> dict[str, Any]:
    """The brief in Google's words. A clip that is worked on has been uploaded: its source is an id or Google's own address."""
    words: dict[str, Any] = {
        "model": brief.model_name,
        "input": _input(brief),
        "response_format": _format(brief),
        "background": True,
        "store": True,
    }
    if config := _config(brief):
        words["generation_config"] = config
    if earlier := _remote_id(brief):
        words["previous_interaction_id"] = earlier
    return words


def _format(brief: Brief) -> dict[str, Any]:
    """A clip that is worked on keeps its shape, and its length but for what is added."""
    if brief.operation == Operation.PICTURE:
        return {"type": "image", "aspect_ratio": brief.ratio, "image_size": brief.resolution}
    words = {"type": "video", "resolution": brief.resolution, "delivery": "uri"}
    if brief.operation == Operation.MAKE:
        words["aspect_ratio"] = brief.ratio
    if brief.operation in (Operation.MAKE, Operation.EXTEND):
        words["duration"] = f"{brief.duration_s:g}s"
    return words


def _config(brief: Brief) -> dict[str, Any]:
    if brief.operation == Operation.PICTURE:
        return {}
    task = _task(brief)
    config: dict[str, Any] = {"video_config": {"task": task}} if task else {}
    return config | ({"seed": brief.seed} if brief.seed is not None else {})


def _task(brief: Brief) -> str | None:
    """Frames and references together have no task of their own: there the tags alone tell."""
    if brief.operation in TASKS:
        return TASKS[brief.operation]
    if brief.frames and brief.references:
        return None
    if brief.references:
        return "reference_to_video"
    return "image_to_video" if brief.frames else "text_to_video"


# -- what goes in -----------------------------------------------------------------------------------------


def _input(brief: Brief) -> list[dict[str, Any]] | str:
    parts = [*_clip(brief), *map(_picture, brief.pictures)]
    text = _text(brief)
    if not parts:
        return text or UPSCALE  # something must be said, although nothing is read
    return [*parts, {"type": "text", "text": text}] if text else parts


def _clip(brief: Brief) -> list[dict[str, Any]]:
    if brief.source is None or _remote_id(brief):
        return []
    if not (isinstance(brief.source, FoundMaterial) and brief.source.url):  # an address of Google's, after an upload
        raise Refused(HERE_ONLY.format("clips", "clip"))
    kind = {"mime_type": clip_type(brief.source.path)} if brief.source.path else {}
    return [{"type": "video", "uri": brief.source.url, **kind}]


def clip_type(path: Path) -> str:
    """By its first bytes. Raises Refused or BadMedia."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError:
        raise Refused("The clip of this brief cannot be read: choose another.", kind=FailureKind.MEDIA) from None
    return CLIP_TYPES[require_kind(head, CLIP_KINDS)]


def _remote_id(brief: Brief) -> str | None:
    return brief.source.remote_id if isinstance(brief.source, FoundMaterial) else None


def _picture(picture: Material) -> dict[str, str]:
    content, mime_type = read_picture(picture)
    return {"type": "image", "data": base64.b64encode(content).decode(), "mime_type": mime_type}


def read_picture(picture: Material) -> tuple[bytes, str]:
    """Its bytes and what they are. Raises Refused or BadMedia."""
    path = picture.path if isinstance(picture, FoundMaterial) else None
    if path is None:
        raise Refused(HERE_ONLY.format("pictures", "picture"))
    try:
        content = path.read_bytes()
    except OSError:
        raise Refused("A picture of this brief cannot be read: choose another.", kind=FailureKind.MEDIA) from None
    return content, MIME_TYPES[require_kind(content[:HEAD_BYTES], PICTURE_KINDS)]


# -- words ------------------------------------------------------------------------------------------------


def _text(brief: Brief) -> str:
    if brief.operation == Operation.UPSCALE:
        return ""
    frames = ["<FIRST_FRAME>"] * bool(brief.first_frame) + ["<LAST_FRAME>"] * bool(brief.last_frame)
    names = _names(brief)
    if frames and names:
        frames = [_declared(frames, names)]
    return " ".join([*frames, brief.prompt, *_guidance(brief, names)])


def _names(brief: Brief) -> list[str]:
    """How the words call each reference. Picture models know no tags."""
    tag = "image {}" if brief.operation == Operation.PICTURE else "<IMAGE_REF_{}>"
    first = 1 if brief.operation == Operation.PICTURE else 0
    return [tag.format(number) for number in range(first, first + len(brief.references))]


def _declared(frames: Sequence[str], names: Sequence[str]) -> str:
    """Which picture is what, where some are frames and some are not."""
    tagged = [f"{tag}@Image{number}" for number, tag in enumerate([*frames, *names], 1)]
    sources, references = " ".join(tagged[: len(frames)]), " ".join(tagged[len(frames) :])
    return f"[# Sources {sources}] [# References {references}]"


def _guidance(brief: Brief, names: Sequence[str]) -> list[str]:
    """What each reference is for, but for those of which the prompt itself speaks."""
    told = [
        f"{name} as a reference for {WHAT_FOR[getattr(reference, 'role', None) or Role.OBJECT]}"
        for name, reference in zip(names, brief.references, strict=True)
        if name not in brief.prompt
    ]
    return [f"Use {', '.join(told)}."] if told else []
