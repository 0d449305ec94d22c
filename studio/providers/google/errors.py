"""What Google's SDK raises, in our words. It has two families of errors that share no class, one of them private, and raw ones
of HTTP: so an error is told by its status, never by its class."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from google.auth.exceptions import GoogleAuthError, TransportError

from studio.errors import FailureKind, NotSent, ProviderError, RateLimited, ReadFailed, Refused, StudioError, Unclear
from studio.providers.refusals import HARD_NO, NEVER_ARRIVED, QUOTA_WORDS, kind_of, retry_after_s, sentence_of

LOG_IN = "run `gcloud auth application-default login`"
LONGEST = 300  # characters of Google's words that are shown


@contextmanager
def submitting(label: str, key: str) -> Iterator[None]:
    """Around the paid call: only what is surely not accepted is told as such, all else is Unclear."""
    try:
        yield
    except ProviderError:
        raise
    except Exception as error:  # whatever it is: it may have been raised after the call was accepted
        raise _of_submit(error, label, key) from None


@contextmanager
def reading(label: str, key: str) -> Iterator[None]:
    """Around a call that may be made again at will."""
    try:
        yield
    except ProviderError:
        raise
    except Exception as error:
        raise _of_read(error, label, key) from None


@contextmanager
def uploading(label: str, key: str) -> Iterator[None]:
    """Around what is brought before the paid call: whatever goes wrong, nothing was submitted."""
    try:
        yield
    except StudioError:
        raise
    except Exception as error:
        raise _of_upload(error, label, key) from None


def _of_submit(error: Exception, label: str, key: str) -> ProviderError:
    status = status_of(error)
    if status is None:
        if isinstance(error, TransportError):  # raised where a token is fetched, before anything is sent
            return NotSent(f"{label} could not be reached.")
        if isinstance(error, GoogleAuthError):
            return Refused(f"{label} does not accept this machine's credentials: {LOG_IN}.", kind=FailureKind.KEY)
        if isinstance(error, NEVER_ARRIVED) or isinstance(error.__cause__, NEVER_ARRIVED):
            return NotSent(f"{label} could not be reached.")
        if _is_broken_off(error):
            return Unclear(f"The connection to {label} broke before its reply came.")
        return Unclear(f"{label} sent a reply that cannot be read ({type(error).__name__}).")
    if status == 429 and not _is_used_up(error):
        return _slow_down(error, label)
    if status in (401, 429) or status in HARD_NO:
        return _refused(error, label, key, status)
    return Unclear(f"{label} answered with an error of its own ({status}).", http_status=status)


def _of_read(error: Exception, label: str, key: str) -> ProviderError:
    status = status_of(error)
    if status is None:
        if isinstance(error, GoogleAuthError) and not isinstance(error, TransportError):
            return Refused(f"{label} does not accept this machine's credentials: {LOG_IN}.", kind=FailureKind.KEY)
        if _is_broken_off(error):
            return ReadFailed(f"{label} could not be reached.")
        return ReadFailed(f"{label} sent a reply that cannot be read.", kind=FailureKind.PROVIDER)
    if status == 429:
        return _slow_down(error, label)
    if status in (401, 403) or _is_about_the_key(error):
        return _refused(error, label, key, status)
    sentence = (
        f"{label} does not know it." if status == 404 else f"{label} answered with an error of its own ({status})."
    )
    return ReadFailed(sentence, kind=FailureKind.PROVIDER, http_status=status, retry_after_s=_wait_s(error))


def _of_upload(error: Exception, label: str, key: str) -> ProviderError:
    status = status_of(error)
    if status == 429:
        return _slow_down(error, label)
    if status in (400, 401, 403, 413, 415):
        return _refused(error, label, key, status)
    return NotSent(f"The clip could not be brought to {label}.", http_status=status, retry_after_s=_wait_s(error))


def _is_broken_off(error: Exception) -> bool:
    return isinstance(error, httpx.HTTPError) or isinstance(error.__cause__, httpx.HTTPError)


def _slow_down(error: Exception, label: str) -> RateLimited:
    return RateLimited(f"{label} asks us to slow down.", retry_after_s=_wait_s(error), http_status=429)


def _refused(error: Exception, label: str, key: str, status: int) -> Refused:
    words = _words(error, key)
    kind = FailureKind.KEY if _is_about_the_key(error) else kind_of(status, words)
    return Refused(sentence_of(kind, label, words), kind=kind, http_status=status)


def status_of(error: Exception) -> int | None:
    """Of an answer that is an error; None where there was no answer, or a good one that could not be read."""
    status: Any = getattr(error, "status_code", None) or getattr(error, "code", None)
    return status if isinstance(status, int) and status >= 400 else None


def _said(error: Exception) -> dict[str, Any]:
    """The part of the answer that is about the error."""
    body: Any = getattr(error, "body", None) or getattr(error, "details", None)
    said = body.get("error") if isinstance(body, dict) else None
    return said if isinstance(said, dict) else {}


def _words(error: Exception, key: str) -> str:
    """Google's sentence, without our key where it repeats it; never headers, which hold the key."""
    message: Any = _said(error).get("message")
    return shortened(message.replace(key, "...") if isinstance(message, str) and key else message)


def shortened(words: Any) -> str:
    """Google's words on one line; nothing, if they are no words."""
    words = " ".join(words.split()) if isinstance(words, str) else ""
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _is_about_the_key(error: Exception) -> bool:
    """A bad key is a 400 here, like any other bad argument; only the details tell."""
    return "API_KEY_INVALID" in json.dumps(_said(error))


def _is_used_up(error: Exception) -> bool:
    """Whether a 429 is about a day's quota or about money. Google calls a minute's limit a quota, too."""
    said = _said(error)
    limits = json.dumps(said.get("details") or "")
    if said.get("code") == "rate_limit_exceeded" or "PerMinute" in limits:
        return False
    words = str(said.get("message", "")).lower()
    return "PerDay" in limits or any(sign in words for sign in QUOTA_WORDS)


def _wait_s(error: Exception) -> float | None:
    """From the header, or from Google's own `RetryInfo`: "23s"."""
    response: Any = getattr(error, "response", None)
    asked = retry_after_s(response) if hasattr(response, "headers") else None
    if asked is not None:
        return asked
    details: Any = _said(error).get("details")
    delays = [one.get("retryDelay") for one in details if isinstance(one, dict)] if isinstance(details, list) else []
    for delay in delays:
        if isinstance(delay, str) and delay.removesuffix("s").replace(".", "", 1).isdecimal():
            return float(delay.removesuffix("s"))
    return None
