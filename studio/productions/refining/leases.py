"""Whose it is: a lease lets one engine alone move a refining, for a while, in the name of the person who asked for it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from studio import access
from studio.access import Visitor
from studio.productions.refining.states import OPEN
from studio.tables import Refining, RefiningState, Round, Writing, WritingOutcome
from studio.writings import charging


def take_due(
    session: Session, engine_id: str, at: datetime, until: datetime, limit: int, held: Sequence[str] = ()
) -> Sequence[str]:
    """The longest due ones, leased until then; also those whose engine has died, but none that the engine holds itself."""
    due = select(Refining).where(*_is_due(at, held)).order_by(col(Refining.next_step_at))
    found = session.exec(due.limit(limit)).all()
    return [one.id for one in found if _lease(session, one, engine_id, until)]


def _lease(session: Session, seen: Refining, engine_id: str, until: datetime) -> bool:
    is_as_seen = col(Refining.id) == seen.id, col(Refining.next_step_at) == seen.next_step_at
    taken = update(Refining).where(*is_as_seen).values(next_step_at=until, moved_by=engine_id)
    return session.exec(taken.execution_options(synchronize_session=False)).rowcount == 1


def has_due(session: Session, at: datetime, held: Sequence[str] = ()) -> bool:
    return session.exec(select(Refining.id).where(*_is_due(at, held)).limit(1)).first() is not None


def _is_due(at: datetime, held: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    return col(Refining.state).in_(OPEN), col(Refining.next_step_at) <= at, col(Refining.id).not_in(held)


def renew(session: Session, ids: Sequence[str], engine_id: str, until: datetime) -> None:
    """While a writer takes its time."""
    ours = col(Refining.id).in_(ids), col(Refining.moved_by) == engine_id, col(Refining.state).in_(OPEN)
    longer = update(Refining).where(*ours).values(next_step_at=until)
    session.exec(longer.execution_options(synchronize_session=False))


def make_all_due(session: Session, at: datetime) -> None:
    """Whoever had them is dead, so no answer that they waited for comes any more."""
    waits = select(Writing).join(Round, col(Round.writing_id) == Writing.id)
    waits = waits.join(Refining, col(Refining.id) == Round.refining_id).where(col(Refining.state).in_(OPEN))
    for asked in session.exec(waits.where(Writing.outcome == WritingOutcome.SENT)).all():
        charging.lose(session, asked)
    all_open = update(Refining).where(col(Refining.state).in_(OPEN)).values(next_step_at=at)
    session.exec(all_open.execution_options(synchronize_session=False))


def hold(session: Session, refining_id: str, engine_id: str | None = None) -> Refining | None:
    """Nobody else moves it, or spends of its limit, until we commit. None: it has ended, or is in other hands."""
    seen = session.get(Refining, refining_id)
    if seen is None:
        return None
    group = select(Refining).where(Refining.group_id == seen.group_id).order_by(col(Refining.id)).with_for_update()
    held = session.exec(group.execution_options(populate_existing=True)).all()
    its = next(one for one in held if one.id == refining_id)
    is_ours = engine_id is None or its.moved_by == engine_id
    return its if is_ours and its.state != RefiningState.ENDED else None


def asked_by(session: Session, refining: Refining) -> Visitor:
    """As they may act by now. Raises NotAllowed."""
    return access.as_of_now(session, refining.created_by, refining.token_id)
