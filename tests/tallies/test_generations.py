"""Ended generations are counted once, as they stand: taken back when they go on, and counted again at their next end."""

import pytest
from sqlmodel import col, select

from studio import database as db
from studio import generations, tallies
from studio.brief import State
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.providers.interface import Outcome, Progress
from studio.tables import EVERYBODY, Call, Generation, Span, Tally, now
from tests.clock import Clock
from tests.engine.turns import look, queue, until_settled
from tests.scripted import DONE, Scripted

FILTERED = Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence="Not this.", was_charged=False)


@pytest.fixture
def clock() -> Clock:
    """Not ahead of the machine's, by which ends are dated."""
    return Clock(now())


def counted(tools: Tools, operation: str) -> dict[str, int]:
    """By outcome, over all days."""
    tools.notebook.write()
    tallies.count_ended(tools.database)
    with db.reading(tools.database) as session:
        of_it = Tally.span == Span.DAY, Tally.person == EVERYBODY, Tally.operation == operation, col(Tally.count) != 0
        return {row.outcome: row.count for row in session.exec(select(Tally).where(*of_it))}


def test_a_clip_is_counted_with_what_it_took_and_cost(tools: Tools, clock: Clock):
    made = look_settled(tools, clock, queue(tools))
    assert (counted(tools, "clip"), counted(tools, "wait")) == ({"ok": 1}, {"ok": 1})
    with db.reading(tools.database) as session:
        row = session.exec(
            select(Tally).where(Tally.span == Span.HOUR, Tally.person == "local", Tally.operation == "clip")
        ).one()
    assert made.submitted_at and made.ended_at
    took = (made.ended_at - made.submitted_at).total_seconds() * 1000
    assert row.milliseconds == pytest.approx(took, abs=1) and took > 0
    assert row.estimate_micro_usd == row.charge_micro_usd == made.estimate_micro_usd
    assert (row.provider, row.model, row.person) == (made.provider, made.model, "local")


def test_counting_again_changes_nothing(tools: Tools, clock: Clock):
    look_settled(tools, clock, queue(tools))
    assert counted(tools, "clip") == counted(tools, "clip") == {"ok": 1}


def test_a_failure_is_counted_by_its_kind_and_costs_nothing(tools: Tools, provider: Scripted, clock: Clock):
    provider.checks = [FILTERED]
    look_settled(tools, clock, queue(tools))
    assert counted(tools, "clip") == {"filtered": 1}
    with db.reading(tools.database) as session:
        assert {row.charge_micro_usd for row in session.exec(select(Tally))} == {0}


def test_one_that_is_tried_again_is_counted_as_it_ends_at_last(tools: Tools, provider: Scripted, clock: Clock):
    provider.checks = [FILTERED]
    made = queue(tools)
    look_settled(tools, clock, made)
    assert counted(tools, "clip") == {"filtered": 1}
    with db.writing(tools.database) as session:
        generations.retry(session, made)
    assert counted(tools, "clip") == {}
    provider.checks = [DONE]
    assert look_settled(tools, clock, made).state == State.SUCCEEDED
    assert counted(tools, "clip") == {"ok": 1}


def test_one_that_is_cancelled_in_line_has_waited(tools: Tools):
    made = queue(tools)
    with db.writing(tools.database) as session:
        generations.cancel(session, made)
    assert (look(tools, made).state, counted(tools, "wait")) == (State.CANCELLED, {"cancelled": 1})


def test_every_call_of_the_engine_is_counted(tools: Tools, clock: Clock):
    look_settled(tools, clock, queue(tools))
    with db.reading(tools.database) as session:
        calls = session.exec(select(Call)).all()
    assert {call.person for call in calls} == {"local"}
    for operation in ("submit", "check", "download"):
        assert counted(tools, operation) == {"ok": sum(call.operation == operation for call in calls)}


def look_settled(tools: Tools, clock: Clock, made: str) -> Generation:
    until_settled(tools, clock)
    tools.notebook.write()
    return look(tools, made)
