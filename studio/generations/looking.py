"""What people look at: one, those that move or wait, those that have ended, and how long it takes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, and_, case, col, func, or_, select, tuple_

from studio import moves
from studio.brief import ENDED_BADLY, MOVING, OPEN, State
from studio.errors import NotFound
from studio.tables import Attempt, Event, Generation

LONGEST_LIFE = timedelta(days=3)  # from queued to its end, but for the rarest


def get(session: Session, generation_id: str) -> Generation:
    if found := session.get(Generation, generation_id):
        return found
    raise NotFound(f"There is no generation {generation_id!r}.")


def list_making(session: Session, limit: int = 12) -> Sequence[Generation]:
    """What is being made or waits for a decision: what has waited for a person or a provider longest comes first."""
    under_way = col(Generation.state).in_((*MOVING, State.UNCLEAR))
    return session.exec(select(Generation).where(under_way).order_by(col(Generation.created_at)).limit(limit)).all()


def list_unclear(session: Session, limit: int = 20) -> Sequence[Generation]:
    """What waits for a person's decision, oldest first."""
    is_unclear = Generation.state == State.UNCLEAR
    return session.exec(select(Generation).where(is_unclear).order_by(col(Generation.created_at)).limit(limit)).all()


def sent_at(session: Session, generation: Generation) -> datetime | None:
    """When its latest paid call was made, whatever came of it."""
    attempt = session.get(Attempt, generation.attempt_id) if generation.attempt_id else None
    return attempt.sent_at if attempt else generation.submitted_at


def list_queued(session: Session, limit: int = 12) -> Sequence[tuple[Generation, int]]:
    """What waits, each with its place in its provider's line (1 is next); what waits for another clip comes last."""
    waits_for_clip = case((col(Generation.waits_for_id).is_(None), 0), else_=1)
    order = (waits_for_clip, col(Generation.priority).desc(), col(Generation.created_at))
    place = func.row_number().over(partition_by=col(Generation.provider), order_by=order)
    line = select(Generation.id, place.label("place")).where(Generation.state == State.QUEUED).subquery()
    first = select(line.c.id, line.c.place).order_by(line.c.place).limit(limit).subquery()
    found = select(Generation, first.c.place).join(first, col(Generation.id) == first.c.id).order_by(first.c.place)
    return [(generation, int(number)) for generation, number in session.exec(found).all()]


def has_open(session: Session, person: str) -> bool:
    """Whether this person waits for something that moves."""
    theirs = col(Generation.state).in_((*OPEN, State.UNCLEAR)) & (Generation.created_by == person)
    return (
        session.exec(select(Generation.id).where(theirs, col(Generation.next_step_at) < moves.NEVER).limit(1)).first()
        is not None
    )


def count_open(session: Session) -> int:
    is_open = col(Generation.state).in_((*OPEN, State.UNCLEAR))
    return session.exec(select(func.count()).select_from(Generation).where(is_open)).one()


def groups_under_way(session: Session, group_ids: Sequence[str]) -> set[str]:
    """Those of which something is still to come, or waits for a person."""
    is_open = col(Generation.state).in_((*OPEN, State.UNCLEAR))
    found = select(Generation.group_id).where(col(Generation.group_id).in_(group_ids), is_open).distinct()
    return {group_id for group_id in session.exec(found).all() if group_id}


def list_ended_badly(session: Session, since: datetime, limit: int = 10) -> Sequence[Generation]:
    """Failed or cancelled since then, newest first."""
    ended = col(Generation.state).in_(ENDED_BADLY) & (col(Generation.ended_at) >= since)
    recent = col(Generation.created_at) >= since - LONGEST_LIFE  # the index knows when it was created
    return session.exec(
        select(Generation).where(ended, recent).order_by(col(Generation.created_at).desc()).limit(limit)
    ).all()


def list_newest(
    session: Session, limit: int = 20, *, states: Sequence[State] = (), before: Generation | None = None
) -> Sequence[Generation]:
    """Newest first, in whatever state unless some are named; `before`: only what is older than that one."""
    age = col(Generation.created_at), col(Generation.id)  # the id too: of one moment, each has its place in the list
    wanted = select(Generation).order_by(*(column.desc() for column in age)).limit(limit)
    if states:
        wanted = wanted.where(col(Generation.state).in_(states))
    if before:
        wanted = wanted.where(tuple_(*age) < (before.created_at, before.id))
    return session.exec(wanted).all()


def list_group(session: Session, generation: Generation) -> Sequence[Generation]:
    """All that was asked for in one go with it, in that order."""
    if generation.group_id is None:
        return [generation]
    together = select(Generation).where(Generation.group_id == generation.group_id)
    return session.exec(together.order_by(col(Generation.created_at), col(Generation.id))).all()


def count_by_state(session: Session) -> dict[State, int]:
    rows = session.exec(select(Generation.state, func.count()).group_by(col(Generation.state))).all()
    return {State(state): count for state, count in rows}


def history(session: Session, generation_id: str) -> Sequence[Event]:
    """Oldest first."""
    return session.exec(select(Event).where(Event.generation_id == generation_id).order_by(col(Event.id))).all()


def place_in_queue(session: Session, generation: Generation) -> int:
    """1 is next. In the order in which the engine admits: by provider, highest priority, then oldest."""
    is_before = or_(
        col(Generation.priority) > generation.priority,
        and_(col(Generation.priority) == generation.priority, col(Generation.created_at) < generation.created_at),
    )
    waits = and_(
        Generation.provider == generation.provider,
        Generation.state == State.QUEUED,
        col(Generation.waits_for_id).is_(None),
    )
    return 1 + session.exec(select(func.count()).select_from(Generation).where(waits, is_before)).one()


def time_to_clip(session: Session, model: str, duration_s: float, sample: int = 200) -> tuple[float, float] | None:
    """p50 and p90 of seconds from submitted to finished, of our own latest clips like this. None under 3 of them."""
    latest = (
        select(Generation.submitted_at, Generation.ended_at)
        .where(Generation.model == model, Generation.state == State.SUCCEEDED, Generation.duration_s == duration_s)
        .order_by(col(Generation.ended_at).desc())
        .limit(sample)
    )
    took = sorted((end - start).total_seconds() for start, end in session.exec(latest).all() if start and end)
    return (took[len(took) // 2], took[len(took) * 9 // 10]) if len(took) >= 3 else None
