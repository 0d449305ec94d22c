"""What is in line now, and how long what is submitted by now has waited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from studio.analytics.counted import Counted
from studio.analytics.filter import AnalyticsFilter
from studio.analytics.speed import percentiles_by, percentiles_over_time
from studio.analytics.table import Table
from studio.brief import MOVING, State
from studio.tables import Generation

STATES = (State.QUEUED, *MOVING, State.UNCLEAR)


@dataclass
class InLine:
    """At one provider, now."""

    provider: str
    queued: int = 0
    under_way: int = 0
    unclear: int = 0
    oldest_queued_at: datetime | None = None


def in_line(session: Session, wanted: AnalyticsFilter) -> Sequence[InLine]:
    """The longest line first."""
    facts = func.count(), func.min(col(Generation.queued_at))
    asked = select(Generation.provider, Generation.state, *facts).where(col(Generation.state).in_(STATES))
    asked = asked.where(*wanted.of_generations()).group_by(Generation.provider, Generation.state)
    found: dict[str, InLine] = {}
    for provider, state, count, oldest in session.exec(asked):
        line = found.setdefault(provider, InLine(provider))
        if state == State.QUEUED:
            line.queued, line.oldest_queued_at = count, oldest
        elif state == State.UNCLEAR:
            line.unclear = count
        else:
            line.under_way += count
    return sorted(found.values(), key=lambda line: (-line.queued, -line.under_way, line.provider))


def waits_over_time(counted: Counted) -> Table:
    """In seconds; a row for each step and percentile."""
    return percentiles_over_time(counted, counted.waits)


def waits_by_model(counted: Counted) -> Table:
    """In seconds, with how many there were."""
    return percentiles_by(counted, counted.waits, ["model"])
