"""What providers say when they refuse, in our words, whichever SDK carries it: which no is one for good, what it is about, and what a
person can do."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import httpx2

from studio.errors import FailureKind, KeyMissing

NEVER_ARRIVED = tuple(
    error
    for made_by in (httpx, httpx2)
    for error in (made_by.ConnectError, made_by.ConnectTimeout, made_by.PoolTimeout)
)  # the younger SDKs connect with httpx2
QUOTA_WORDS = ("quota", "credit", "daily", "balance", "billing", "insufficient", "budget")
OUT_OF_CREDIT = ("insufficient credit", "enough credit", "insufficient balance")
FILTER_WORDS = ("moderation", "moderated", "blacklist", "safety", "nsfw", "prohibited")
HARD_NO = {400, 402, 403, 404, 405, 413, 422, 451}


def kind_of(status: int, words: str) -> FailureKind:
    if status in (401, 403):
        return FailureKind.KEY
    if status in (402, 429) or is_about(words, OUT_OF_CREDIT):
        return FailureKind.QUOTA
    return FailureKind.FILTERED if is_about(words, FILTER_WORDS) else FailureKind.INVALID


def sentence_of(kind: FailureKind, label: str, words: str) -> str:
    """What the person can do, with the provider's own words."""
    said = f" {label} says: {words}" if words else ""
    advice = {
        FailureKind.KEY: f"{label} does not accept the key: check it under Settings.",
        FailureKind.QUOTA: f"Nothing is left to spend at {label}: add credit there, then try again.",
        FailureKind.FILTERED: f"{label}'s filter refused it: change the prompt or the picture.",
    }
    return advice.get(kind, f"{label} refused it.") + said


def without_key(needs: str, variable: str) -> KeyMissing:
    """`needs`: who needs one, as in `Luma needs a key`."""
    return KeyMissing(
        f"{needs}: save one under Settings, or put {variable} into the environment or into .env and start again."
    )


def is_about(words: str, signs: tuple[str, ...]) -> bool:
    return any(sign in words.lower() for sign in signs)


def retry_after_s(response: httpx.Response) -> float | None:
    """Seconds, from seconds or from a date."""
    asked = response.headers.get("retry-after", "")
    if asked.replace(".", "", 1).isdecimal():
        return float(asked)
    try:
        return max(0.0, (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
