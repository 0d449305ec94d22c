"""The figures beside pandas on the raw rows, on both databases."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine as Database

from studio import database as db
from studio import generations, productions
from studio.analytics import counted, failures, line, money, outcomes, speed, window
from studio.analytics.counted import Counted
from studio.analytics.filter import AnalyticsFilter, known
from studio.analytics.headline import Headline, headline
from studio.analytics.window import Length, Window
from studio.brief import Brief, State
from studio.errors import FailureKind
from studio.tables import LedgerLine
from tests import postgres
from tests.analytics import history
from tests.analytics.history import Rows
from tests.productions.stories import story

NOON = datetime(2026, 11, 26, 12, 30, 20, tzinfo=UTC)
EVERYTHING = AnalyticsFilter()
RAY = AnalyticsFilter(provider="luma", model="luma:ray-2", person="ada@example.org")
SUBMITS = AnalyticsFilter(operation="submit")
WINDOWS = {
    "hour": window.lately(Length.HOUR, NOON),
    "day": window.lately(Length.DAY, NOON),
    "week": window.lately(Length.WEEK, NOON),
    "month": window.lately(Length.MONTH, NOON),
    "own": window.of_days([NOON.date() - timedelta(days=1), NOON.date() - timedelta(days=9)]),
}
EVERY_WINDOW = pytest.mark.parametrize("asked", WINDOWS.values(), ids=WINDOWS.keys())
EVERY_FILTER = pytest.mark.parametrize("wanted", [EVERYTHING, RAY, SUBMITS], ids=["everything", "ray", "submits"])


@dataclass(frozen=True)
class Worked:
    """A database, and the raw rows that were written into it."""

    database: Database
    rows: Rows


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def worked(
    request: pytest.FixtureRequest, empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Worked]:
    """Sixty days of work, the last hour of them a busy one. Nobody changes it."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            copy = copyfile(empty_sqlite, tmp_path_factory.mktemp("worked") / "studio.db")
            database = db.connect(f"sqlite:///{copy}")
        else:
            database = db.connect(
                stack.enter_context(postgres.fresh_database(request.getfixturevalue("postgres_server")))
            )
            db.migrate(database)
        stack.callback(database.dispose)
        rows = history.write(database, NOON, 62, 700, checks=3)
        more = history.write(database, NOON, 0.04, 60, checks=3, seed=6)
        parts = "generations", "calls", "ledger", "occurrences"
        yield Worked(database, Rows(*(getattr(rows, part) + getattr(more, part) for part in parts)))


def look(database: Database, asked: Window, wanted: AnalyticsFilter = EVERYTHING) -> Counted:
    with db.reading(database) as session:
        return counted.read(session, asked, wanted)


def figures(database: Database, asked: Window, wanted: AnalyticsFilter = EVERYTHING) -> Headline:
    now, before = look(database, asked, wanted), look(database, asked.before, wanted)
    with db.reading(database) as session:
        spent = money.spent(session, asked, wanted)
        return headline(now, before, spent, money.spent_in_all(session, asked.before, wanted))


def raw(found: list[dict[str, Any]], asked: Window, moment: str, person: str, wanted: AnalyticsFilter) -> Any:
    table: Any = pd.DataFrame(found)
    table = table[(table[moment] >= asked.starts_at) & (table[moment] < asked.ends_at)]
    for column, value in (("provider", wanted.provider), ("model", wanted.model), (person, wanted.person)):
        table = table[table[column] == value] if value and column in table else table
    return table


def ended(rows: Rows, asked: Window, wanted: AnalyticsFilter = EVERYTHING) -> Any:
    return raw(rows.generations, asked, "ended_at", "created_by", wanted)


def called(rows: Rows, asked: Window, wanted: AnalyticsFilter = EVERYTHING) -> Any:
    table = raw(rows.calls, asked, "at", "person", wanted)
    return table[table["operation"] == wanted.operation] if wanted.operation else table


def exact(values: Any, percent: float) -> float:
    return float(np.percentile(values, percent, method="inverted_cdf"))


def near(seconds: float | None, values: Any, percent: float = 50) -> bool:
    """Within 2 % of the exact one, or both of nothing."""
    return seconds is None if not len(values) else seconds == pytest.approx(exact(values, percent), rel=0.02)


@EVERY_FILTER
@EVERY_WINDOW
def test_the_headline_is_that_of_the_raw_rows(worked: Worked, asked: Window, wanted: AnalyticsFilter):
    told = figures(worked.database, asked, wanted)
    for of, pick in ((asked, "now"), (asked.before, "before")):
        clips, calls = ended(worked.rows, of, wanted), called(worked.rows, of, wanted)
        made = clips[clips["state"] == State.SUCCEEDED]
        decided = clips[clips["state"] != State.CANCELLED]
        assert getattr(told.clips_made, pick) == len(made)
        rate, errors = getattr(told.success_rate, pick), getattr(told.error_rate, pick)
        assert rate == (pytest.approx(len(made) / len(decided)) if len(decided) else None)
        assert errors == (pytest.approx((calls["outcome"] != "ok").mean()) if len(calls) else None)
        assert near(getattr(told.time_to_clip_s, pick), (made["ended_at"] - made["submitted_at"]).dt.total_seconds())
    assert sum(told.clips_made.course) == told.clips_made.now
    assert len(told.clips_made.course) == len(told.spent_usd.course) == asked.length // asked.step


@EVERY_FILTER
@EVERY_WINDOW
def test_what_was_spent_is_what_the_ledger_says(worked: Worked, asked: Window, wanted: AnalyticsFilter):
    paid: Any = pd.DataFrame(worked.rows.ledger).merge(
        pd.DataFrame(worked.rows.generations)[["id", "model"]], left_on="generation_id", right_on="id"
    )
    paid = paid[paid["kind"] == "settlement"].to_dict("records")
    of_window = raw(paid, asked, "counts_at", "created_by", wanted)
    with db.reading(worked.database) as session:
        course, table = money.spent(session, asked, wanted), money.spent_by(session, asked, wanted)
    assert course.sum() == pytest.approx(of_window["micro_usd"].sum() / 1e6)
    assert table["usd"].sum() == pytest.approx(course.sum())
    expected = (of_window.groupby("created_by")["micro_usd"].sum() / 1e6).to_dict()
    assert set(table["production_id"]) == {""}
    assert dict(money.by_person(table)[["person", "usd"]].itertuples(index=False)) == pytest.approx(expected)


@EVERY_WINDOW
def test_percentiles_of_each_model_and_operation_lie_within_two_percent(worked: Worked, asked: Window):
    calls = called(worked.rows, asked)
    calls = calls[calls["outcome"] == "ok"]
    table = speed.by_model(look(worked.database, asked))
    assert set(table["operation"]) == {"clip", "submit", "check", "download"}
    for told in table[table["operation"] != "clip"].itertuples():
        exactly = calls[(calls["model"] == told.model) & (calls["operation"] == told.operation)]["milliseconds"] / 1000
        assert told.count == len(exactly)
        assert near(told.p50, exactly) and near(told.p95, exactly, 95) and near(told.p99, exactly, 99)


def test_percentiles_of_the_last_hour_are_exact(worked: Worked):
    hour = WINDOWS["hour"]
    checks = called(worked.rows, hour)
    checks = checks[(checks["operation"] == "check") & (checks["outcome"] == "ok")]["milliseconds"]
    seen = look(worked.database, hour)
    found = seen.seconds(seen.rows[(seen.rows["operation"] == "check") & (seen.rows["outcome"] == "ok")])
    assert found == [exact(checks, percent) / 1000 for percent in (50, 95, 99)]


@EVERY_WINDOW
def test_outcomes_and_errors_add_up_over_time(worked: Worked, asked: Window):
    seen, clips, calls = look(worked.database, asked), ended(worked.rows, asked), called(worked.rows, asked)
    sums = outcomes.by_step(seen).groupby("outcome")["count"].sum()
    assert sums["made"] == (clips["state"] == State.SUCCEEDED).sum() and sums.sum() == len(clips)
    errors = outcomes.errors_by_step(seen)
    assert errors["calls"].sum() == len(calls) and len(errors) == asked.length // asked.step
    assert (errors["fraction"] * errors["calls"]).sum() == pytest.approx((calls["outcome"] != "ok").sum())
    assert outcomes.by_model(seen)["failed"].sum() == (clips["state"] == State.FAILED).sum()


@EVERY_WINDOW
def test_failures_are_counted_by_kind_and_the_newest_of_each_are_named(worked: Worked, asked: Window):
    failed = ended(worked.rows, asked)
    failed = failed[failed["state"] == State.FAILED]
    table = failures.by_kind(look(worked.database, asked))
    assert table.groupby("outcome")["count"].sum().to_dict() == failed["failure"].value_counts().to_dict()
    filtered = failed[failed["failure"] == FailureKind.FILTERED].sort_values("ended_at", ascending=False)
    with db.reading(worked.database) as session:
        named = failures.examples(session, asked, EVERYTHING, FailureKind.FILTERED)
        newest = failures.examples(session, asked, EVERYTHING)
    assert [one.id for one in named] == list(filtered["id"])[: failures.MOST_SHOWN]
    assert newest[0].id == failed.sort_values("ended_at").iloc[-1]["id"]


def test_calls_that_failed_are_told_with_their_part_of_all(worked: Worked):
    month = WINDOWS["month"]
    calls = called(worked.rows, month)
    for told in failures.of_calls(look(worked.database, month)).itertuples():
        same = calls[(calls["provider"] == told.provider) & (calls["operation"] == told.operation)]
        assert told.count == (same["outcome"] == told.outcome).sum()
        assert told.fraction == pytest.approx(told.count / len(same))


def test_estimates_stand_beside_what_was_charged(worked: Worked):
    month = WINDOWS["month"]
    made = ended(worked.rows, month)
    made = made[made["was_charged"]].groupby("model")["estimate_micro_usd"].sum() / 1e6
    table = money.estimates(look(worked.database, month)).set_index("model")
    assert table["estimate_usd"].to_dict() == pytest.approx(made[made > 0].to_dict())
    assert (table["charge_usd"] - table["estimate_usd"]).to_dict() == pytest.approx(table["over_usd"].to_dict())


def test_waiting_is_measured_from_queued_to_submitted(worked: Worked):
    week = WINDOWS["week"]
    clips = ended(worked.rows, week)
    clips = clips[clips["state"] != State.CANCELLED]
    for told in line.waits_by_model(look(worked.database, week)).itertuples():
        theirs = clips[clips["model"] == told.model]
        waited = (theirs["submitted_at"] - theirs["queued_at"]).dt.total_seconds()
        assert told.count == len(waited) and near(told.p50, waited) and near(told.p95, waited, 95)


def test_one_can_narrow_to_whatever_was_ever_counted(worked: Worked):
    with db.reading(worked.database) as session:
        found = known(session)
    assert found.models == sorted(maker.model for maker in history.MAKERS)
    assert found.operations == ["check", "download", "submit"] and found.people == sorted(history.PEOPLE)
    assert found.providers == ["animatic", "google", "luma", "runway", "veo"]


def test_the_queue_is_told_by_provider_with_its_longest_wait(database: Database):
    with db.writing(database) as session:
        for model in ("luma:ray-2", "luma:ray-flash-2", "animatic:cinematic"):
            oldest = generations.queue(session, Brief(prompt="A boat", model=model))
        oldest.queued_at = NOON
        session.add(oldest)
    with db.reading(database) as session:
        lines = line.in_line(session, EVERYTHING)
        assert [(one.provider, one.queued) for one in lines] == [("luma", 2), ("animatic", 1)]
        assert lines[1].oldest_queued_at == NOON
        assert [one.provider for one in line.in_line(session, AnalyticsFilter(provider="animatic"))] == ["animatic"]


@EVERY_WINDOW
def test_nothing_is_told_of_a_studio_that_did_nothing(database: Database, asked: Window):
    told, seen = figures(database, asked), look(database, asked)
    assert (told.clips_made.now, told.success_rate.now, told.time_to_clip_s.now, told.spent_usd.now) == (
        0,
        None,
        None,
        0,
    )
    questions: list[Callable[[Counted], Any]] = [
        outcomes.by_step, outcomes.by_model, speed.by_model, failures.by_kind, failures.of_calls, money.estimates,
        line.waits_by_model, line.waits_over_time,
    ]  # fmt: skip
    assert all(question(seen).empty for question in questions)


def test_what_was_spent_on_a_movie_stands_beside_its_title(sqlite: Database):
    paid = {"Boat": 3_000_000, "Gone": 4_000_000}
    with db.writing(sqlite) as session:
        ids = {
            title: productions.create(session, story("A boat").model_copy(update={"title": title})).id for title in paid
        }
        productions.delete(session, ids["Gone"])
        spent = {ids[title]: micro_usd for title, micro_usd in paid.items()} | {"begun": 500_000, None: 2_500_000}
        for id_, micro_usd in spent.items():
            line = LedgerLine(provider="luma", kind="settlement", micro_usd=micro_usd, production_id=id_)
            line.at = line.counts_at = NOON
            session.add(line)
        session.flush()
        table = money.by_production(session, money.spent_by(session, WINDOWS["day"], EVERYTHING))
    told = [tuple(row) for row in table[["title", "usd", "fraction"]].itertuples(index=False)]
    assert told == [("Gone (deleted)", 4.0, 0.4), ("Boat", 3.0, 0.3), ("Outlined, never started", 0.5, 0.05)]
