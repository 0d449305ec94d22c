"""What the SDKs of one family (lumaai and its kin) raise, in our words. Their error classes have the same names in each."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from studio.errors import FailureKind, NotSent, ProviderError, RateLimited, ReadFailed, Refused, Unclear
from studio.providers.refusals import HARD_NO, NEVER_ARRIVED, QUOTA_WORDS, is_about, kind_of, retry_after_s, sentence_of

REMOTE_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")


def good_id(told: object, label: str) -> str:
    """The provider's id in a reply to a paid call. Raises Unclear: the call was accepted, whatever its reply looks like."""
    if isinstance(told, str) and REMOTE_ID.fullmatch(told):
        return told
    raise Unclear(f"{label} sent a reply without a good id.")


@contextmanager
def submitting(sdk: ModuleType, label: str) -> Iterator[None]:
    """Around the paid call: only what is surely not accepted is told as such, all else is Unclear."""
    try:
        yield
    except ProviderError:
        raise
    except sdk.APIStatusError as error:
        raise _status_of_submit(error, label) from None
    except sdk.APIConnectionError as error:
        if isinstance(error.__cause__, NEVER_ARRIVED):
            raise NotSent(f"{label} could not be reached.") from None
        raise Unclear(f"The connection to {label} broke before its reply came.") from None
    except (ValueError, sdk.APIError) as error:  # a reply that cannot be read: it came after the call was accepted
        raise Unclear(f"{label} sent a reply that cannot be read ({type(error).__name__}).") from None


@contextmanager
def reading(sdk: ModuleType, label: str) -> Iterator[None]:
    """Around a call that may be made again at will."""
    try:
        yield
    except ProviderError:
        raise
    except sdk.APIStatusError as error:
        raise _status_of_read(error, label) from None
    except sdk.APIConnectionError:
        raise ReadFailed(f"{label} could not be reached.") from None
    except (ValueError, sdk.APIError):
        raise ReadFailed(f"{label} sent a reply that cannot be read.", kind=FailureKind.PROVIDER) from None


@contextmanager
def before_paying(sdk: ModuleType, label: str, refusal: str) -> Iterator[None]:
    """Around reads and uploads that come before the paid call: nothing is paid when they fail. `refusal` says what to do about a no.

    Raises NotSent, RateLimited or Refused.
    """
    try:
        with reading(sdk, label):
            yield
    except ReadFailed as error:
        if error.http_status in HARD_NO:
            raise Refused(refusal, kind=FailureKind.MEDIA, http_status=error.http_status) from None
        raise NotSent(str(error), kind=error.kind, retry_after_s=error.retry_after_s) from None


def _status_of_submit(error: Any, label: str) -> ProviderError:
    status, words = error.status_code, its_words(error)
    if status == 429 and not is_about(words, QUOTA_WORDS):
        return RateLimited(
            f"{label} asks us to slow down.", retry_after_s=retry_after_s(error.response), http_status=status
        )
    if status == 401 or status in HARD_NO or status == 429:
        kind = kind_of(status, words)
        return Refused(sentence_of(kind, label, words), kind=kind, http_status=status)
    return Unclear(f"{label} answered with an error of its own ({status}).", http_status=status)


def _status_of_read(error: Any, label: str) -> ProviderError:
    status, words = error.status_code, its_words(error)
    if status == 429:
        return RateLimited(
            f"{label} asks us to slow down.", retry_after_s=retry_after_s(error.response), http_status=status
        )
    if status in (401, 403):
        return Refused(sentence_of(FailureKind.KEY, label, words), kind=FailureKind.KEY, http_status=status)
    sentence = (
        f"{label} does not know it." if status == 404 else f"{label} answered with an error of its own ({status})."
    )
    return ReadFailed(
        sentence, kind=FailureKind.PROVIDER, http_status=status, retry_after_s=retry_after_s(error.response)
    )


def its_words(error: Any) -> str:
    """The provider's sentence in an error body; never headers, which hold the key, nor the key where it is repeated."""
    body = error.body
    if isinstance(body, dict):
        detail = body.get("detail") or body.get("message") or body.get("error") or ""
        key = error.request.headers.get("authorization", "").rpartition(" ")[2]
        words = detail if isinstance(detail, str) else json.dumps(detail)
        words = " ".join([words, *_issues(body.get("issues"))])
        return _shortened(words.replace(key, "...") if key else words)
    return ""


def _issues(listed: Any) -> list[str]:
    """What Runway says of single fields, beside its sentence."""
    found = [one.get("message") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [message for message in found if isinstance(message, str)]


def _shortened(words: str, most: int = 300) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1] + "…"
