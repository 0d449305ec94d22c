"""What writing costs, in the same ledger as clips, so that every budget counts it: set aside before the call, settled after it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from studio import budgets, ledger, tallies
from studio.errors import BadAnswer, ProviderError, StudioError, Unclear
from studio.tables import Call, Writing, WritingOutcome, now
from studio.writers.rates import Price

LOST_AFTER = timedelta(minutes=15)  # no writer takes so long
NO_REPLY = "no reply was seen: the estimate"


@dataclass(frozen=True)
class EndedCall:
    """How a call ended. `cost` without a sum: nobody knows it, so the estimate counts."""

    outcome: str
    cost: Price
    at: datetime
    milliseconds: int
    http_status: int | None = None


@dataclass(frozen=True)
class Timed:
    """A call that has just begun."""

    clock: Callable[[], datetime]
    began: float = field(default_factory=time.perf_counter)

    def ended(self, outcome: str, cost: Price, http_status: int | None = None) -> EndedCall:
        milliseconds = round((time.perf_counter() - self.began) * 1000)
        return EndedCall(outcome, cost, self.clock(), milliseconds, http_status)

    def failed(self, error: StudioError, unseen: Price) -> EndedCall:
        """What surely was not accepted costs nothing; what may have been counts as `unseen`."""
        outcome, http_status, cost = _of_failure(error, unseen)
        return self.ended(outcome, cost, http_status)


def _of_failure(error: StudioError, unseen: Price) -> tuple[str, int | None, Price]:
    """Outcome, status and cost."""
    outcome = error.kind.value if isinstance(error, ProviderError) else "media"
    http_status = error.http_status if isinstance(error, ProviderError) else None
    if isinstance(error, BadAnswer):
        return outcome, http_status, Price(error.cost_usd, "the writer's reply")
    return outcome, http_status, unseen if isinstance(error, Unclear) else Price(0, "not charged")


def close(session: Session, asked: Writing, end: EndedCall) -> None:
    """It has ended: settled, unless it was given up for lost meanwhile, and counted like any call."""
    writing = _locked(session, asked)
    if writing.outcome == WritingOutcome.SENT:
        paid = end.cost.micro_usd
        settle(session, writing, (writing.estimate_micro_usd or 0) if paid is None else paid, end.cost.source)
        writing.outcome, writing.answered_at = end.outcome, end.at
        session.add(writing)
    count(session, writing, end)


def count(session: Session, asked: Writing, end: EndedCall) -> None:
    operation = "speak" if asked.task == "speak" else "write"
    of_it: dict[str, Any] = {"at": end.at, "provider": asked.writer, "model": asked.model, "operation": operation}
    of_it |= {"outcome": end.outcome, "person": asked.created_by, "milliseconds": end.milliseconds}
    session.add(Call(**of_it, http_status=end.http_status))
    tallies.add(session, [tallies.Occurrence(**of_it)])


def reserve(session: Session, writing: Writing, source: str) -> None:
    """In the transaction that writes it down. Raises OverBudget."""
    budgets.require_room(session, writing, writing.estimate_micro_usd)
    session.add(writing)
    session.flush()
    ledger.reserve(session, writing, source)
    if writing.estimate_micro_usd:
        session.flush()
        budgets.tell_of_use(session, writing)


def settle(session: Session, writing: Writing, micro_usd: int, source: str) -> None:
    """What was set aside gives way to what it cost; nothing, where it cost nothing."""
    ledger.release(session, writing, ledger.SETTLED if micro_usd else source)
    ledger.charge(session, writing, micro_usd, source)


def settle_lost(session: Session, before: datetime) -> int:
    """Those that were sent before then and never ended, as a process died: they count as paid. How many there were."""
    open_ones = select(Writing).where(Writing.outcome == WritingOutcome.SENT, col(Writing.sent_at) < before)
    found: Sequence[Writing] = session.exec(open_ones.order_by(col(Writing.id))).all()
    return sum(lose(session, writing) for writing in found)


def lose(session: Session, asked: Writing, at: datetime | None = None) -> bool:
    """Who asked has died meanwhile: it counts as paid. False: it has ended after all, or somebody else has settled it."""
    writing = _locked(session, asked)
    if writing.outcome != WritingOutcome.SENT:
        return False
    settle(session, writing, writing.estimate_micro_usd or 0, NO_REPLY)
    writing.outcome, writing.answered_at = WritingOutcome.LOST, at or now()
    session.add(writing)
    return True


def _locked(session: Session, asked: Writing) -> Writing:
    """As it is by now; nobody else settles it until we commit."""
    return session.get_one(Writing, asked.id, with_for_update=True, populate_existing=True)
