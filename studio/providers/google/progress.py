"""An interaction of Google's in our words: what it is doing, where the clip or the picture is, or why there is none."""

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from studio.errors import FailureKind, ReadFailed
from studio.files import whole_file
from studio.media.kinds import CLIP_KINDS, HEAD_BYTES, PICTURE_KINDS, require_kind
from studio.providers.google.errors import shortened
from studio.providers.interface import Outcome, Progress
from studio.providers.refusals import FILTER_WORDS

OUTCOMES: Mapping[str, Outcome] = {
    "queued": Outcome.RUNNING,
    "in_progress": Outcome.RUNNING,
    "requires_continuation": Outcome.RUNNING,  # in the background Google goes on by itself
    "completed": Outcome.SUCCEEDED,
    "failed": Outcome.FAILED,
    "cancelled": Outcome.FAILED,
    "incomplete": Outcome.FAILED,
    "budget_exceeded": Outcome.FAILED,
    "requires_action": Outcome.FAILED,
}
UNREADABLE = "Google sent a reply that cannot be read."
BLOCKED = (*FILTER_WORDS, "blocked", "policy", "policies", "content_filter", "responsible ai")
INLINE = "data:video/mp4;base64,"
INLINE_PICTURE = "data:image;base64,"
IS_PICTURE = "#picture"  # behind an address: what is found there is no clip


def state_of(reply: Any) -> str:
    """Raises ReadFailed for an answer without one."""
    state = getattr(reply, "status", None)
    if not isinstance(state, str):
        raise ReadFailed(UNREADABLE, kind=FailureKind.PROVIDER)
    return state


def as_progress(reply: Any) -> Progress:
    """Google's answer in our words. Raises ReadFailed for one that makes no sense: reading again is free."""
    state = state_of(reply)
    outcome = OUTCOMES.get(state, Outcome.RUNNING)  # a state we do not know yet is not an end
    if outcome == Outcome.FAILED:
        return _failed(state, _complaints(reply))
    if outcome == Outcome.SUCCEEDED:
        url = _url(reply)
        return Progress(outcome, stage=state, url=url) if url else _without_result(reply)
    return Progress(outcome, stage=state)


def _url(reply: Any) -> str | None:
    clip = _found(getattr(reply, "output_video", None), INLINE, "")
    return clip or _found(getattr(reply, "output_image", None), INLINE_PICTURE, IS_PICTURE)


def _found(part: Any, inline: str, mark: str) -> str | None:
    """It may come inside the answer, even where its address was asked for."""
    uri, content = getattr(part, "uri", None), getattr(part, "data", None)
    if isinstance(uri, str) and uri:
        return uri + mark
    return inline + content if isinstance(content, str) and content else None


def save_inline(url: str, target: Path) -> None:
    """What came inside an answer. Raises ReadFailed or BadMedia, and leaves nothing then."""
    kinds = PICTURE_KINDS if url.startswith(INLINE_PICTURE) else CLIP_KINDS
    try:
        content = base64.b64decode(url.partition(",")[2], validate=True)
    except binascii.Error:
        raise ReadFailed("Google sent a file that cannot be read.", kind=FailureKind.PROVIDER) from None
    require_kind(content[:HEAD_BYTES], kinds)
    with whole_file(target) as part:
        part.write_bytes(content)


def _without_result(reply: Any) -> Progress:
    """Completed is not made: Google refuses in words, where it should have answered with a clip."""
    thing = "picture" if "image" in str(getattr(reply, "model", "")) else "clip"
    words = shortened(getattr(reply, "output_text", None))
    if not words:
        sentence = f"Google says it is finished, but made no {thing}. What it charged shows in your account there."
        return Progress(Outcome.FAILED, failure=FailureKind.PROVIDER, sentence=sentence)
    sentence = f"Google answered in words instead of a {thing}: change the prompt or the picture. Google says: {words}"
    return Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence=sentence)


def _complaints(reply: Any) -> str:
    errors: Any = getattr(reply, "errors", None)
    listed = errors if isinstance(errors, list) else []
    said = [getattr(error, what, None) for error in listed for what in ("code", "message")]
    return shortened(": ".join(words for words in said if isinstance(words, str) and words))


def _failed(state: str, words: str) -> Progress:
    """Whether it was charged Google does not say."""
    said = f" Google says: {words}" if words else ""
    if state == "cancelled":
        return Progress(Outcome.FAILED, failure=FailureKind.CANCELLED, sentence=f"It was cancelled at Google.{said}")
    if state == "budget_exceeded":
        sentence = f"Nothing is left to spend at Google: raise the budget there, then try again.{said}"
        return Progress(Outcome.FAILED, failure=FailureKind.QUOTA, sentence=sentence)
    if any(sign in words.lower() for sign in BLOCKED):
        sentence = f"Google's filter refused it: change the prompt or the picture.{said}"
        return Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence=sentence)
    how = "" if state == "failed" else f" ({state.replace('_', ' ')})"
    sentence = f"Google could not make it{how}; try again.{said}"
    return Progress(Outcome.FAILED, failure=FailureKind.PROVIDER, sentence=sentence)
