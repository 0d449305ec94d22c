"""Analytics: empty and with a history, each section, filters from the address, who sees whom, files."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import Engine as Database
from streamlit.testing.v1 import AppTest

from studio import audit, budgets, database, generations, productions, tallies
from studio.audit import AuditFilter
from studio.brief import Brief, State
from studio.errors import FailureKind
from studio.productions.outline import Outline
from studio.tables import Access, Deed, EngineBeat, LedgerLine, Scope, now
from tests.analytics import history
from tests.pages.conftest import Open
from tests.pages.shown import keys, words

SECTIONS = {
    "Overview": "Generations",
    "Speed": "Time to clip",
    "Failures": "Why generations failed",
    "Money": "Estimate and charge",
    "Queue": "In line now",
}


@pytest.fixture(scope="module")
def written(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, history.Rows]:
    """Twenty days of it, in a file to be copied."""
    file = copyfile(empty_sqlite, tmp_path_factory.mktemp("worked") / "studio.db")
    written = database.connect(f"sqlite:///{file}")
    rows = history.write(written, now(), 20, 200)
    written.dispose()
    return file, rows


@pytest.fixture
def worked(studio: Database, folder: Path, written: tuple[Path, history.Rows]) -> history.Rows:
    file, rows = written
    studio.dispose()
    copyfile(file, folder / "studio.db")
    return rows


def figures(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def column(page: AppTest, name: str) -> list[Any]:
    """Of the table that has one of that name."""
    return next(list(frame.value[name]) for frame in page.dataframe if name in frame.value)


def test_a_new_studio_is_sent_to_create(visit: Open):
    page = visit("analytics")
    assert "No calls in this window. Choose a longer one, or make a clip on Create." in words(page) and not page.metric
    page.button(key="write_brief").click().run()
    assert page.title[0].value == "Create"


def test_the_figures_stand_on_top(visit: Open, worked: history.Rows):
    page = visit("analytics", window="Month")
    made = [one for one in worked.generations if one["state"] == State.SUCCEEDED]
    assert figures(page)["Clips made"] == str(len(made))
    paid = sum(line["micro_usd"] for line in worked.ledger if line["kind"] == "settlement")
    assert figures(page)["Spent"] == f"${paid / 1e6:,.2f}"
    assert list(figures(page)) == ["Clips made", "Success rate", "Failed calls", "Time to clip", "Spent"]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_is_shown(visit: Open, worked: history.Rows, section: str):
    assert SECTIONS[section] in words(visit("analytics", section=section, window="Month"))


@pytest.mark.parametrize("window", ["Hour", "Day", "Week", "Own"])
def test_every_window_is_told_of(visit: Open, worked: history.Rows, window: str):
    page = visit("analytics", section="Speed", window=window)
    assert "UTC" in words(page) and "against the" in words(page)


MISSING = {
    "Overview": "No generation ended in this window.",
    "Speed": "Nothing of it went well in this window",
    "Failures": "No generation failed in this window.",
    "Money": "Nothing was spent in this window.",
    "Queue": "The queue is empty.",
}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_says_what_is_missing(visit: Open, studio: Database, section: str):
    """There was one call, and nothing came of it."""
    with database.writing(studio) as session:
        tallies.add(session, [tallies.Occurrence(now(), "luma", "luma:ray-2", "submit", "rate", "local", 90)])
    page = visit("analytics", section=section)
    assert MISSING[section] in words(page) and figures(page)["Success rate"] == "–"


def test_a_table_is_taken_along_as_a_file_and_that_is_noted(
    visit: Open, studio: Database, worked: history.Rows, monkeypatch: pytest.MonkeyPatch
):
    files: dict[str, Callable[[], str]] = {}
    monkeypatch.setattr(st, "download_button", lambda _label, made, _name, _kind, key, **_: files.update({key: made}))
    visit("analytics", section="Money", window="Month")
    assert files["csv_spent_by_person"]().startswith("person,usd,fraction\n")
    with database.reading(studio) as session:
        assert [note.about for note in audit.find(session, AuditFilter(deed=Deed.EXPORT))] == [
            "analytics: spent by person"
        ]


def test_filters_come_from_the_address(visit: Open, worked: history.Rows):
    page = visit("analytics", window="Month", model="Luma Ray 2", person="ada@example.org")
    hers = [
        one
        for one in worked.generations
        if (one["model"], one["created_by"], one["state"]) == ("luma:ray-2", "ada@example.org", State.SUCCEEDED)
    ]
    assert figures(page)["Clips made"] == str(len(hers))


def test_a_provider_narrows_the_models_that_one_can_choose(visit: Open, worked: history.Rows):
    page = visit("analytics")
    page.selectbox(key="provider").select("luma").run()
    assert page.selectbox(key="model").options == ["Luma Ray 2", "Luma Ray Flash 2"]


def test_the_generations_behind_a_kind_of_failure_are_opened_and_used_again(visit: Open, worked: history.Rows):
    page = visit("analytics", section="Failures", window="Month", kind="Filtered")
    filtered = [one for one in worked.generations if one["failure"] == FailureKind.FILTERED]
    newest = max(filtered, key=lambda one: one["ended_at"])
    assert {key for key in keys(page) if key.startswith("open_")} == {f"open_{one['id']}" for one in filtered}
    page.button(key=f"open_{newest['id']}").click().run()
    assert newest["id"] in words(page) and history.SENTENCES[FailureKind.FILTERED] in words(page)
    page.button(key="use_again").click().run()
    assert page.title[0].value == "Create" and page.text_area(key="prompt").value == newest["prompt"]


def test_a_link_to_a_generation_that_is_gone_says_so(visit: Open, worked: history.Rows):
    assert "nobody" in words(visit("analytics", generation="nobody"))


def test_what_is_in_line_stands_beside_the_engines(visit: Open, studio: Database):
    with database.writing(studio) as session:
        for _ in range(3):
            generations.queue(session, Brief(prompt="A boat", model="luma:ray-2"))
    page = visit("analytics", section="Queue")
    assert column(page, "queued") == [3] and "No engine is running" in words(page)
    with database.writing(studio) as session:
        session.add(EngineBeat(kind="embedded", host="here", pid=7, seen_at=now() + timedelta(hours=1)))
    assert "Runs" in words(visit("analytics", section="Queue"))


def test_budgets_stand_beside_what_was_spent(visit: Open, studio: Database, worked: history.Rows):
    with database.writing(studio) as session:
        budgets.set_limit(session, Scope.MONTH, 250_000_000, "local")
    page = visit("analytics", section="Money", window="Month")
    assert "Budget for a month" in words(page) and "of $250.00" in words(page)
    assert set(column(page, "person")) == set(history.PEOPLE)


def test_what_a_movie_cost_stands_beside_the_budgets_and_is_taken_along(
    visit: Open, studio: Database, worked: history.Rows, monkeypatch: pytest.MonkeyPatch
):
    files: dict[str, Callable[[], str]] = {}
    monkeypatch.setattr(st, "download_button", lambda _label, made, _name, _kind, key, **_: files.update({key: made}))
    assert "Nothing was spent on a movie" in words(visit("analytics", section="Money", window="Month"))
    with database.writing(studio) as session:
        movie = productions.create(session, Outline(title="=The boat")).id
        session.add(LedgerLine(provider="luma", kind="settlement", micro_usd=2_000_000, production_id=movie))
    page = visit("analytics", section="Money", window="Month")
    assert column(page, "title") == ["=The boat"]
    title, id_, usd, _ = files["csv_spent_by_movie"]().splitlines()[1].split(",")
    assert (title, id_, usd) == ("'=The boat", movie, "2")


def test_a_viewer_sees_no_persons(visit: Open, studio: Database, worked: history.Rows, as_viewer: Callable[[], None]):
    as_viewer()
    page = visit("analytics", section="Money", window="Month", person="ada@example.org")
    assert "By person" not in words(page) and not any(box.key == "person" for box in page.selectbox)
    made = [one for one in worked.generations if one["state"] == State.SUCCEEDED]
    assert figures(page)["Clips made"] == str(len(made)), "the address narrows to nobody either"


@pytest.fixture
def as_viewer(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    from studio.access import Visitor
    from studio.ui import who

    return lambda: monkeypatch.setattr(who, "visitor", lambda: Visitor("eve@example.org", Access.VIEWER))
