"""What writing costs, in the same ledger as clips, so that every budget counts it: set aside before the call, settled after it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from studio import budgets, costs, tallies
from studio.errors import BadAnswer, ProviderError, StudioError, Unclear
from studio.tables import Call, Charge, Writing, now
from studio.writers.rates import Price

SENT, LOST = "sent", "lost"
LOST_AFTER = timedelta(minutes=15)  # no writer takes so long
NO_REPLY = "no reply was seen: the estimate"
OPERATIONS = {"speak": "speak"}  # of a task, as calls are counted; all others are written


@dataclass(frozen=True)
class EndedCall:
    """How a call ended. `cost` without a sum: nobody knows it, so the estimate counts."""

    outcome: str
    cost: Price
    at: datetime
    milliseconds: int
    http_status: int | None = None


def of_failure(error: StudioError, unseen: Price) -> tuple[str, int | None, Price]:
    """Outcome, status and cost: what surely was not accepted costs nothing; what may have been counts as `unseen`."""
    outcome = error.kind.value if isinstance(error, ProviderError) else "media"
    http_status = error.http_status if isinstance(error, ProviderError) else None
    if isinstance(error, BadAnswer):
        return outcome, http_status, Price(error.cost_usd, "the writer's reply")
    return outcome, http_status, unseen if isinstance(error, Unclear) else Price(0, "not charged")


def close(session: Session, asked: Writing, end: EndedCall) -> None:
    """It has ended: settled, unless it was given up for lost meanwhile, and counted like any call."""
    writing = _locked(session, asked)
    if writing.outcome == SENT:
        paid = end.cost.micro_usd
        settle(session, writing, (writing.estimate_micro_usd or 0) if paid is None else paid, end.cost.source)
        writing.outcome, writing.answered_at = end.outcome, end.at
        session.add(writing)
    count(session, writing, end)


def count(session: Session, asked: Writing, end: EndedCall) -> None:
    operation = OPERATIONS.get(asked.task, "write")
    of_it: dict[str, Any] = {"at": end.at, "provider": asked.writer, "model": asked.model, "operation": operation}
    of_it |= {"outcome": end.outcome, "person": asked.created_by, "milliseconds": end.milliseconds}
    session.add(Call(**of_it, http_status=end.http_status))
    tallies.add(session, [tallies.Occurrence(**of_it)])


def reserve(session: Session, writing: Writing, source: str) -> None:
    """In the transaction that writes it down. Raises OverBudget."""
    budgets.require_room(session, writing, writing.estimate_micro_usd)
    session.add(writing)
    session.flush()
    _enter(session, writing, "reservation", writing.estimate_micro_usd or 0, source)
    if writing.estimate_micro_usd:
        session.flush()
        budgets.tell_of_use(session, writing)


def settle(session: Session, writing: Writing, micro_usd: int, source: str) -> None:
    """What was set aside gives way to what it cost; nothing, where it cost nothing."""
    _enter(session, writing, "release", -reserved(session, writing), costs.SETTLED if micro_usd else source)
    _enter(session, writing, "settlement", micro_usd, source)


def reserved(session: Session, writing: Writing) -> int:
    lines = select(func.coalesce(func.sum(col(Charge.micro_usd)), 0)).where(
        Charge.writing_id == writing.id, col(Charge.kind).in_(("reservation", "release"))
    )
    return int(session.exec(lines).one())


def settle_lost(session: Session, before: datetime) -> int:
    """Those that were sent before then and never ended, as a process died: they count as paid. How many there were."""
    open_ones = select(Writing).where(Writing.outcome == SENT, col(Writing.sent_at) < before)
    found: Sequence[Writing] = session.exec(open_ones.order_by(col(Writing.id))).all()
    return sum(lose(session, writing) for writing in found)


def lose(session: Session, asked: Writing) -> bool:
    """Who asked has died meanwhile: it counts as paid. False: it has ended after all, or somebody else has settled it."""
    writing = _locked(session, asked)
    if writing.outcome != SENT:
        return False
    settle(session, writing, writing.estimate_micro_usd or 0, NO_REPLY)
    writing.outcome, writing.answered_at = LOST, now()
    session.add(writing)
    return True


def _locked(session: Session, asked: Writing) -> Writing:
    """As it is by now; nobody else settles it until we commit."""
    return session.get_one(Writing, asked.id, with_for_update=True, populate_existing=True)


def spent_each(session: Session, writing_ids: Collection[str]) -> Mapping[str, int]:
    """What each has cost, or may cost: with what is set aside for it. Those that cost nothing are not in it."""
    lines = select(Charge.writing_id, func.sum(col(Charge.micro_usd))).group_by(col(Charge.writing_id))
    found = session.exec(lines.where(col(Charge.writing_id).in_(writing_ids))).all()
    return {id_: int(sum_) for id_, sum_ in found if id_}


def _enter(session: Session, writing: Writing, kind: str, micro_usd: int, source: str) -> None:
    """It counts for the day it was asked on, however long it waited for its call."""
    if micro_usd:
        line = Charge(
            writing_id=writing.id,
            provider=writing.writer,
            kind=kind,
            micro_usd=micro_usd,
            source=source,
            counts_at=_reserved_at(session, writing.id) or writing.sent_at,
            created_by=writing.created_by,
            token_id=writing.token_id,
            production_id=writing.production_id,
        )
        session.add(line)


def _reserved_at(session: Session, writing_id: str) -> datetime | None:
    lines = select(func.max(Charge.counts_at)).where(Charge.writing_id == writing_id, Charge.kind == "reservation")
    return session.exec(lines).one()
