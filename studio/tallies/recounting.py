"""Counting again from the raw rows, day by day; and letting raw calls go when they are old. Whole days only, so that no day is
ever counted again from a part of itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine as Database
from sqlalchemy import delete, text
from sqlmodel import Session, col, func, insert, select

from studio import database as db
from studio.tables import Call, Generation, Span, Tally
from studio.tallies.adding import Occurrence, beginning, summed, values_of
from studio.tallies.generations import CLIP, WAIT, occurrences_of

DAY = timedelta(days=1)
READ_AT_ONCE = 5_000


def recount(database: Database) -> Iterator[datetime]:
    """Each day that was counted again, oldest first. A day whose calls are pruned keeps what was counted of them. The studio may
    be at work meanwhile: each day is one transaction."""
    for day in _days(database):
        with db.writing(database) as session:
            _recount_day(session, day)
        yield day


def prune(database: Database, older_than: datetime) -> int:
    """Raw calls of whole days before that are deleted; their tallies stay. How many there were."""
    end, pruned = beginning(Span.DAY, older_than), 0
    with db.reading(database) as session:
        day = _oldest_call(session)
    while day and day < end:
        with db.writing(database) as session:
            pruned += session.connection().execute(delete(Call).where(col(Call.at) < day + DAY)).rowcount
            day = _oldest_call(session)
    return pruned


def _days(database: Database) -> list[datetime]:
    with db.reading(database) as session:
        first_end = session.exec(select(func.min(Generation.ended_at))).one()
        first_tally = session.exec(select(func.min(Tally.starts_at)).where(Tally.span == Span.DAY)).one()
        known = [at for at in (first_end, first_tally, _oldest_call(session)) if at]
    if not known:
        return []
    first, today = beginning(Span.DAY, min(known)), beginning(Span.DAY, datetime.now(UTC))
    return [first + DAY * number for number in range((today - first).days + 2)]  # another machine's clock may be ahead


def _oldest_call(session: Session) -> datetime | None:
    at = session.exec(select(func.min(Call.at))).one()
    return at and beginning(Span.DAY, at)


def _recount_day(session: Session, day: datetime) -> None:
    """The lock first: whoever adds now waits, and what is added after us is on top of what we counted."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("LOCK TABLE tally IN EXCLUSIVE MODE"))
    is_of_day = col(Tally.starts_at) >= day, col(Tally.starts_at) < day + DAY
    ended = col(Tally.operation).in_((CLIP, WAIT))
    oldest = _oldest_call(session)
    has_calls = oldest is not None and day >= oldest
    session.connection().execute(
        delete(Tally).where(*is_of_day) if has_calls else delete(Tally).where(*is_of_day, ended)
    )
    occurrences = [*_ended(session, day), *(_calls(session, day) if has_calls else [])]
    if sums := summed(occurrences):
        session.connection().execute(insert(Tally), [values_of(kind, sums[kind]) for kind in sorted(sums)])


def _ended(session: Session, day: datetime) -> Iterator[Occurrence]:
    """As they are counted now. What is due may have moved on: it is taken back from where it was counted."""
    is_settled = col(Generation.is_tally_due).is_(False)
    of_day = select(Generation).where(is_settled, col(Generation.ended_at) >= day, col(Generation.ended_at) < day + DAY)
    due = select(Generation).where(col(Generation.is_tally_due))
    for generations in (of_day, due):
        for generation in session.exec(generations.execution_options(yield_per=READ_AT_ONCE)):
            yield from (
                occurrence for occurrence in occurrences_of(generation) if beginning(Span.DAY, occurrence.at) == day
            )


def _calls(session: Session, day: datetime) -> Iterator[Occurrence]:
    columns = (Call.at, Call.provider, Call.model, Call.operation, Call.outcome, Call.person, Call.milliseconds)
    of_day = select(*map(col, columns)).where(col(Call.at) >= day, col(Call.at) < day + DAY)  # pyright: ignore[reportCallIssue]
    for row in session.connection().execute(of_day):
        yield Occurrence(*row)
