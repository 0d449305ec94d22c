"""The quiet line on every page, and the section of Analytics: what fires, what has fired, and rules that one can change."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine as Database
from streamlit.testing.v1 import AppTest

from studio import alerts, audit, database
from studio.access import Visitor
from studio.alerts import rules
from studio.audit import Wanted
from studio.tables import Access, AlertKind, AlertRule, AlertState, Deed, EngineBeat, now
from studio.ui import who
from tests.alerts.turns import beat, calls, everything, look
from tests.clock import Clock
from tests.pages.conftest import Open
from tests.pages.shown import keys, words
from tests.patience import PATIENCE_S


@pytest.fixture
def clock() -> Clock:
    return Clock(now())


def section() -> None:
    from studio.ui import acting, who
    from studio.ui.alerts import show_alerts

    show_alerts(who.visitor())
    acting.show_said()


def visit_alerts() -> AppTest:
    page = AppTest.from_function(section, default_timeout=PATIENCE_S).run()
    assert not page.exception
    return page


def fire(studio: Database, clock: Clock, kind: AlertKind = AlertKind.ERRORS, *, is_grave: bool = False) -> None:
    with database.writing(studio) as session:
        rules.add(session, kind, rules.Terms(threshold=10, is_grave=is_grave), "ada")
    calls(studio, clock, 30, "rate")
    look(studio, clock)


@pytest.fixture
def living(studio: Database, clock: Clock) -> Database:
    """A studio with an engine, and no rule yet."""
    with database.writing(studio) as session:
        for rule_id in rules.DEFAULTS:
            rules.switch(session, rule_id, False, "ada")
        session.add(EngineBeat(kind="embedded", host="here", pid=1, seen_at=clock() + timedelta(minutes=5)))
    return studio


def kept(studio: Database, rule_id: str) -> AlertRule:
    with database.reading(studio) as session:
        return rules.get(session, rule_id)


# -- the line ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["create", "library", "settings"])
def test_every_page_has_one_quiet_line_while_something_fires(visit: Open, living: Database, clock: Clock, name: str):
    assert "the limit is" not in words(visit(name))
    fire(living, clock)
    fire(living, clock, AlertKind.BUSY, is_grave=True)
    page = visit(name)
    assert "Luma turned away 100 % of 60 calls (429) in the last 15 min; the limit is 10 %. And 1 more." in words(page)


def test_what_somebody_knows_of_is_no_longer_in_the_line(visit: Open, living: Database, clock: Clock):
    fire(living, clock)
    with database.writing(living) as session:
        alerts.acknowledge(session, everything(living)[0].id, "ada", clock())
    assert "calls failed" not in words(visit("library"))


def test_who_is_no_admin_does_not_see_it(visit: Open, living: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch):
    fire(living, clock)
    monkeypatch.setattr(who, "visitor", lambda: Visitor("bob@example.org", Access.MAKER))
    assert "calls failed" not in words(visit("library"))


def test_that_no_engine_runs_is_said_though_none_can_write_it_down(visit: Open, studio: Database):
    assert "No engine is running" in words(visit("library")) and everything(studio) == []


# -- the section ------------------------------------------------------------------------------------------


def test_without_anything_it_says_so_and_lists_the_rules(studio: Database, clock: Clock):
    beat(studio, clock)
    told = words(visit_alerts())
    assert "all is within its limits" in told and "Nothing has fired." in told and "Calls that fail over 10 %" in told


def test_what_fires_is_acknowledged_by_name_and_stays_in_the_history(living: Database, clock: Clock):
    fire(living, clock)
    page = visit_alerts()
    [alert] = everything(living)
    assert "100 % against a limit of 10 %" in words(page)
    page.button(key=f"acknowledge_{alert.id}").click().run()
    assert "acknowledged by local just now" in words(page) and f"acknowledge_{alert.id}" not in keys(page)
    clock.forward(20 * 60)
    look(living, clock)
    assert "for 20 min: Luma: 100 % of 30 calls failed" in words(visit_alerts())
    assert everything(living)[0].state == AlertState.OK


def test_a_rule_is_switched_off(living: Database):
    page = visit_alerts()
    page.toggle(key="rule_on_disk").set_value(True).run()
    assert not page.exception and kept(living, "disk").is_on


def test_a_rule_is_changed(living: Database):
    page = visit_alerts()
    page.button(key="change_rule_errors").click().run()
    page.number_input(key="rule_errors_threshold").set_value(25)
    page.number_input(key="rule_errors_window_minutes").set_value(30)
    page.selectbox(key="rule_errors_provider").set_value("runway")
    page.text_input(key="rule_errors_quiet_from").set_value("22:00")
    page.text_input(key="rule_errors_quiet_to").set_value("7:00")
    page.button(key="save_rule_errors").click().run()
    assert not page.exception and "Calls that fail at Runway over 25 %" in words(page)
    changed = kept(living, "errors")
    assert (changed.threshold, changed.window_minutes, changed.quiet_to) == (25, 30, "07:00")
    assert "Nothing is sent from 22:00 to 07:00 (UTC)" in words(page)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [("threshold", 0.0, "the limit lies above 0"), ("least_count", 1.0, "at least 3 calls"), ("window_minutes", 9999.0, "window")],
)  # fmt: skip
def test_what_is_no_rule_is_refused_beside_the_fields(living: Database, field: str, value: float, sentence: str):
    page = visit_alerts()
    page.button(key="change_rule_errors").click().run()
    page.number_input(key=f"rule_errors_{field}").set_value(value)
    page.button(key="save_rule_errors").click().run()
    assert sentence in words(page) and kept(living, "errors").threshold == 10


def test_quiet_hours_that_are_none_are_refused(living: Database):
    page = visit_alerts()
    page.button(key="change_rule_disk").click().run()
    page.text_input(key="rule_disk_quiet_from").set_value("late")
    page.text_input(key="rule_disk_quiet_to").set_value("07:00")
    page.button(key="save_rule_disk").click().run()
    assert "written like 22:00" in words(page) and kept(living, "disk").quiet_from == ""


def test_a_rule_is_added_deleted_and_brought_back(living: Database):
    page = visit_alerts()
    page.selectbox(key="new_rule_kind").set_value(AlertKind.SLOW).run()
    page.number_input(key="rule_new_rule_threshold").set_value(45)
    page.selectbox(key="rule_new_rule_operation").set_value("download")
    page.button(key="save_new_rule").click().run()
    assert not page.exception and "Slowness (p95) of download over 45 s" in words(page)
    with database.reading(living) as session:
        own = rules.list_rules(session)[-1].id
    page.button(key=f"delete_rule_{own}").click().run()
    assert "Slowness (p95) of download" not in words(page)
    page.button(key="bring_back_rule").click().run()
    assert "Slowness (p95) of download" in words(page)


def test_the_studios_own_rules_come_back_and_all_is_noted(living: Database):
    page = visit_alerts()
    page.button(key="delete_rule_busy").click().run()
    page.button(key="restore_rules").click().run()
    assert "Calls turned away" not in words(page)
    page.button(key="restore_rules_for_good").click().run()
    assert not page.exception and kept(living, "busy").deleted_at is None and kept(living, "busy").is_on
    with database.reading(living) as session:
        noted = [(one.who, one.sentence) for one in audit.find(session, Wanted(deed=Deed.ALERT_CHANGED), per_page=2)]
    assert noted == [("local", "as they came"), ("local", "deleted")]


def test_who_is_no_admin_changes_nothing(living: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch):
    fire(living, clock)
    monkeypatch.setattr(who, "visitor", lambda: Visitor("bob@example.org", Access.MAKER))
    page = visit_alerts()
    assert "calls failed" in words(page) and keys(page) == set()
