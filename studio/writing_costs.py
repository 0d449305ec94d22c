"""What writing costs, in the same ledger as clips, so that every budget counts it: set aside before the call, settled after it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from studio import budgets
from studio.tables import Charge, Writing, now

LOST = "lost"


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
    _enter(session, writing, "release", -reserved(session, writing), "settled" if micro_usd else source)
    _enter(session, writing, "settlement", micro_usd, source)


def reserved(session: Session, writing: Writing) -> int:
    lines = select(func.coalesce(func.sum(col(Charge.micro_usd)), 0)).where(
        Charge.writing_id == writing.id, col(Charge.kind).in_(("reservation", "release"))
    )
    return int(session.exec(lines).one())


def charged(session: Session, writing_id: str) -> int:
    lines = select(func.coalesce(func.sum(col(Charge.micro_usd)), 0)).where(
        Charge.writing_id == writing_id, Charge.kind == "settlement"
    )
    return int(session.exec(lines).one())


def settle_lost(session: Session, before: datetime) -> int:
    """Those that were sent before then and never ended, as a process died: they count as paid. How many there were."""
    open_ones = select(Writing).where(Writing.outcome == "sent", col(Writing.sent_at) < before)
    found: Sequence[Writing] = session.exec(open_ones).all()
    for writing in found:
        settle(session, writing, writing.estimate_micro_usd or 0, "no reply was seen: the estimate")
        writing.outcome, writing.answered_at = LOST, now()
        session.add(writing)
    return len(found)


def _enter(session: Session, writing: Writing, kind: str, micro_usd: int, source: str) -> None:
    """It counts for the day it was asked on."""
    if micro_usd:
        line = Charge(
            writing_id=writing.id,
            provider=writing.writer,
            kind=kind,
            micro_usd=micro_usd,
            source=source,
            counts_at=writing.sent_at,
            created_by=writing.created_by,
            token_id=writing.token_id,
        )
        session.add(line)
