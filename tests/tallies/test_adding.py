"""What is added to the tallies: each thing once, whoever adds and however many do."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import Engine as Database
from sqlmodel import col, select

from studio import database as db
from studio import tallies
from studio.tables import EVERYBODY, Span, Tally
from studio.tallies import Occurrence, histogram

LATE = datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC)


def occurrence(at: datetime = LATE, operation: str = "check", milliseconds: int = 100, **others: object) -> Occurrence:
    known = {"provider": "luma", "model": "luma:ray-2", "outcome": "ok", "person": "ann"} | others
    return Occurrence(at=at, operation=operation, milliseconds=milliseconds, **known)  # pyright: ignore[reportArgumentType]


def add(database: Database, *occurrences: Occurrence) -> None:
    with db.writing(database) as session:
        tallies.add(session, occurrences)


def rows(database: Database, span: Span = Span.HOUR) -> list[Tally]:
    with db.reading(database) as session:
        of_people = select(Tally).where(Tally.span == span, Tally.person != EVERYBODY)
        return list(session.exec(of_people.order_by(col(Tally.starts_at))).all())


def test_what_happens_counts_for_its_hour_and_its_day(database: Database):
    add(database, occurrence(), occurrence(LATE + timedelta(seconds=1)))
    assert [row.starts_at.hour for row in rows(database)] == [23, 0]
    assert [row.starts_at.day for row in rows(database, Span.DAY)] == [20, 21]


def test_what_is_alike_shares_a_row_and_what_differs_does_not(database: Database):
    add(database, occurrence(), occurrence(milliseconds=300), occurrence(person="ben"), occurrence(outcome="rate"))
    add(database, occurrence(milliseconds=50))
    assert sorted((row.person, row.outcome, row.count, row.milliseconds) for row in rows(database)) == [
        ("ann", "ok", 3, 450),
        ("ann", "rate", 1, 100),
        ("ben", "ok", 1, 100),
    ]


def test_everybody_is_counted_together_too(database: Database):
    add(database, occurrence(), occurrence(milliseconds=300), occurrence(person="ben"))
    with db.reading(database) as session:
        together = session.exec(select(Tally).where(Tally.span == Span.DAY, Tally.person == EVERYBODY)).one()
    assert (together.count, together.milliseconds) == (3, 500)


def test_its_histogram_knows_how_long_each_took(database: Database):
    add(database, occurrence(milliseconds=100), occurrence(milliseconds=100))
    add(database, occurrence(milliseconds=9000))
    [row] = rows(database)
    wanted = Counter({histogram.bucket_of(100): 2, histogram.bucket_of(9000): 1})
    assert histogram.unpack(row.histogram) == wanted


def test_what_is_taken_back_leaves_no_trace_in_the_sums(database: Database):
    add(database, occurrence(estimate_micro_usd=400_000, charge_micro_usd=500_000), occurrence(milliseconds=7))
    add(database, occurrence(estimate_micro_usd=400_000, charge_micro_usd=500_000, count=-1))
    [row] = rows(database)
    assert (row.count, row.milliseconds, row.estimate_micro_usd, row.charge_micro_usd) == (1, 7, 0, 0)
    assert histogram.unpack(row.histogram) == Counter({histogram.bucket_of(7): 1})


def test_more_kinds_than_one_statement_bears_are_all_counted(database: Database):
    add(database, *(occurrence(model=f"luma:{number}") for number in range(333)))
    assert sum(row.count for row in rows(database)) == 333


def test_who_add_at_once_lose_nothing_and_wait_for_nobody_in_a_circle(database: Database):
    """Each in an order of its own, as two engines would."""

    def work(seed: int) -> None:
        chance = Random(seed)
        for _ in range(10):
            add(database, *(occurrence(model=f"luma:{chance.randrange(9)}") for _ in range(20)))

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(work, range(6)))
    for span in Span:
        assert sum(row.count for row in rows(database, span)) == 6 * 10 * 20
        assert sum(sum(histogram.unpack(row.histogram).values()) for row in rows(database, span)) == 6 * 10 * 20
