"""An alert fires once, after a while, not for a handful of calls, does not flap, and is quiet when people sleep."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database
from sqlmodel import Session, select

from studio import alerts, audit, notices, receivers
from studio import database as db
from studio.alerts import quiet, rules
from studio.alerts.quiet import BadHours
from studio.alerts.rules import DEFAULTS, BadRule, RuleTerms
from studio.audit import AuditFilter
from studio.engine.sending import send_due
from studio.engine.tools import Tools
from studio.errors import TooLate
from studio.providers.interface import Connection
from studio.settings import Settings
from studio.tables import AlertKind, AlertRule, Deed, Notice
from tests.alerts.turns import FIRING, calls, everything, fired, look, only, told
from tests.clock import Clock
from tests.loopback import listening

DAY = datetime(2026, 7, 1, 12, tzinfo=UTC)
EVENING = datetime(2026, 7, 1, 23, tzinfo=UTC)


def now_well(database: Database, clock: Clock) -> None:
    """What happened before is out of every window."""
    clock.forward(3600)


@pytest.mark.parametrize(("count", "fires"), [(2, False), (19, False), (20, True)])
def test_a_few_calls_never_fire(database: Database, clock: Clock, count: int, fires: bool):
    only(database, AlertKind.ERRORS, 10)
    calls(database, clock, count, "provider")
    assert bool(look(database, clock)) == fires


def test_it_fires_when_it_has_held_for_long_enough(database: Database, clock: Clock):
    only(database, AlertKind.ERRORS, 10, for_minutes=5)
    calls(database, clock, 50, "provider")
    assert look(database, clock) == []
    clock.forward(299)
    assert look(database, clock) == [] and told(database) == []
    clock.forward(1)
    assert look(database, clock) == FIRING and look(database, clock) == FIRING
    assert told(database) == ["Alert: Calls that fail over 10 %"]


def test_what_was_over_in_time_never_fires(database: Database, clock: Clock):
    only(database, AlertKind.ERRORS, 10, for_minutes=5)
    calls(database, clock, 50, "provider")
    look(database, clock)
    calls(database, clock, 5000)
    clock.forward(400)
    assert look(database, clock) == [] and everything(database) == []


def test_around_the_limit_it_does_not_flap(database: Database, clock: Clock):
    only(database, AlertKind.ERRORS, 10, for_minutes=1, window_minutes=1)
    for percent in (12, 12, 12, 9, 12, 9, 12, 9, 9, 9):
        calls(database, clock, percent, "provider")
        calls(database, clock, 100 - percent)
        look(database, clock)
        clock.forward(60)
    assert len(everything(database)) == 1 and len(told(database)) == 1
    for seen in (FIRING, []):
        calls(database, clock, 100)
        assert look(database, clock) == seen  # well, but not yet for long enough
        clock.forward(60)
    assert [title.partition(":")[0] for title in told(database)] == ["Alert", "Over"]


def test_who_has_acknowledged_it_hears_no_more_until_it_fires_again(database: Database, clock: Clock):
    only(database, AlertKind.ERRORS, 10)
    calls(database, clock, 50, "provider")
    look(database, clock)
    with db.writing(database) as session:
        alerts.acknowledge(session, fired(database).id, "bob", clock())
    assert look(database, clock) == [("luma", "acknowledged")] and fired(database).acknowledged_by == "bob"
    with pytest.raises(TooLate), db.writing(database) as session:
        alerts.acknowledge(session, fired(database).id, "eve", clock())
    now_well(database, clock)
    assert look(database, clock) == [] and len(told(database)) == 1
    calls(database, clock, 50, "provider")
    assert look(database, clock) == FIRING and len(told(database)) == 2


def test_of_engines_that_race_one_tells_of_it(database: Database, clock: Clock):
    only(database, AlertKind.ERRORS, 10)
    calls(database, clock, 50, "provider")
    race(database, clock)
    assert (len(everything(database)), len(told(database))) == (1, 1)
    now_well(database, clock)
    race(database, clock)
    assert len(told(database)) == 2 and everything(database)[0].cleared_at == clock()


def race(database: Database, clock: Clock) -> None:
    start = threading.Barrier(4)

    def evaluate() -> None:
        start.wait(10)
        look(database, clock)

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(evaluate) for _ in range(4)]:
            done.result(60)


@pytest.mark.parametrize(
    ("at", "zone", "ends"),
    [
        ("2026-07-01T21:59", "UTC", None),
        ("2026-07-01T22:00", "UTC", "2026-07-02T07:00"),
        ("2026-07-02T06:59", "UTC", "2026-07-02T07:00"),
        ("2026-07-02T07:00", "UTC", None),
        ("2026-07-01T20:30", "Europe/Berlin", "2026-07-02T05:00"),
        ("2026-07-01T05:30", "Europe/Berlin", None),
        ("2026-03-28T22:00", "Europe/Berlin", "2026-03-29T05:00"),  # the night in which an hour is missing
        ("2026-07-01T22:00", "America/New_York", None),
    ],
)
def test_quiet_hours_over_midnight_and_in_other_zones(at: str, zone: str, ends: str | None):
    rule = AlertRule(kind=AlertKind.DISK, threshold=1, quiet_from="22:00", quiet_to="07:00")
    wanted = datetime.fromisoformat(f"{ends}+00:00") if ends else None
    assert quiet.ends_at(rule, datetime.fromisoformat(f"{at}+00:00"), zone) == wanted


def test_quiet_hours_within_a_day():
    rule = AlertRule(kind=AlertKind.DISK, threshold=1, quiet_from="12:00", quiet_to="13:30")
    assert quiet.ends_at(rule, DAY, "UTC") == DAY + timedelta(hours=1.5)
    assert quiet.ends_at(rule, DAY - timedelta(minutes=1), "UTC") is None


def sent(database: Database, at: datetime) -> list[str]:
    """What the sender would send now."""
    with db.reading(database) as session:
        return [notice.title.partition(":")[0] for notice in notices.list_due(session, at)]


def test_what_fires_in_quiet_hours_is_shown_at_once_and_sent_afterwards(database: Database):
    clock = Clock(EVENING)
    only(database, AlertKind.DISK, 2, quiet_from="22:00", quiet_to="07:00")
    assert look(database, clock, free_bytes=1) == [("", "firing")] and sent(database, clock()) == []
    clock.forward(8 * 3600)
    look(database, clock, free_bytes=1)
    assert sent(database, clock()) == ["Alert"]


@pytest.mark.parametrize("is_acknowledged", [False, True])
def test_what_is_over_before_they_end_is_never_sent(database: Database, is_acknowledged: bool):
    clock = Clock(EVENING)
    only(database, AlertKind.DISK, 2, quiet_from="22:00", quiet_to="07:00")
    look(database, clock, free_bytes=1)
    if is_acknowledged:
        with db.writing(database) as session:
            alerts.acknowledge(session, fired(database).id, "bob", clock())
    clock.forward(3600)
    assert look(database, clock) == []
    clock.forward(24 * 3600)
    assert sent(database, clock()) == [] and len(everything(database)) == 1


def test_what_is_over_in_quiet_hours_but_was_told_before_is_told_when_they_end(tools: Tools, clock: Clock):
    clock.moment = EVENING - timedelta(hours=2)
    only(tools.database, AlertKind.DISK, 2, quiet_from="22:00", quiet_to="07:00")
    look(tools.database, clock, free_bytes=1)
    with listening() as phone:
        with db.writing(tools.database) as session:
            receivers.save(session, "Phone", phone.address(), "ada", tools.settings())
        send_due(tools)
        clock.forward(3 * 3600)
        look(tools.database, clock)
        send_due(tools)
        assert [title.partition(":")[0] for title in phone.titles] == ["Alert"]
        clock.forward(8 * 3600)
        send_due(tools)
        assert [title.partition(":")[0] for title in phone.titles] == ["Alert", "Over"]


# -- rules ------------------------------------------------------------------------------------------------


def test_a_new_studio_has_its_rules_and_none_of_them_nags(database: Database, clock: Clock):
    with db.reading(database) as session:
        assert [rule.id for rule in rules.list_rules(session)] == list(DEFAULTS)
    with db.writing(database) as session:
        rules.switch(session, "silent", False, "ada")  # there is no engine here
    calls(database, clock, 50, provider="animatic")
    assert look(database, clock) == [] and everything(database) == []


def test_a_rule_is_changed_deleted_brought_back_and_restored(database: Database):
    with db.writing(database) as session:
        rules.change(session, "disk", RuleTerms(threshold=7.5), "ada")
        rules.delete(session, "busy", "ada")
        own = rules.add(session, AlertKind.SLOW, RuleTerms(30, "runway", "download"), "ada")
    assert names(database)["disk"] == "Free disk under 7.5 GB" and "busy" not in names(database)
    assert names(database)[own.id] == "Slowness (p95) of download at Runway over 30 s"
    with db.writing(database) as session:
        rules.bring_back(session, "busy", "ada")
        rules.restore_defaults(session, "ada")
    assert names(database)["disk"] == "Free disk under 2 GB" and {"busy", own.id} <= names(database).keys()
    with db.reading(database) as session:
        noted = [entry.sentence for entry in audit.find(session, AuditFilter(deed=Deed.ALERT_CHANGED))]
    assert noted == ["as they came", "brought back", "added", "deleted", "was: Free disk under 2 GB"]


def names(database: Database) -> dict[str, str]:
    with db.reading(database) as session:
        return {rule.id: rules.name_of(rule) for rule in rules.list_rules(session)}


@pytest.mark.parametrize("how", ["off", "deleted"])
def test_a_rule_that_is_gone_ends_its_alerts_without_a_word(database: Database, clock: Clock, how: str):
    rule = only(database, AlertKind.ERRORS, 10)
    calls(database, clock, 50, "provider")
    look(database, clock)
    with db.writing(database) as session:
        rules.switch(session, rule, False, "ada") if how == "off" else rules.delete(session, rule, "ada")
    assert look(database, clock) == [] and len(told(database)) == 1


BAD: list[tuple[AlertKind, RuleTerms, str]] = [
    (AlertKind.ERRORS, RuleTerms(0), "the limit lies above 0"),
    (AlertKind.ERRORS, RuleTerms(float("nan")), "the limit lies above 0"),
    (AlertKind.BUDGET, RuleTerms(101), "at 100 % at most"),
    (AlertKind.ERRORS, RuleTerms(10, least_count=2), "at least 3 calls"),
    (AlertKind.ERRORS, RuleTerms(10, window_minutes=0), "The window"),
    (AlertKind.ERRORS, RuleTerms(10, for_minutes=-1), "For how long"),
    (AlertKind.ERRORS, RuleTerms(10, provider="nobody"), "not known"),
    (AlertKind.SLOW, RuleTerms(10), "what must not be slow"),
    (AlertKind.DISK, RuleTerms(10, quiet_from="22:00"), "a beginning and an end"),
    (AlertKind.DISK, RuleTerms(10, quiet_from="25:00", quiet_to="07:00"), "written like 22:00"),
    (AlertKind.DISK, RuleTerms(10, quiet_from="07:00", quiet_to="7:00"), "all day"),
]


@pytest.mark.parametrize(("kind", "terms", "sentence"), BAD)
def test_what_is_no_rule_is_refused_with_a_sentence(sqlite: Database, kind: AlertKind, terms: RuleTerms, sentence: str):
    with pytest.raises((BadRule, BadHours), match=sentence), db.writing(sqlite) as session:
        rules.add(session, kind, terms, "ada")


# -- balances ---------------------------------------------------------------------------------------------


@pytest.fixture
def keyed(settings: Settings) -> Settings:
    return settings.model_copy(update={"luma_api_key": SecretStr("a-key-0123456789")})


def test_balances_are_asked_for_hourly_by_one_engine_and_only_with_a_key(
    database: Database, clock: Clock, settings: Settings, keyed: Settings
):
    asked: list[str] = []

    def call(provider: str) -> Connection:
        asked.append(provider)
        return Connection(True, "Fine.", 3.0)

    alerts.ask_for_balances(database, settings, clock(), call)
    assert asked == []
    for seconds in (0, 10, 3580, 10):
        clock.forward(seconds)
        alerts.ask_for_balances(database, keyed, clock(), call)
    assert asked == ["luma", "luma"] and look_for_balance(database, clock) == FIRING
    with db.writing(database) as session:
        rules.switch(session, "balance", False, "ada")
    clock.forward(3600)
    alerts.ask_for_balances(database, keyed, clock(), call)
    assert len(asked) == 2


def look_for_balance(database: Database, clock: Clock) -> list[tuple[str, str]]:
    with db.writing(database) as session:
        rules.switch(session, "silent", False, "ada")
    return look(database, clock)


def test_old_alerts_and_their_notices_are_forgotten(database: Database, clock: Clock):
    only(database, AlertKind.ERRORS, 10)
    calls(database, clock, 50, "provider")
    look(database, clock)
    now_well(database, clock)
    look(database, clock)
    with db.writing(database) as session:
        alerts.forget_old(session, clock() + timedelta(days=91))
        notices.forget_old(session, clock() + timedelta(days=31))
        assert _rows(session) == 0
    assert everything(database) == []


def _rows(session: Session) -> int:
    return len(session.exec(select(Notice)).all())
