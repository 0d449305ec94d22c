"""A drill: a provider that turns calls away, the real client against the sandbox, and a program that has trouble of its own. Each
alert reaches it once, signed; then both go quiet by themselves."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database
from standardwebhooks import Webhook

from studio import alerts, receivers
from studio import database as db
from studio.alerts.rules import DEFAULTS, switch
from studio.brief import Brief, State
from studio.engine.sending import send_due
from studio.engine.tools import Tools
from studio.files import Files
from studio.providers import registry
from studio.sandbox.server import running
from studio.settings import Settings
from studio.tables import News
from tests.alerts.turns import look
from tests.clock import Clock
from tests.engine.turns import look as look_at
from tests.engine.turns import queue, turn
from tests.loopback import Loopback, listening

SECONDS = 60  # of each generation at the sandbox
BOAT = Brief(prompt="A paper boat", model="luma:ray-flash-2", duration_s=5, resolution="540p")
WATCHED = ("errors", "busy")


@pytest.fixture
def program() -> Iterator[Loopback]:
    with listening() as here:
        here.answers = [500, 200]
        yield here


@pytest.fixture
def tools(database: Database, clock: Clock, tmp_path: Path) -> Iterator[Tools]:
    """An engine's, with Luma's own client and a sandbox that is busy."""
    with running(seconds=SECONDS, trouble="busy", clock=lambda: clock().timestamp()) as sandbox:
        given = {
            "luma_api_key": SecretStr("a-good-key"),
            "luma_base_url": sandbox.luma,
            "secret_key": SecretStr("a-test"),
        }
        settings = Settings(_env_file=None, data=tmp_path, **given)  # pyright: ignore[reportCallIssue]
        luma = registry.make("luma", settings)
        yield Tools(database, Files(tmp_path / "media"), lambda _: luma, lambda: settings, clock, chance=lambda: 0.0)
        luma.close()


@pytest.mark.slow
def test_a_busy_provider_is_told_of_once_and_goes_quiet_by_itself(tools: Tools, clock: Clock, program: Loopback):
    with db.writing(tools.database) as session:
        for rule_id in DEFAULTS.keys() - WATCHED:
            switch(session, rule_id, False, "ada")
        kinds = (News.ALERT,)
        _, secret = receivers.save_webhook(session, "Program", program.hook(), "ada", tools.settings(), kinds=kinds)
    made = [queue(tools, BOAT) for _ in range(6)]
    for _ in range(80):
        work(tools, clock)
    assert [look_at(tools, one).state for one in made] == [State.SUCCEEDED] * 6
    assert taken(program, secret) == ["alert.firing", "alert.firing"]
    with db.reading(tools.database) as session:
        assert {alert.rule_id for alert in alerts.list_fired(session)} == set(WATCHED)
    for _ in range(25):
        clock.forward(60)
        work(tools, clock)
    assert look(tools.database, clock) == []
    assert taken(program, secret) == ["alert.firing", "alert.firing", "alert.ok", "alert.ok"]


def work(tools: Tools, clock: Clock) -> None:
    """What an engine does in five seconds."""
    turn(tools)
    look(tools.database, clock)
    send_due(tools)
    clock.forward(5)


def taken(program: Loopback, secret: str) -> list[str]:
    """What the program has said yes to, each message once and with a good signature. Its first answer was no."""
    first, *others = program.requests
    assert first[0]["webhook-id"] in {headers["webhook-id"] for headers, _ in others}
    assert len({headers["webhook-id"] for headers, _ in others}) == len(others)
    for headers, body in program.requests:
        at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        assert headers["webhook-signature"] == Webhook(secret).sign(headers["webhook-id"], at, body.decode())
    told = program.got[1:]
    assert all(one["data"]["address"] == "http://127.0.0.1:8501/analytics" for one in told)
    return [one["type"] for one in told]
