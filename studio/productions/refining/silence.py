"""A review that another engine asked for, and has not answered: it is paid, so it is waited for as long as an answer can come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from studio.productions.refining import rounds
from studio.tables import SILENT_AFTER, EngineBeat, Refining, RefiningState, Writing
from studio.writings import charging, kept_answers

DEAD_FROM = timedelta(minutes=2)  # longer than clocks of two machines differ, a database is locked or a network is away
UNANSWERED = "Another engine asked for the review of its take and has not answered."
ENGINE = "engine_id"  # among what is kept with the answer


@dataclass(frozen=True)
class Waits:
    since: datetime
    until: datetime  # at the latest


def of(session: Session, refining: Refining, at: datetime) -> Waits | None:
    """None: it does not wait for such an engine."""
    if refining.state != RefiningState.REVIEWING or refining.sentence != UNANSWERED:
        return None
    writing_id = rounds.list_of(session, refining)[-1].writing_id
    asked = session.get(Writing, writing_id) if writing_id else None
    return Waits(asked.sent_at, until(session, asked, at)) if asked else None


def until(session: Session, asked: Writing, at: datetime) -> datetime:
    """As long as a writer may take; less, where the engine has told of itself no more, or has stopped."""
    longest = asked.sent_at + charging.LOST_AFTER
    kept = kept_answers.find(session, asked.id)
    if kept is None or ENGINE not in kept.given:
        return longest
    beat = session.get(EngineBeat, kept.given[ENGINE], populate_existing=True)
    if beat is None:  # it took that along when it stopped
        return asked.sent_at
    return longest if at - beat.seen_at < SILENT_AFTER else min(longest, beat.seen_at + DEAD_FROM)
