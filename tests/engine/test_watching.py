"""Every engine looks for alerts and asks for balances on the side, and what goes wrong there stops nothing."""

import threading
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from studio import balances, engines
from studio import database as db
from studio.engine import housekeeping
from studio.engine.housekeeping import Housekeeping, ask_for_balances
from studio.engine.sweeping import Sweeping
from studio.engine.tools import Tools
from studio.files import Files
from studio.providers.interface import Connection
from studio.tables import AlertKind
from tests.alerts.turns import calls, only, told
from tests.clock import Clock
from tests.patience import until
from tests.scripted import Scripted


def test_two_engines_at_work_tell_of_an_alert_once(tools: Tools, clock: Clock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(housekeeping, "ALERTS_EVERY_S", 0.1)
    only(tools.database, AlertKind.ERRORS, 10)
    engines = [Housekeeping(tools, kind="distributed") for _ in range(2)]
    for engine in engines:
        engine.start()
    calls(tools.database, clock, 30, "provider")
    until(lambda: told(tools.database))
    threading.Event().wait(0.6)
    for engine in engines:
        engine.stop()
    assert told(tools.database) == ["Alert: Calls that fail over 10 %"]


class Slow(Files):
    """A disk that takes its time."""

    def sweep(self, older_than: datetime) -> int:
        self.begun.set()
        return self.go_on.wait(10)

    def __init__(self, root: Path):
        super().__init__(root)
        self.begun, self.go_on = threading.Event(), threading.Event()


def test_an_engine_that_sweeps_a_slow_disk_still_tells_that_it_lives(
    tools: Tools, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(housekeeping, "BEAT_EVERY_S", 0.1)
    monkeypatch.setattr(Sweeping, "look_every_s", 0.05)
    tools.files = files = Slow(tools.files.root)
    engine = Housekeeping(tools, kind="distributed")
    engine.start()
    assert files.begun.wait(10)
    clock.forward(60)
    until(lambda: living(tools, clock))
    files.go_on.set()
    engine.stop()


def living(tools: Tools, clock: Clock) -> int:
    with db.reading(tools.database) as session:
        return len(engines.living(session, clock()))


def test_a_balance_is_asked_for_with_the_key_in_use(
    tools: Tools, clock: Clock, provider: Scripted, monkeypatch: pytest.MonkeyPatch
):
    keyed = tools.settings().model_copy(update={"luma_api_key": SecretStr("a-key-0123456789")})
    tools.settings = lambda: keyed
    monkeypatch.setattr(provider, "check_connection", lambda: Connection(True, "Fine.", 4.2))
    ask_for_balances(tools)
    with db.reading(tools.database) as session:
        assert balances.list_told(session, ["luma", "runway"], clock())["luma"].usd == 4.2


def test_a_provider_that_breaks_when_asked_breaks_nothing_else(
    tools: Tools, clock: Clock, provider: Scripted, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    keyed = tools.settings().model_copy(update={"luma_api_key": SecretStr("a-key-0123456789")})
    tools.settings = lambda: keyed

    def broken() -> Connection:
        raise ValueError("an SDK's own")

    monkeypatch.setattr(provider, "check_connection", broken)
    ask_for_balances(tools)
    assert "asking for a balance failed" in caplog.text
    with db.reading(tools.database) as session:
        assert balances.list_told(session, ["luma"], clock()) == {}
