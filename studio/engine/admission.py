"""Who may start: the only door to a paid call. Limits hold over all engines, as whoever has updated the provider's row has the turn."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select, update

from studio import database, keys, moves
from studio.brief import State
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.tables import Attempt, Generation, Turn

HOLDING = (State.SUBMITTING, State.RUNNING)  # these hold one of the provider's places
MINUTE = timedelta(minutes=1)
IN_LINE = col(Generation.state) == State.QUEUED, col(Generation.waits_for_id).is_(None)


def admit(tools: Tools, most: int) -> list[Generation]:
    """Up to `most` generations, moved from queued to submitting, each with its attempt committed: submit these, now."""
    admitted: list[Generation] = []
    if most <= 0:
        return admitted
    for provider in _providers_with_room(tools):
        if len(admitted) < most:
            admitted += _take_turn(tools, provider, most - len(admitted))
    return admitted


def _providers_with_room(tools: Tools) -> list[str]:
    """A look without a lock, so that an idle engine or a full provider costs no write."""
    now = tools.clock()
    with database.reading(tools.database) as session:
        waiting = session.exec(select(Generation.provider).where(*_is_in_line(now)).distinct()).all()
        return [provider for provider in waiting if room(session, tools, provider) > 0]


def _is_in_line(now: datetime):  # pyright: ignore[reportUnknownParameterType]
    return (*IN_LINE, col(Generation.next_step_at) <= now)


def room(session: Session, tools: Tools, provider: str) -> int:
    """How many more may be submitted now: places that are free, and creates left in this minute."""
    held = func.count(col(Generation.id))
    running = session.exec(
        select(held).where(Generation.provider == provider, col(Generation.state).in_(HOLDING))
    ).one()
    free = tools.max_running(provider) - running
    if free <= 0:
        return 0
    lately = select(func.count(col(Attempt.id))).where(
        Attempt.provider == provider, Attempt.sent_at > tools.clock() - MINUTE
    )
    return min(free, tools.creates_per_minute(provider) - session.exec(lately).one())


def _take_turn(tools: Tools, provider: str, most: int) -> list[Generation]:
    _ensure_row(tools, provider)
    with database.writing(tools.database) as session:
        session.exec(update(Turn).where(col(Turn.provider) == provider).values(number=Turn.number + 1))
        first = _first_in_line(session, tools, provider, min(most, room(session, tools, provider)))
        return [generation for generation in first if _admit_one(session, tools, generation)]


def _ensure_row(tools: Tools, provider: str) -> None:
    with database.reading(tools.database) as session:
        if session.get(Turn, provider):
            return
    try:
        with database.writing(tools.database) as session:
            session.connection().execute(insert(Turn).values(provider=provider, number=0))
    except IntegrityError:
        pass  # another engine was faster


def _first_in_line(session: Session, tools: Tools, provider: str, most: int) -> Sequence[Generation]:
    if most <= 0:
        return []
    in_line = select(Generation).where(Generation.provider == provider, *_is_in_line(tools.clock()))
    return session.exec(in_line.order_by(col(Generation.priority).desc(), col(Generation.created_at)).limit(most)).all()


def _admit_one(session: Session, tools: Tools, generation: Generation) -> bool:
    if generation.is_cancel_asked:  # asked while an earlier try was under way
        moves.end(
            session,
            generation,
            State.CANCELLED,
            FailureKind.CANCELLED,
            "Cancelled before it was accepted.",
            was_charged=False,
        )
        return False
    attempt_id = moves.new_attempt(session, generation, tools.clock())
    keys.note_use(session, generation, tools.settings())
    hidden_until = tools.after(tools.patience.grace_s)
    return moves.move(
        session,
        generation,
        State.SUBMITTING,
        "Submitting.",
        attempt_id=attempt_id,
        remote_id=None,
        checks=0,
        next_step_at=hidden_until,
    )
