"""Notices leave the studio once each, whatever the service answers, and take no password into a log or the database."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import SQLModel, select

from studio import audit, notices, notifier, receivers
from studio import database as db
from studio.audit import AuditFilter
from studio.engine import sending
from studio.engine.housekeeping import Housekeeping
from studio.engine.sending import send_due
from studio.engine.tools import Tools
from studio.tables import News, Notice, Receiver
from tests.clock import Clock
from tests.engine.turns import queue, until_settled
from tests.loopback import Loopback, listening

PASSWORD, PATH = "hunter2-hunter2", "hook-4711-secret"


@pytest.fixture
def phone() -> Iterator[Loopback]:
    with listening() as here:
        yield here


def add(
    tools: Tools, address: str, *, person: str = "", kinds: tuple[News, ...] = tuple(News), name: str = "Phone"
) -> str:
    with db.writing(tools.database) as session:
        return receivers.save(session, name, address, "ada", tools.settings(), person=person, kinds=kinds).id


def tell(tools: Tools, title: str = "A clip is ready", kind: News = News.MADE, person: str = "local") -> None:
    with db.writing(tools.database) as session:
        notices.write(session, kind, title, title, "A paper boat", person=person)


def only(tools: Tools) -> Notice:
    with db.reading(tools.database) as session:
        return session.exec(select(Notice)).one()


def test_a_clip_that_is_ready_is_told_outside(tools: Tools, clock: Clock, phone: Loopback):
    add(tools, phone.address())
    queue(tools)
    until_settled(tools, clock, rounds=8)
    send_due(tools)
    send_due(tools)
    assert [(one["title"], one["message"]) for one in phone.got] == [("A clip is ready", "A paper boat in the rain")]
    assert only(tools).sent_at == clock() and only(tools).next_try_at is None


def test_senders_that_race_send_each_notice_once(tools: Tools, phone: Loopback):
    add(tools, phone.address())
    wanted = [f"Notice {number}" for number in range(6)]
    for title in wanted:
        tell(tools, title)
    start = threading.Barrier(3)

    def send() -> None:
        start.wait(10)
        send_due(tools)

    with ThreadPoolExecutor(3) as threads:
        for done in [threads.submit(send) for _ in range(3)]:
            done.result(60)
    assert sorted(phone.titles) == wanted


def test_what_a_service_does_not_take_is_sent_again_later(tools: Tools, clock: Clock, phone: Loopback):
    phone.answers = [500, 200]
    add(tools, phone.address())
    tell(tools)
    send_due(tools)
    send_due(tools)
    assert (len(phone.got), only(tools).tries, only(tools).sent_at) == (1, 1, None)
    clock.forward(sending.WAITS_S[0])
    send_due(tools)
    assert len(phone.got) == 2 and only(tools).sent_at == clock()


def test_who_has_it_already_does_not_get_it_with_the_next_try(tools: Tools, clock: Clock, phone: Loopback):
    with listening() as other:
        other.answers = [503, 200]
        add(tools, phone.address())
        add(tools, other.address())
        tell(tools)
        send_due(tools)
        clock.forward(sending.WAITS_S[0])
        send_due(tools)
        assert (len(phone.got), len(other.got)) == (1, 2)


def test_after_a_day_of_tries_it_is_given_up_with_a_line_in_the_log(
    tools: Tools, clock: Clock, phone: Loopback, caplog: pytest.LogCaptureFixture
):
    phone.answers = [500]
    add(tools, phone.address())
    tell(tools)
    for wait in (*sending.WAITS_S, 1, 1):
        send_due(tools)
        clock.forward(wait)
    assert len(phone.got) == len(sending.WAITS_S) + 1 and only(tools).next_try_at is None
    assert "is given up after 7 tries. Phone: It has trouble of its own (HTTP 500)." in caplog.text


def test_what_an_engine_left_when_it_died_is_sent_by_another(tools: Tools, clock: Clock, phone: Loopback):
    add(tools, phone.address())
    tell(tools)
    with db.writing(tools.database) as session:
        assert notices.lease(session, only(tools), tools.after(sending.LEASE_S))
    send_due(tools)
    assert phone.got == []
    clock.forward(sending.LEASE_S)
    send_due(tools)
    assert len(phone.got) == 1


def test_each_receiver_gets_the_kinds_and_the_people_that_were_chosen(tools: Tools, phone: Loopback):
    with listening() as hers:
        add(tools, phone.address(), kinds=(News.FAILED,))
        add(tools, hers.address(), person="ada")
        tell(tools, "For Ada", person="ada")
        tell(tools, "For Bob", News.FAILED, person="bob")
        send_due(tools)
        assert (phone.titles, hers.titles) == (["For Bob"], ["For Ada"])


def test_what_is_for_the_admins_reaches_each_address_once(tools: Tools, phone: Loopback):
    with listening() as hers:
        add(tools, phone.address(), person="local")
        add(tools, hers.address(), person="ada")  # no admin
        tell(tools, "The budget is used up", News.BUDGET, person="")
        send_due(tools)
        assert (len(phone.got), len(hers.got)) == (1, 0)


def test_without_anybody_to_tell_it_is_done_and_not_sent_to_who_comes_later(tools: Tools, phone: Loopback):
    tell(tools)
    send_due(tools)
    add(tools, phone.address())
    send_due(tools)
    assert phone.got == [] and (only(tools).sent_at, only(tools).next_try_at) == (None, None)


def test_a_server_that_hangs_is_left_after_a_while(tools: Tools, phone: Loopback, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(notifier, "TIMEOUT_S", 0.3)
    phone.go.clear()
    add(tools, phone.address())
    tell(tools)
    send_due(tools)
    assert (only(tools).tries, only(tools).sent_at) == (1, None)


def test_an_engine_sends_by_itself_and_stops_while_a_server_hangs(
    tools: Tools, phone: Loopback, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sending.Sending, "look_every_s", 0.05)
    monkeypatch.setattr(notifier, "TIMEOUT_S", 1)
    add(tools, phone.address())
    tell(tools)
    housekeeping = Housekeeping(tools, kind="embedded")
    housekeeping.start()
    for _ in range(200):
        if phone.got:
            break
        threading.Event().wait(0.05)
    housekeeping.stop()
    assert phone.titles == ["A clip is ready"]


def test_a_password_is_in_no_log_no_audit_line_and_not_in_the_database(
    tools: Tools, clock: Clock, phone: Loopback, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    phone.answers = [500]
    receiver = add(tools, phone.address(PATH, f"ada:{PASSWORD}@"))
    with db.reading(tools.database) as session:
        answer = receivers.try_out(receivers.get(session, receiver), tools.settings())
    with db.writing(tools.database) as session:
        receivers.note_test(session, receiver, answer, "ada")
    tell(tools)
    for wait in (*sending.WAITS_S, 1):
        send_due(tools)
        clock.forward(wait)
    with db.reading(tools.database) as session:
        told = audit.as_csv(session, AuditFilter())
        rows = [row for table in SQLModel.metadata.sorted_tables for row in session.execute(table.select()).all()]
    assert "Phone (json://127.0.0.1…)" in told and "given up" in caplog.text and len(phone.got) == 8
    for secret in (PASSWORD, PATH):
        assert secret not in f"{caplog.text} {told} {rows} {answer}"


def test_an_address_that_cannot_be_opened_says_why(tools: Tools, phone: Loopback):
    receiver = add(tools, phone.address())
    with db.writing(tools.database) as session:
        session.get_one(Receiver, receiver).ciphertext = "spoiled"
    with db.reading(tools.database) as session:
        answer = receivers.try_out(receivers.get(session, receiver), tools.settings())
    assert not answer.is_ok and "The address of 'Phone' cannot be opened" in answer.sentence and phone.got == []
