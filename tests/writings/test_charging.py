"""What a writing costs: settled by what is known of its end, and once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine as Database

from studio import database as db
from studio.tables import Writing, now
from studio.writings import charging
from tests.ledger_lines import ledger, lines


def test_what_nobody_saw_end_counts_as_paid(sqlite: Database):
    asked = Writing(
        writer="gemini", model="gemini:x", task="outline", estimate_micro_usd=5000, sent_at=now() - timedelta(hours=1)
    )
    with db.writing(sqlite) as session:
        charging.reserve(session, asked, "a list")
        assert charging.settle_lost(session, now()) == 1
        assert charging.settle_lost(session, now()) == 0
    assert ledger(sqlite) == [("reservation", 5000), ("release", -5000), ("settlement", 5000)]


def test_what_was_set_aside_counts_for_its_day_though_the_call_comes_on_the_next(sqlite: Database):
    midnight = datetime(2026, 11, 26, tzinfo=UTC)
    asked = Writing(writer="gemini", model="gemini:x", task="speak", estimate_micro_usd=5000)
    asked.sent_at = midnight - timedelta(seconds=30)
    with db.writing(sqlite) as session:
        charging.reserve(session, asked, "a list")
        asked.sent_at = midnight + timedelta(seconds=5)
        charging.settle(session, asked, 4000, "a reply")
    assert {line.counts_at for line in lines(sqlite)} == {midnight - timedelta(seconds=30)}


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_who_sweep_at_once_settle_it_once(database: Database):
    asked = Writing(writer="gemini", model="gemini:flash", task="review", estimate_micro_usd=7000)
    with db.writing(database) as session:
        charging.reserve(session, asked, "a test")
    with db.writing(database) as late:
        seen = late.get_one(Writing, asked.id)
        with db.writing(database) as early:
            assert charging.lose(early, asked)
        assert not charging.lose(late, seen)
    assert ledger(database) == [("reservation", 7000), ("release", -7000), ("settlement", 7000)]
