"""Every kind of alert fires when it should, says why, and goes quiet when it is well again."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import delete

from studio import alerts, balances, budgets, generations
from studio import database as db
from studio.brief import Brief, State
from studio.moves import NEVER
from studio.providers.interface import Connection
from studio.tables import AlertKind, EngineBeat, Event, Generation, LedgerLine, Scope
from tests.alerts.turns import FIRING, beat, calls, fired, look, only
from tests.clock import Clock

BOAT = Brief(prompt="A boat", model="luma:ray-2", duration_s=5)


def put(database: Database, state: State, **fields: object) -> str:
    with db.writing(database) as session:
        made = generations.queue(session, BOAT)
        made.state = state
        for name, value in fields.items():
            setattr(made, name, value)
        return made.id


def test_calls_that_fail_but_not_for_what_a_brief_asks(database: Database, clock: Clock):
    only(database, AlertKind.ERRORS, 10)
    calls(database, clock, 40)
    calls(database, clock, 30, "filtered")
    assert look(database, clock) == []
    calls(database, clock, 30, "provider")
    assert look(database, clock) == FIRING
    assert fired(database).sentence == "Luma: 30 % of 100 calls failed in the last 15 min; the limit is 10 %."
    clock.forward(16 * 60)
    assert look(database, clock) == []


def test_calls_that_are_turned_away(database: Database, clock: Clock):
    only(database, AlertKind.BUSY, 10)
    calls(database, clock, 20, "provider")
    calls(database, clock, 20)
    assert look(database, clock) == []
    calls(database, clock, 10, "rate")
    assert look(database, clock) == FIRING and "turned away 20 % of 50 calls (429)" in fired(database).sentence
    calls(database, clock, 100)
    assert look(database, clock) == []


@pytest.mark.parametrize(("slow", "fires"), [(5, False), (6, True)])
def test_the_slowest_five_percent_of_an_operation(database: Database, clock: Clock, slow: int, fires: bool):
    only(database, AlertKind.SLOW, 10, operation="submit")
    calls(database, clock, 100, operation="check", milliseconds=99_000)
    calls(database, clock, 100 - slow, operation="submit", milliseconds=900)
    calls(database, clock, slow, operation="submit", milliseconds=12_400)
    assert bool(look(database, clock)) == fires
    if fires:
        assert "slowest 5 % of 100 calls of submit took 12 s or more" in fired(database).sentence


def test_the_time_to_a_clip(database: Database, clock: Clock):
    only(database, AlertKind.SLOW, 60, operation="clip", least_count=3)
    for seconds in (30, 40, 90):
        put(database, State.SUCCEEDED, ended_at=clock(), submitted_at=clock() - timedelta(seconds=seconds))
    assert look(database, clock) == FIRING and "3 clips took 90 s or more" in fired(database).sentence
    clock.forward(15 * 60)
    assert look(database, clock) == []


def test_a_balance_that_runs_low(database: Database, clock: Clock):
    only(database, AlertKind.BALANCE, 10)
    for usd, seen in ((10, []), (9.5, FIRING), (11, FIRING), (12.5, [])):
        with db.writing(database) as session:
            balances.keep(session, "luma", Connection(True, "Fine.", usd), clock())
        assert look(database, clock) == seen
    with db.writing(database) as session:
        balances.keep(session, "luma", Connection(True, "Fine.", 1), clock())
    clock.forward(26 * 3600)
    assert look(database, clock) == []  # what was told so long ago says nothing


def test_a_budget_that_runs_out_without_whose_it_is(database: Database, clock: Clock):
    only(database, AlertKind.BUDGET, 90)
    with db.writing(database) as session:
        budgets.set_limit(session, Scope.PERSON, 10_000_000, "ada", "bob@example.org")
        queued = generations.queue(session, BOAT)
        for who in ("bob@example.org", "eve@example.org"):
            session.add(
                LedgerLine(
                    generation_id=queued.id, provider="luma", kind="settlement", micro_usd=9_500_000, created_by=who
                )
            )
    assert look(database, clock) == [("person", "firing")]
    assert fired(database).sentence == "A person's budget for a month is used to 95 %; the limit is 90 %."
    with db.writing(database) as session:
        budgets.set_limit(session, Scope.PERSON, 20_000_000, "ada", "bob@example.org")
    assert look(database, clock) == []


@pytest.mark.parametrize(
    ("state", "due_min", "watched_min"), [(State.SUBMITTING, 50, None), (State.RUNNING, -1, 50), (State.RUNNING, 50, 1)]
)
def test_generations_that_stand_still_or_run_and_run(
    database: Database, clock: Clock, state: State, due_min: int, watched_min: int | None
):
    only(database, AlertKind.STUCK, 45)
    watched = clock() - timedelta(minutes=watched_min) if watched_min else None
    made = put(database, state, next_step_at=clock() - timedelta(minutes=due_min), watched_since=watched)
    put(database, State.RUNNING, next_step_at=clock(), watched_since=clock())
    assert (
        look(database, clock) == FIRING and "has stood still or run for 50 min; the limit" in fired(database).sentence
    )
    with db.writing(database) as session:
        session.get_one(Generation, made).state = State.FAILED
    assert look(database, clock) == []


def test_unclear_ones_that_wait_for_a_person(database: Database, clock: Clock):
    only(database, AlertKind.UNCLEAR, 60)
    for _ in range(2):
        waits = put(database, State.UNCLEAR, next_step_at=NEVER)
        with db.writing(database) as session:
            session.add(Event(generation_id=waits, state=State.UNCLEAR, at=clock()))
    put(database, State.UNCLEAR)  # the studio still looks for this one
    clock.forward(59 * 60)
    assert look(database, clock) == []
    clock.forward(2 * 60)
    assert look(database, clock) == FIRING
    assert "has waited for somebody's decision for 61 min, and 1 more" in fired(database).sentence


def test_an_engine_that_is_silent(database: Database, clock: Clock):
    only(database, AlertKind.SILENT, 60)
    beat(database, clock, "here")
    beat(database, clock, "there", seconds=50)
    assert look(database, clock) == []
    clock.forward(15)
    assert look(database, clock) == [("", "firing")]
    assert fired(database).sentence == "An engine has been silent for 65 s; the limit is 60 s."
    beat(database, clock, "there")
    assert look(database, clock) == []


def test_no_engine_at_all_is_seen_by_whoever_looks(database: Database, clock: Clock):
    only(database, AlertKind.SILENT, 60)
    for engines, sentence in ((0, "No engine is running"), (1, "An engine has been silent for 2,000 s")):
        for _ in range(engines):
            beat(database, clock, seconds=2000)
        with db.reading(database) as session:
            line = alerts.line(session, clock())
        assert line and line.sentence.startswith(sentence) and line.more == 0
    with db.writing(database) as session:
        session.exec(delete(EngineBeat))
    beat(database, clock)
    with db.reading(database) as session:
        assert alerts.line(session, clock()) is None


def test_a_disk_that_fills_up(database: Database, clock: Clock):
    only(database, AlertKind.DISK, 2)
    for free, seen in ((2.1, []), (1.84, [("", "firing")]), (2.2, [("", "firing")]), (2.6, [])):
        assert look(database, clock, free_bytes=int(free * 1e9)) == seen
