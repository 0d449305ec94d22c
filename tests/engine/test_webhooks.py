"""A webhook gets what a service gets, as signed JSON, once; whoever checks the signature finds it good."""

import json
import logging
from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from sqlmodel import SQLModel, select
from standardwebhooks import Webhook, WebhookVerificationError

from studio import audit, notices, notifier, receivers, redaction, vault, webhooks
from studio import database as db
from studio.audit import AuditFilter
from studio.engine import sending
from studio.engine.sending import send_due
from studio.engine.tools import Tools
from studio.notifier import BadAddress
from studio.receivers import TYPES
from studio.settings import Settings
from studio.tables import News, Notice, Receiver
from tests.clock import Clock
from tests.loopback import Loopback, listening
from tests.ports import free_port

PATH = "hook-4711-secret"


@pytest.fixture
def program() -> Iterator[Loopback]:
    with listening() as here:
        yield here


def add(tools: Tools, address: str) -> str:
    """Its secret."""
    with db.writing(tools.database) as session:
        return receivers.save_webhook(session, "Program", address, "ada", tools.settings())[1]


def tell(tools: Tools, kind: News = News.FAILED, facts: dict[str, object] | None = None) -> None:
    with db.writing(tools.database) as session:
        notices.write(session, kind, f"{kind} {facts}", "2 clips failed", "An é and a 紙", person="ada", facts=facts)


def only(tools: Tools) -> Notice:
    with db.reading(tools.database) as session:
        return session.exec(select(Notice)).one()


def test_it_gets_signed_json_with_the_page_to_look_at(tools: Tools, clock: Clock, program: Loopback):
    secret = add(tools, program.hook())
    tell(tools)
    send_due(tools)
    send_due(tools)
    [(headers, body)] = program.requests
    told = Webhook(secret).verify(body, headers)
    assert (told["type"], told["timestamp"]) == ("generation.failed", only(tools).at.isoformat())
    assert (told["data"]["title"], told["data"]["text"], told["data"]["person"]) == (
        "2 clips failed",
        "An é and a 紙",
        "ada",
    )
    assert told["data"]["address"] == "http://127.0.0.1:8501/library" and only(tools).sent_at == clock()
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"2 clips", b"3 clips"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(webhooks.new_secret()).verify(body, headers)


@pytest.mark.parametrize("kind", list(News))
def test_every_kind_of_notice_reaches_it(tools: Tools, program: Loopback, kind: News):
    add(tools, program.hook())
    facts: dict[str, object] = {"state": "firing", "value": 12.5} if kind == News.ALERT else {}
    tell(tools, kind, facts)
    send_due(tools)
    [told] = program.got
    assert told["type"] == (f"{TYPES[kind]}.firing" if facts else TYPES[kind]) and facts.items() <= told["data"].items()


def test_its_id_is_the_same_with_every_try_and_its_time_is_not(tools: Tools, clock: Clock, program: Loopback):
    program.answers = [500, 503, 204]
    add(tools, program.hook())
    tell(tools)
    for wait in (*sending.WAITS_S[:3],):
        send_due(tools)
        clock.forward(wait)
    ids = {headers["webhook-id"] for headers, _ in program.requests}
    times = {headers["webhook-timestamp"] for headers, _ in program.requests}
    assert len(program.requests) == 3 and ids == {only(tools).id} and len(times) == 3 and only(tools).sent_at


def test_it_is_not_followed_elsewhere(tools: Tools, program: Loopback):
    with listening() as elsewhere:
        program.answers, program.leads_to = [307], elsewhere.hook()
        secret = webhooks.new_secret()
        message = receivers.message_of(Notice(key="x", kind=News.MADE, title="A clip"), tools.settings())
        answer = webhooks.send(SecretStr(program.hook()), SecretStr(secret), message, tools.clock())
        assert not answer.is_ok and "sends us elsewhere (HTTP 307)" in answer.sentence and not elsewhere.requests


def test_one_that_hangs_or_is_not_there_is_left(tools: Tools, program: Loopback, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(notifier, "TIMEOUT_S", 0.3)
    program.go.clear()
    message = receivers.message_of(Notice(key="x", kind=News.MADE, title="A clip"), tools.settings())
    secret = SecretStr(webhooks.new_secret())
    hangs = webhooks.send(SecretStr(program.hook()), secret, message, tools.clock())
    gone = webhooks.send(SecretStr(f"http://127.0.0.1:{free_port()}"), secret, message, tools.clock())
    assert hangs.sentence.startswith("It did not answer within") and gone.sentence.startswith("It cannot be reached")


BAD = [
    "http://example.org/hook",
    "http://10.0.0.1",
    "https://",
    "https://exa mple.org",
    "https://example.org:x",
    "https://a\nb",
]


@pytest.mark.parametrize("address", BAD)
def test_what_is_no_address_for_one_is_refused(tools: Tools, address: str):
    with pytest.raises(BadAddress, match="https://") as refused:
        add(tools, address)
    assert "example.org" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("https://example.org/hook", True),
        ("http://127.0.0.1:9000/", True),
        ("HTTPS://example.org", True),
        ("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", False),
        ("ntfy://my-studio", False),
    ],
)
def test_the_link_that_a_service_shows_stays_a_services_address(address: str, is_one: bool):
    assert receivers.is_webhook(address) == is_one


def test_neither_address_nor_secret_is_in_a_log_an_audit_line_or_the_database(
    tools: Tools, clock: Clock, program: Loopback, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    program.answers = [500]
    secret = add(tools, program.hook(PATH))
    tell(tools)
    for wait in (*sending.WAITS_S, 1):
        send_due(tools)
        clock.forward(wait)
    with db.reading(tools.database) as session:
        told = audit.as_csv(session, AuditFilter())
        rows = [row for table in SQLModel.metadata.sorted_tables for row in session.execute(table.select()).all()]
    assert "Program (http://127.0.0.1…)" in told and "given up" in caplog.text and len(program.got) == 7
    for planted in (PATH, secret, secret.removeprefix("whsec_")):
        assert planted not in f"{caplog.text} {told} {rows} {json.dumps(program.got)}"
    assert redaction.redact(f"It said {webhooks.new_secret()}") == "It said (a key)"


def test_a_new_secret_of_the_studio_seals_it_again(tools: Tools, settings: Settings, program: Loopback):
    secret = add(tools, program.hook())
    rotated = settings.model_copy(update={"secret_key": SecretStr("newer,a-test")})
    with db.writing(tools.database) as session:
        assert vault.seal_again(session, rotated) == 1
    alone = settings.model_copy(update={"secret_key": SecretStr("newer")})
    with db.reading(tools.database) as session:
        kept = session.exec(select(Receiver)).one()
        assert vault.unseal_signing(kept, alone).get_secret_value() == secret
