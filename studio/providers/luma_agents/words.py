"""A brief in the words of Luma Agents, and its answers in ours. Facts of the wire: its types and guide, read 2026-11-20."""

import base64
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from studio.brief import Brief, FoundMaterial, Material, Operation
from studio.errors import FailureKind, ReadFailed, Refused
from studio.providers.data_uri import read_picture
from studio.providers.interface import Outcome, Progress

Words = dict[str, Any]

OUTCOMES: Mapping[str, Outcome] = {
    "queued": Outcome.RUNNING,
    "processing": Outcome.RUNNING,
    "completed": Outcome.SUCCEEDED,
    "failed": Outcome.FAILED,
}
FILTERED = (FailureKind.FILTERED, "Luma's filter refused it: change the prompt or the picture.")
UNFIT = (
    FailureKind.INVALID,
    "Luma cannot use the picture or the clip: take another, or a smaller one as JPEG, PNG or MP4.",
)
BROKE = (FailureKind.PROVIDER, "Luma could not make it; try again.")
FAILURES: Mapping[str, tuple[FailureKind, str]] = {
    "content_moderated": FILTERED,
    "generation_failed": BROKE,
    "output_not_found": BROKE,
    "budget_exhausted": (
        FailureKind.QUOTA,
        "Nothing is left to spend at Luma: raise the budget there, then try again.",
    ),
    "image_too_large": UNFIT,
    "unsupported_format": UNFIT,
    "corrupt_input": UNFIT,
    "invalid_request": (FailureKind.INVALID, "Luma cannot make it as asked: change the brief."),
    "rate_limited": (FailureKind.RATE, "Luma was asked too often: try again later."),
}
KINDS: Mapping[str, str] = {".webm": "video/webm", ".mov": "video/quicktime"}  # of a clip, by the end of its name
UNREADABLE = "Luma sent a reply that cannot be read."


# -- a brief in its words ---------------------------------------------------------------------------------


def as_luma_agents(brief: Brief, file_id: str | None = None) -> Words:
    """What is not asked is left out. `file_id`: of the clip that is worked on, where it was brought there as a file.

    Raises Refused for what cannot be sent.
    """
    return {"model": brief.model_name, "prompt": brief.prompt} | _WORDS[brief.operation](brief, file_id)


def _make(brief: Brief, _: str | None) -> Words:
    video: Words = {
        "resolution": brief.resolution,
        "duration": f"{brief.duration_s:g}s",
        "loop": brief.loop or None,
        "hdr": brief.hdr or None,
        "start_frame": brief.first_frame and _picture(brief.first_frame),
        "end_frame": brief.last_frame and _picture(brief.last_frame),
    }
    said = {name: value for name, value in video.items() if value is not None}
    return {"type": "video", "aspect_ratio": brief.ratio, "video": said}


def _make_picture(brief: Brief, _: str | None) -> Words:
    references = [_picture(reference) for reference in brief.references]
    guided = {"image_ref": references} if references else {}
    return {"type": "image", "aspect_ratio": brief.ratio, "output_format": "jpeg"} | guided


def _modify(brief: Brief, file_id: str | None) -> Words:
    """The clip keeps its shape and its length."""
    video = {"resolution": brief.resolution, "edit": {"strength": brief.strength}}
    return {"type": "video_edit", "source": _source(brief.source, file_id), "video": video}


def _reframe(brief: Brief, file_id: str | None) -> Words:
    words: Words = {"type": "video_reframe", "aspect_ratio": brief.ratio, "video": {"resolution": brief.resolution}}
    return words | {"source": _source(brief.source, file_id)}


_WORDS: Mapping[Operation, Callable[[Brief, str | None], Words]] = {
    Operation.MAKE: _make,
    Operation.PICTURE: _make_picture,
    Operation.MODIFY: _modify,
    Operation.REFRAME: _reframe,
}


def _picture(picture: Material) -> dict[str, str]:
    if picture.url:
        return {"url": picture.url}
    if isinstance(picture, FoundMaterial) and picture.remote_id:
        return {"generation_id": picture.remote_id}
    if isinstance(picture, FoundMaterial) and picture.path:
        return _inline(picture.path)
    raise Refused("Luma takes pictures from the library or by address: choose the picture again.")


def _inline(picture: Path) -> dict[str, str]:
    """The file itself, inside the request."""
    media_type, content = read_picture(picture)
    return {"data": base64.b64encode(content).decode("ascii"), "media_type": media_type}


def _source(clip: Material | None, file_id: str | None) -> dict[str, str]:
    if file_id:
        return {"file_id": file_id}
    if clip and clip.url:
        return {"url": clip.url, "media_type": media_type_of(urlsplit(clip.url).path)}
    if isinstance(clip, FoundMaterial) and clip.remote_id:
        return {"generation_id": clip.remote_id}
    raise Refused("Luma takes clips from the library or by address: choose the clip again.")


def media_type_of(name: str) -> str:
    """Of a clip."""
    return KINDS.get(Path(name).suffix.lower(), "video/mp4")


# -- its answers in ours ----------------------------------------------------------------------------------


def as_progress(reply: Any) -> Progress:
    """Raises ReadFailed for one that makes no sense: reading again is free."""
    state = getattr(reply, "state", None)
    if not isinstance(state, str):
        raise ReadFailed(UNREADABLE, kind=FailureKind.PROVIDER)
    outcome = OUTCOMES.get(state, Outcome.RUNNING)  # a state we do not know yet is not an end
    if outcome == Outcome.FAILED:
        return _failed(getattr(reply, "failure_code", None), getattr(reply, "failure_reason", None))
    is_picture = getattr(reply, "type", None) == "image"
    url = _made_in(getattr(reply, "output", None), "image" if is_picture else "video")
    if outcome == Outcome.SUCCEEDED and not url:
        what = "picture" if is_picture else "clip"
        raise ReadFailed(f"Luma says it is finished, but names no {what}.", kind=FailureKind.PROVIDER)
    return Progress(outcome, stage=state, url=url, is_picture=is_picture)


def _made_in(output: Any, kind: str) -> str | None:
    """The first of that kind among several outputs: an EXR archive or a still may stand beside a clip."""
    for one in output if isinstance(output, list) else ():
        url = getattr(one, "url", None)
        if getattr(one, "type", None) == kind and isinstance(url, str) and url:
            return url
    return None


def _failed(code: Any, reason: Any) -> Progress:
    """Whether a failure is paid back Luma does not say for this service. A code we do not know is theirs to explain."""
    kind, advice = FAILURES.get(code, BROKE) if isinstance(code, str) else BROKE
    words = " ".join(reason.split())[:300] if isinstance(reason, str) else ""
    return Progress(Outcome.FAILED, failure=kind, sentence=f"{advice} Luma says: {words}" if words else advice)
