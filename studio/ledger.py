"""The ledger: the one place that writes its lines and sums them. What a clip or a writing costs is the sum of its lines."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, case, col, func, select

from studio.tables import Generation, LedgerLine, LineKind, Writing, now

Payable = Generation | Writing  # what is paid for
ID_OF: Mapping[type[Payable], Any] = {Generation: col(LedgerLine.generation_id), Writing: col(LedgerLine.writing_id)}

SETTLED = "settled"  # the source of a release: what was set aside has given way to what was paid
LATE = "a late answer to an earlier try"  # the source of what was paid for it

IS_PAID = col(LedgerLine.kind) == LineKind.SETTLEMENT
_GAVE_WAY = and_(col(LedgerLine.kind) == LineKind.RELEASE, col(LedgerLine.source) == SETTLED)


def _sum(micro_usd: Any) -> Any:
    return func.coalesce(func.sum(micro_usd), 0)


# Over whatever lines a query selects, in micro-dollars
TAKEN = _sum(col(LedgerLine.micro_usd))  # reserved or spent
SPENT = _sum(case((IS_PAID, col(LedgerLine.micro_usd)), else_=0))
RESERVED = _sum(case((IS_PAID, 0), else_=col(LedgerLine.micro_usd)))
# what had been set aside for what was then paid
EXPECTED = _sum(case((_GAVE_WAY, -col(LedgerLine.micro_usd)), else_=0))


def reserve(session: Session, asked: Payable, source: str) -> None:
    """Set its estimate aside, in the transaction that puts it in line."""
    _enter(session, asked, LineKind.RESERVATION, asked.estimate_micro_usd or 0, source)


def release(session: Session, asked: Payable, source: str) -> None:
    """Give back all that is set aside for it."""
    _enter(session, asked, LineKind.RELEASE, -reserved(session, asked), source)


def charge(session: Session, asked: Payable, micro_usd: int, source: str) -> None:
    """So much was paid for it; less than nothing takes back what had counted as paid."""
    _enter(session, asked, LineKind.SETTLEMENT, micro_usd, source)


def reserved(session: Session, asked: Payable) -> int:
    """What is set aside for it now, in micro-dollars."""
    return _of(session, asked, RESERVED)


def charged(session: Session, asked: Payable) -> int:
    """What it has cost so far, over all its tries, in micro-dollars."""
    return _of(session, asked, SPENT)


def charged_for_this_try(session: Session, generation: Generation) -> int:
    """Since it was last put in line, whether or not anything was set aside then."""
    return _of(session, generation, SPENT, col(LedgerLine.at) >= generation.queued_at, col(LedgerLine.source) != LATE)


def charged_each(session: Session, sort: type[Payable], ids: Collection[str]) -> Mapping[str, int]:
    """What each has cost so far. Those that cost nothing are not in it."""
    return _of_each(session, sort, ids, SPENT)


def taken_each(session: Session, sort: type[Payable], ids: Collection[str]) -> Mapping[str, int]:
    """What each has cost, or may cost: with what is set aside for it. Those that cost nothing are not in it."""
    return _of_each(session, sort, ids, TAKEN)


def _enter(session: Session, asked: Payable, kind: LineKind, micro_usd: int, source: str) -> None:
    if not micro_usd:
        return
    at = now()
    line = LedgerLine(
        **_whose(asked),
        kind=kind,
        micro_usd=micro_usd,
        source=source,
        at=at,
        counts_at=_counts_at(session, asked, kind, at),
        created_by=asked.created_by,
        token_id=asked.token_id,
        production_id=asked.production_id,
    )
    session.add(line)


def _whose(asked: Payable) -> dict[str, str]:
    if isinstance(asked, Writing):
        return {"writing_id": asked.id, "provider": asked.writer}
    return {"generation_id": asked.id, "provider": asked.provider}


def _counts_at(session: Session, asked: Payable, kind: LineKind, at: datetime) -> datetime:
    """What is released or paid counts for the day it was set aside on, however long it took."""
    asked_at = asked.sent_at if isinstance(asked, Writing) else at
    return asked_at if kind == LineKind.RESERVATION else _reserved_at(session, asked) or asked_at


def _reserved_at(session: Session, asked: Payable) -> datetime | None:
    """When it was last set aside."""
    lines = select(func.max(LedgerLine.counts_at)).where(_is_of(asked), LedgerLine.kind == LineKind.RESERVATION)
    return session.exec(lines).one()


def _of(session: Session, asked: Payable, micro_usd: Any, *those: ColumnElement[bool]) -> int:
    return int(session.exec(select(micro_usd).where(_is_of(asked), *those)).one())


def _of_each(session: Session, sort: type[Payable], ids: Collection[str], micro_usd: Any) -> Mapping[str, int]:
    its_id = ID_OF[sort]
    lines = select(its_id, micro_usd).where(its_id.in_(ids)).group_by(its_id)
    return {id_: int(sum_) for id_, sum_ in session.exec(lines) if sum_}


def _is_of(asked: Payable) -> ColumnElement[bool]:
    return ID_OF[type(asked)] == asked.id
