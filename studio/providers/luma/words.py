"""A brief in Luma's words, and Luma's answers in ours. Facts of the wire: its documentation and the SDK's types, read 2026-11-20."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from studio.brief import Brief, FoundMaterial, Material, Operation, Reference, Role
from studio.errors import FailureKind, ReadFailed, Refused
from studio.providers.interface import Outcome, Progress
from studio.providers.refusals import FILTER_WORDS

Words = dict[str, Any]

KINDS: Mapping[Operation, str] = {  # what Luma calls each `generation_type`
    Operation.MAKE: "video",
    Operation.PICTURE: "image",
    Operation.MODIFY: "modify_video",
    Operation.REFRAME: "reframe_video",
    Operation.UPSCALE: "upscale_video",
    Operation.ADD_AUDIO: "add_audio",
}
OUTCOMES: Mapping[str, Outcome] = {
    "queued": Outcome.RUNNING,
    "dreaming": Outcome.RUNNING,
    "completed": Outcome.SUCCEEDED,
    "failed": Outcome.FAILED,
}
MARK = "~"  # in a remote id of ours; never in one of Luma's
UNREADABLE = "Luma sent a reply that cannot be read."


# -- a brief in its words ---------------------------------------------------------------------------------


def as_luma(brief: Brief) -> Words:
    """What is not asked is left out: the SDK would send a null. Raises Refused for a picture or clip without an address."""
    return _said(plain_words(brief) | _MATERIALS[brief.operation](brief))


def plain_words(brief: Brief) -> Words:
    """Without the pictures and the clip it points at."""
    words: Words = {
        "generation_type": KINDS[brief.operation],
        "model": brief.model_name,
        "prompt": brief.prompt or None,
        "negative_prompt": brief.negative_prompt or None,
        "aspect_ratio": brief.ratio,
        "mode": brief.strength,
        "duration": f"{brief.duration_s:g}s",
        "resolution": brief.resolution,
        "loop": brief.loop or None,
        "concepts": [{"key": move} for move in brief.camera_moves] or None,
    }
    return _said({name: words[name] for name in _WORDS[brief.operation]})


_WORDS: Mapping[Operation, Sequence[str]] = {
    Operation.MAKE: ("model", "prompt", "aspect_ratio", "duration", "resolution", "loop", "concepts"),
    Operation.PICTURE: ("generation_type", "model", "prompt", "aspect_ratio"),
    Operation.MODIFY: ("generation_type", "model", "mode", "prompt"),
    Operation.REFRAME: ("generation_type", "model", "aspect_ratio", "prompt"),
    Operation.UPSCALE: ("generation_type", "resolution"),
    Operation.ADD_AUDIO: ("generation_type", "prompt", "negative_prompt"),
}


def _said(words: Words) -> Words:
    return {name: value for name, value in words.items() if value is not None}


def _keyframes(brief: Brief) -> Words:
    frames = {"frame0": brief.first_frame, "frame1": brief.last_frame}
    return {"keyframes": {name: _keyframe(frame) for name, frame in frames.items() if frame} or None}


def _keyframe(frame: Material) -> dict[str, str]:
    if isinstance(frame, FoundMaterial) and frame.remote_id:
        return {"type": "generation", "id": luma_id(frame.remote_id)}
    return {"type": "image", "url": _address(frame)}


def _references(brief: Brief) -> Words:
    of = {role: [_address(one) for one in brief.references if role_of(one) == role] for role in Role}
    return {
        "image_ref": [{"url": url} for url in of[Role.OBJECT]] or None,
        "style_ref": [{"url": url} for url in of[Role.STYLE]] or None,
        "character_ref": {"identity0": {"images": of[Role.CHARACTER]}} if of[Role.CHARACTER] else None,
    }


def role_of(reference: Material) -> Role:
    named = reference.role if isinstance(reference, FoundMaterial | Reference) else None
    return named or Role.OBJECT


def _media(brief: Brief) -> Words:
    return {"media": {"url": _address(brief.source)}}


def _source_id(brief: Brief) -> Words:
    if isinstance(brief.source, FoundMaterial) and brief.source.remote_id:
        return {"id": luma_id(brief.source.remote_id)}
    raise Refused("Luma does this with clips of its own only: choose one that Luma made.")


def _address(material: Material | None) -> str:
    if material and material.url:
        return material.url
    what = "pictures" if material is None or getattr(material, "is_picture", True) else "clips"
    raise Refused(f"Luma takes {what} by a public https address only: give the address.")


_MATERIALS: Mapping[Operation, Callable[[Brief], Words]] = {
    Operation.MAKE: _keyframes,
    Operation.PICTURE: _references,
    Operation.MODIFY: _media,
    Operation.REFRAME: _media,
    Operation.UPSCALE: _source_id,
    Operation.ADD_AUDIO: _source_id,
}


def luma_id(remote_id: str) -> str:
    """Luma's own id in a remote id of ours."""
    return remote_id.partition(MARK)[0]


# -- its answers in ours ----------------------------------------------------------------------------------


def as_progress(reply: Any) -> Progress:
    """Raises ReadFailed for an answer that makes no sense: reading again is free."""
    state = getattr(reply, "state", None)
    if not isinstance(state, str):
        raise ReadFailed(UNREADABLE, kind=FailureKind.PROVIDER)
    outcome = OUTCOMES.get(state, Outcome.RUNNING)  # a state we do not know yet is not an end
    if outcome == Outcome.FAILED:
        return _failed(str(getattr(reply, "failure_reason", None) or ""))
    is_picture = getattr(reply, "generation_type", None) == "image"
    url = getattr(getattr(reply, "assets", None), "image" if is_picture else "video", None)
    if outcome == Outcome.SUCCEEDED and not (isinstance(url, str) and url):
        what = "picture" if is_picture else "clip"
        raise ReadFailed(f"Luma says it is finished, but names no {what}.", kind=FailureKind.PROVIDER)
    return Progress(outcome, stage=state, url=url, is_picture=is_picture)


def _failed(reason: str) -> Progress:
    """Luma pays back what failed, whatever the reason (its FAQ on failed generations, read 2026-11-20)."""
    words = " ".join(reason.split())[:300]
    kind, advice = _kind_of(words.lower())
    said = f" Luma says: {words}" if words else ""
    return Progress(Outcome.FAILED, failure=kind, sentence=f"{advice}{said}", was_charged=False)


def _kind_of(words: str) -> tuple[FailureKind, str]:
    if any(sign in words for sign in FILTER_WORDS):
        return FailureKind.FILTERED, "Luma's filter refused it: change the prompt or the picture."
    if "failed to read user input" in words:
        return FailureKind.INVALID, "Luma could not read the picture or the clip: check its address."
    return FailureKind.PROVIDER, "Luma could not make it; try again."
