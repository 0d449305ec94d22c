"""Counted again from the raw rows, the tallies are what they were; what is pruned is counted for ever."""

from datetime import UTC, datetime, timedelta
from random import Random
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import col, delete, func, insert, select

from studio import database as db
from studio import tallies
from studio.brief import Brief, State
from studio.commands import keeping
from studio.tables import Call, Generation, Tally, new_id
from studio.tallies import Occurrence

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=4)
DAY = timedelta(days=1)


def history(database: Database, calls: int = 300, ended: int = 40) -> None:
    """Four days of it, counted as an engine does."""
    chance = Random(7)
    with db.writing(database) as session:
        rows = [_call(chance) for _ in range(calls)]
        session.connection().execute(insert(Call), rows)
        tallies.add(session, [_occurrence(call) for call in rows])
        for _ in range(ended):
            session.add(_ended(chance))
    while tallies.count_ended(database):
        pass


def _call(chance: Random) -> dict[str, Any]:
    what = {"provider": "luma", "model": chance.choice(["luma:ray-2", "luma:ray-3"]), "person": chance.choice("ab")}
    how = {"operation": chance.choice(["submit", "check"]), "outcome": chance.choice(["ok", "ok", "rate"])}
    at = NOON + timedelta(seconds=chance.randrange(4 * 86_400 - 40_000))
    return {"id": new_id(), "at": at, "milliseconds": chance.randrange(9_000), **what, **how}


def _occurrence(call: dict[str, Any]) -> Occurrence:
    return Occurrence(**{name: value for name, value in call.items() if name != "id"})


def _ended(chance: Random) -> Generation:
    ended_at = NOON + timedelta(seconds=chance.randrange(3 * 86_400))
    brief = Brief(prompt="A boat", model="luma:ray-2")
    return Generation(
        brief=brief, provider="luma", model=brief.model, prompt=brief.prompt, duration_s=5, state=State.SUCCEEDED,
        queued_at=ended_at - timedelta(seconds=90), submitted_at=ended_at - timedelta(seconds=chance.randrange(1, 80)),
        ended_at=ended_at, is_tally_due=True,
    )  # fmt: skip


def standing(database: Database) -> list[dict[str, Any]]:
    with db.reading(database) as session:
        rows = session.exec(select(Tally).where(col(Tally.count) != 0)).all()
        found = [row.model_dump(exclude={"id"}) for row in rows]
    return sorted(found, key=lambda row: [str(value) for value in row.values()])


def test_counted_again_they_are_what_they_were(database: Database):
    history(database)
    before = standing(database)
    days = list(tallies.recount(database))
    assert (standing(database), days) == (before, sorted(days))
    assert len(before) > 100


def test_whatever_was_wrong_is_put_right(database: Database):
    history(database)
    before = standing(database)
    with db.writing(database) as session:
        for row in session.exec(select(Tally)).all():
            row.count, row.milliseconds, row.histogram = row.count * 2, 1, b""
        session.exec(delete(Tally).where(col(Tally.model) == "luma:ray-3"))
    list(tallies.recount(database))
    assert standing(database) == before


def test_old_calls_go_in_whole_days_and_stay_counted(database: Database):
    history(database)
    before = standing(database)
    assert tallies.prune(database, NOON + 2 * DAY) > 0
    with db.reading(database) as session:
        oldest = session.exec(select(func.min(Call.at))).one()
    assert oldest >= (NOON + 2 * DAY).replace(hour=0)
    list(tallies.recount(database))
    assert standing(database) == before


def test_nothing_is_pruned_that_is_young(database: Database):
    history(database)
    assert tallies.prune(database, NOON - DAY) == 0


def test_what_goes_on_while_it_is_counted_again_is_counted_once(database: Database):
    """An engine that writes calls and counts ends meanwhile, on top of each day that is done."""
    history(database, calls=50, ended=10)
    stopping, written = Event(), []

    def work() -> None:
        chance = Random(9)
        while not stopping.is_set():  # ends by itself after a while, should the other fail
            calls = [_call(chance) for _ in range(5)]
            with db.writing(database) as session:
                session.connection().execute(insert(Call), calls)
                tallies.add(session, map(_occurrence, calls))
                session.add(_ended(chance))
            tallies.count_ended(database)
            written.append(len(calls))

    engine = Thread(target=work)
    engine.start()
    try:
        while len(written) < 20:
            list(tallies.recount(database))
    finally:
        stopping.set()
        engine.join()
    so_far = standing(database)
    list(tallies.recount(database))
    assert standing(database) == so_far


@pytest.mark.parametrize("days", [0, 5])
def test_the_command_says_how_many_days(
    sqlite: Database, days: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    if days:
        history(sqlite, calls=3, ended=1)
    monkeypatch.setattr(keeping, "default", lambda: sqlite)
    keeping.recount()
    said = capsys.readouterr().out
    assert said.startswith("Counted again:") if days else said == "There is nothing to count yet.\n"
