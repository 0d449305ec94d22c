"""Generations are counted when they have ended, and taken back when they go on after that. What is counted for one is a plain
function of its row, which remembers it: doing it again changes nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine as Database
from sqlmodel import Session, col, select

from studio import database as db
from studio import ledger
from studio.brief import ENDED, State
from studio.tables import Generation
from studio.tallies.adding import Line, add

AT_ONCE = 200
CLIP, WAIT = "clip", "wait"


def count_ended(database: Database) -> int:
    """Bring the tallies up to date with those that have ended, or no longer have. How many there were."""
    with db.reading(database) as session:
        if session.exec(select(Generation.id).where(col(Generation.is_tally_due)).limit(1)).first() is None:
            return 0
    with db.writing(database) as session:
        return _count_due(session)


def _count_due(session: Session) -> int:
    due = select(Generation).where(col(Generation.is_tally_due)).order_by(col(Generation.id)).limit(AT_ONCE)
    found = session.exec(due.with_for_update(skip_locked=True)).all()
    lines: list[Line] = []
    for generation in found:
        lines += [_line(generation, fact, count=-1) for fact in generation.tallied]
        generation.tallied = facts_of(session, generation)
        generation.is_tally_due = False
        session.add(generation)
        lines += [_line(generation, fact) for fact in generation.tallied]
    add(session, lines)
    return len(found)


def facts_of(session: Session, generation: Generation) -> list[dict[str, Any]]:
    """Nothing while it goes on. As JSON, to be remembered."""
    ended_at = generation.ended_at
    if generation.state not in ENDED or ended_at is None:
        return []
    submitted_at = generation.submitted_at
    clip = {"operation": CLIP, "milliseconds": _between(submitted_at or generation.queued_at, ended_at)}
    wait = {"operation": WAIT, "milliseconds": _between(generation.queued_at, submitted_at or ended_at)}
    when = {"at": ended_at.isoformat(), "outcome": outcome_of(generation)}
    return [when | clip | _money(session, generation), when | wait]


def outcome_of(generation: Generation) -> str:
    if generation.state == State.SUCCEEDED:
        return "ok"
    return "cancelled" if generation.state == State.CANCELLED or not generation.failure else generation.failure.value


def lines_of(generation: Generation) -> Sequence[Line]:
    """As they are counted now."""
    return [_line(generation, fact) for fact in generation.tallied]


def _money(session: Session, generation: Generation) -> dict[str, int]:
    """Of those only that have an estimate: what has none cannot be compared."""
    if generation.estimate_micro_usd is None:
        return {}
    charged = ledger.charged(session, generation) if generation.was_charged else 0
    estimate = generation.estimate_micro_usd if generation.was_charged else 0
    return {"estimate_micro_usd": estimate, "charge_micro_usd": charged}


def _line(generation: Generation, fact: dict[str, Any], count: int = 1) -> Line:
    whose = {"provider": generation.provider, "model": generation.model, "person": generation.created_by}
    known: dict[str, Any] = {**fact, **whose, "at": datetime.fromisoformat(fact["at"])}
    return Line(**known, count=count)


def _between(first: datetime, last: datetime) -> int:
    return max(0, round((last - first).total_seconds() * 1000))
