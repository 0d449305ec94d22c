"""The ledger: lines that say whose they are and for which day they count, and sums over them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import Session, select

from studio import database as db
from studio import generations, ledger
from studio.access import Visitor
from studio.brief import Brief
from studio.ledger import Payable
from studio.tables import Access, Generation, LedgerLine, Writing
from tests.ledger_lines import lines

ADA = Visitor("ada", Access.MAKER, token_id="a-token")
FREE = Brief(prompt="A boat")  # an animatic, which leaves no line of its own


def clip(session: Session, estimate: int | None = 5000) -> Generation:
    made = generations.queue(session, FREE, asked_by=ADA, production_id="a-movie")
    made.estimate_micro_usd = estimate
    return made


def writing(session: Session, estimate: int | None = 5000) -> Writing:
    asked = Writing(writer="gemini", model="gemini:x", task="review", estimate_micro_usd=estimate, created_by="ada")
    asked.token_id, asked.production_id = "a-token", "a-movie"
    session.add(asked)
    session.flush()
    return asked


@pytest.fixture(params=[clip, writing])
def ask(request: pytest.FixtureRequest) -> Callable[..., Payable]:
    """Whatever is paid for."""
    return request.param


def test_what_is_set_aside_gives_way_to_what_is_paid(database: Database, ask: Callable[..., Payable]):
    with db.writing(database) as session:
        asked = ask(session)
        ledger.reserve(session, asked, "a list")
        assert (ledger.reserved(session, asked), ledger.charged(session, asked)) == (5000, 0)
        ledger.release(session, asked, ledger.SETTLED)
        ledger.charge(session, asked, 4000, "a reply")
        assert (ledger.reserved(session, asked), ledger.charged(session, asked)) == (0, 4000)
    assert [(line.kind, line.micro_usd, line.source) for line in lines(database)] == [
        ("reservation", 5000, "a list"), ("release", -5000, "settled"), ("settlement", 4000, "a reply"),
    ]  # fmt: skip


def test_every_line_says_whose_it_is(sqlite: Database):
    with db.writing(sqlite) as session:
        for asked in (clip(session), writing(session)):
            ledger.reserve(session, asked, "a list")
    of_clip, of_writing = lines(sqlite)
    assert (of_clip.provider, of_clip.writing_id) == ("animatic", None) and of_clip.generation_id
    assert (of_writing.provider, of_writing.generation_id) == ("gemini", None) and of_writing.writing_id
    assert {(line.created_by, line.token_id, line.production_id) for line in (of_clip, of_writing)} == {
        ("ada", "a-token", "a-movie")
    }


@pytest.mark.parametrize("estimate", [None, 0])
def test_nothing_leaves_no_line(sqlite: Database, ask: Callable[..., Payable], estimate: int | None):
    with db.writing(sqlite) as session:
        asked = ask(session, estimate)
        ledger.reserve(session, asked, "a list")
        ledger.release(session, asked, "not charged")
        ledger.charge(session, asked, 0, "a reply")
    assert lines(sqlite) == []


def test_what_is_given_back_or_paid_counts_for_the_day_it_was_set_aside_on(
    sqlite: Database, ask: Callable[..., Payable]
):
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with db.writing(sqlite) as session:
        asked = ask(session)
        ledger.reserve(session, asked, "a list")
        session.flush()
        [set_aside] = session.exec(select(LedgerLine)).all()
        set_aside.counts_at = yesterday
        ledger.release(session, asked, ledger.SETTLED)
        ledger.charge(session, asked, 4000, "a reply")
    assert {line.counts_at for line in lines(sqlite)} == {yesterday}


def test_what_one_costs_is_not_anothers(sqlite: Database, ask: Callable[..., Payable]):
    with db.writing(sqlite) as session:
        paid, waits = ask(session), ask(session)
        ledger.charge(session, paid, 4000, "a reply")
        ledger.reserve(session, waits, "a list")
        assert [ledger.charged(session, one) for one in (paid, waits)] == [4000, 0]
        assert [ledger.reserved(session, one) for one in (paid, waits)] == [0, 5000]


def test_many_are_summed_together_without_those_that_cost_nothing(database: Database, ask: Callable[..., Payable]):
    with db.writing(database) as session:
        paid, waits, free = (ask(session) for _ in range(3))
        ledger.charge(session, paid, 4000, "a reply")
        ledger.reserve(session, waits, "a list")
        ids = [paid.id, waits.id, free.id]
        assert ledger.charged_each(session, type(paid), ids) == {paid.id: 4000}
        assert ledger.taken_each(session, type(paid), ids) == {paid.id: 4000, waits.id: 5000}
        assert ledger.taken_each(session, type(paid), []) == {}


def test_a_try_is_paid_apart_from_those_before_it(sqlite: Database):
    with db.writing(sqlite) as session:
        made = clip(session)
        ledger.charge(session, made, 4000, "a reply")
        session.flush()
        made.queued_at = datetime.now(UTC)
        ledger.charge(session, made, 300, ledger.LATE)
        assert ledger.charged_for_this_try(session, made) == 0
        ledger.charge(session, made, 20, "a reply")
        assert (ledger.charged_for_this_try(session, made), ledger.charged(session, made)) == (20, 4320)
