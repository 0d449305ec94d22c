"""What Runway says of a task, in our words."""

import math
from collections.abc import Mapping
from typing import Any

from studio.errors import FailureKind, ReadFailed
from studio.providers.interface import Outcome, Progress

OUTCOMES: Mapping[str, Outcome] = {
    "PENDING": Outcome.RUNNING,
    "THROTTLED": Outcome.RUNNING,  # accepted; it waits for one of the account's places
    "RUNNING": Outcome.RUNNING,
    "SUCCEEDED": Outcome.SUCCEEDED,
    "FAILED": Outcome.FAILED,
    "CANCELLED": Outcome.FAILED,
}
USD_PER_CREDIT = 0.01


def as_progress(told: Mapping[str, Any]) -> Progress:
    """Runway's task in our words. Raises ReadFailed for one that makes no sense: reading again is free."""
    status = str(told.get("status"))
    outcome = OUTCOMES.get(status, Outcome.RUNNING)  # a state we do not know yet is not an end
    if status == "CANCELLED":
        return _cancelled(told)
    if outcome == Outcome.FAILED:
        return _failed(told)
    url = _first(told.get("output"))
    if outcome == Outcome.SUCCEEDED and not url:
        raise ReadFailed("Runway says it is finished, but names no clip.", kind=FailureKind.PROVIDER)
    done = number(told.get("progress"))
    fraction = None if done is None else min(max(done, 0.0), 1.0)
    return Progress(outcome, stage=status.lower(), fraction=fraction, url=url, cost_usd=usd_of(told))


def _cancelled(told: Mapping[str, Any]) -> Progress:
    cost = usd_of(told, "cost")
    return Progress(
        Outcome.FAILED,
        stage="cancelled",
        failure=FailureKind.CANCELLED,
        sentence="Cancelled at Runway.",
        was_charged=None if cost is None else cost > 0,
        cost_usd=cost,
    )


def _failed(told: Mapping[str, Any]) -> Progress:
    """What it cost is Runway's word. Without one: refused inputs are paid, of the rest we do not know."""
    code, cost = str(told.get("failureCode") or ""), usd_of(told, "cost")
    was_charged = cost > 0 if cost is not None else True if code.startswith("SAFETY.INPUT") else None
    kind, advice = _reason(code)
    words = " ".join(str(told.get("failure") or "").split())[:300]
    said = f" Runway says: {words}" if words else ""
    paid = " Runway charges for it all the same." if was_charged else ""
    return Progress(
        Outcome.FAILED, failure=kind, sentence=f"{advice}{paid}{said}", was_charged=was_charged, cost_usd=cost
    )


def _reason(code: str) -> tuple[FailureKind, str]:
    """The third part of a SAFETY code is a guess, by Runway's own guide: it is not told."""
    if code.startswith("SAFETY.OUTPUT"):
        return FailureKind.FILTERED, "Runway's filter held the clip back: change the prompt or the picture."
    if "SAFETY" in code.split("."):
        return FailureKind.FILTERED, "Runway's filter refused it: change the prompt or the picture."
    if code.startswith("ASSET."):
        return FailureKind.INVALID, "Runway could not use the picture: choose another."
    return FailureKind.PROVIDER, "Runway could not make it; try again."


def _first(output: Any) -> str | None:
    url = output[0] if isinstance(output, list) and output else None
    return url if isinstance(url, str) and url else None


def usd_of(told: Mapping[str, Any], *names: str) -> float | None:
    """What it cost, or while it runs the most that it will."""
    for name in names or ("cost", "estimatedCost"):
        cost = told.get(name)
        credits = number(cost.get("credits")) if isinstance(cost, dict) else None
        if credits is not None and credits >= 0:
            return round(credits * USD_PER_CREDIT, 6)
    return None


def number(value: Any) -> float | None:
    is_one = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_one else None
