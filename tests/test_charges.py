"""What a generation costs, from queued to its end: what is set aside and what is paid is right at every moment, and never twice."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine as Database

from studio import charges, database, estimates, generations
from studio.brief import Brief
from studio.engine.tools import Tools
from studio.errors import BadBrief, FailureKind, TooLate
from studio.ledger import charged, reserved
from studio.providers.catalogue import Model, Rates, listed
from studio.providers.interface import Cancelled, Outcome, Progress
from studio.tables import Generation
from tests.clock import Clock
from tests.engine.turns import BOAT, look, queue, turn, until_settled
from tests.ledger_lines import ledger, lines
from tests.scripted import DONE, RUNNING, Scripted

RATES = Rates("Nobody has told yet", date(2026, 11, 20))
UNPRICED = Model("luma:new", "New", "", RATES, durations_s=(5,), resolutions=("720p",), ratios=("16:9",))
FAILED_PAID = Progress(Outcome.FAILED, failure=FailureKind.PROVIDER, sentence="No.", was_charged=True, cost_usd=0.4)


def sourced(db: Database) -> list[tuple[str, int, str]]:
    """Every line, with its source."""
    return [(line.kind, line.micro_usd, line.source) for line in lines(db)]


def queued(db: Database, brief: Brief = BOAT) -> str:
    with database.writing(db) as session:
        return generations.queue(session, brief).id


def sums(db: Database, generation_id: str) -> tuple[int, int]:
    """Set aside, paid."""
    with database.reading(db) as session:
        made = session.get_one(Generation, generation_id)
        return reserved(session, made), charged(session, made)


def test_queueing_sets_the_estimate_aside_with_its_source(sqlite: Database):
    made = queued(sqlite)
    with database.reading(sqlite) as session:
        list_of_luma = estimates.estimate(session, BOAT).source
    assert sourced(sqlite) == [("reservation", 710_000, f"{list_of_luma}; 2026-11-20")]
    assert sums(sqlite, made) == (710_000, 0)


def test_what_is_refused_or_free_leaves_no_line(sqlite: Database):
    with pytest.raises(BadBrief):
        queued(sqlite, BOAT.model_copy(update={"duration_s": 7}))
    queued(sqlite, Brief(prompt="A boat"))
    assert ledger(sqlite) == []


def test_to_release_gives_all_back_and_once_only(sqlite: Database):
    made = queued(sqlite)
    with database.writing(sqlite) as session:
        charges.release(session, session.get_one(Generation, made))
        charges.release(session, session.get_one(Generation, made))
    assert ledger(sqlite) == [("reservation", 710_000), ("release", -710_000)]
    assert sums(sqlite, made) == (0, 0)


@pytest.mark.parametrize(
    ("cost_usd", "paid", "source"),
    [(None, 710_000, "the estimate"), (0.68, 680_000, "the provider's reply"), (0.0, 0, "")],
)
def test_the_providers_own_figure_goes_before_the_estimate(
    sqlite: Database, cost_usd: float | None, paid: int, source: str
):
    made = queued(sqlite)
    with database.writing(sqlite) as session:
        charges.settle(session, session.get_one(Generation, made), cost_usd)
    assert sums(sqlite, made) == (0, paid)
    assert not source or sourced(sqlite)[-1] == ("settlement", paid, source)


@pytest.mark.parametrize(("told", "paid"), [(None, 710_000), (0.68, 680_000), (0.80, 800_000)])
def test_a_clip_that_was_cancelled_too_late_and_fetched_after_all_is_paid_once(
    tools: Tools, provider: Scripted, clock: Clock, told: float | None, paid: int
):
    made = cancelled_too_late(tools, provider, clock)
    assert sum_of(tools) == 710_000
    provider.checks = [replace(DONE, cost_usd=told)]
    with database.writing(tools.database) as session:
        generations.look_again(session, made)
    until_settled(tools, clock, rounds=4)
    assert sum_of(tools) == paid


def test_a_clip_that_is_made_again_is_paid_again(tools: Tools, clock: Clock, provider: Scripted):
    made = cancelled_too_late(tools, provider, clock)
    provider.checks = [DONE]
    with database.writing(tools.database) as session:
        generations.retry(session, made)
    until_settled(tools, clock, rounds=6)
    assert sums(tools.database, made) == (0, 1_420_000)


@pytest.mark.parametrize("told", [0.4, 0.6, 0.0, None])
def test_what_had_no_price_when_it_was_queued_is_paid_once_however_often_it_is_looked_at(
    tools: Tools, provider: Scripted, clock: Clock, unpriced: Brief, told: float | None
):
    provider.checks = [FAILED_PAID, replace(FAILED_PAID, cost_usd=told), replace(DONE, cost_usd=told)]
    made = queue(tools, unpriced)
    for _ in range(3):
        until_settled(tools, clock, rounds=3)
        assert look(tools, made).ended_at
        with suppress(TooLate), database.writing(tools.database) as session:
            generations.look_again(session, made)
    paid = 400_000 if told is None else round(told * 1_000_000)
    assert sums(tools.database, made) == (0, paid)


def test_a_second_try_without_a_price_is_paid_beside_the_first(
    tools: Tools, provider: Scripted, clock: Clock, unpriced: Brief
):
    provider.checks = [FAILED_PAID]
    made = queue(tools, unpriced)
    until_settled(tools, clock, rounds=3)
    with database.writing(tools.database) as session:
        generations.retry(session, made)
    until_settled(tools, clock, rounds=3)
    assert sums(tools.database, made) == (0, 800_000)


def test_a_second_try_that_was_free_leaves_the_first_one_paid(
    tools: Tools, provider: Scripted, clock: Clock, unpriced: Brief
):
    provider.checks = [FAILED_PAID, replace(FAILED_PAID, was_charged=False, cost_usd=None)]
    made = queue(tools, unpriced)
    until_settled(tools, clock, rounds=3)
    with database.writing(tools.database) as session:
        generations.retry(session, made)
    until_settled(tools, clock, rounds=3)
    assert sums(tools.database, made) == (0, 400_000)


@pytest.fixture
def unpriced(monkeypatch: pytest.MonkeyPatch) -> Brief:
    """It goes to the scripted provider, and no rate of it is known."""
    monkeypatch.setattr(listed, "MODELS", (UNPRICED,))
    return Brief(prompt="A boat", model="luma:new", duration_s=5)


def cancelled_too_late(tools: Tools, provider: Scripted, clock: Clock) -> str:
    """The provider cannot stop it, so it is charged all the same."""
    provider.checks, provider.cancels = [RUNNING], [Cancelled.CANNOT]
    made = queue(tools)
    turn(tools)
    with database.writing(tools.database) as session:
        generations.cancel(session, made)
    until_settled(tools, clock, rounds=3)
    return made


def sum_of(tools: Tools) -> int:
    return sum(amount for _, amount in ledger(tools.database))
