"""Money: an estimate before, a reservation while it runs, a charge after. The ledger always says what is set aside and what is paid."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import select

from studio import costs, database, generations, saved_settings
from studio import database as db
from studio.access import Visitor
from studio.brief import Brief
from studio.costs import Estimate
from studio.engine.tools import Tools
from studio.errors import BadBrief, FailureKind, NotFound, TooLate
from studio.providers.catalogue import Model, Rates, listed
from studio.providers.interface import Cancelled, Outcome, Progress
from studio.tables import Access, Charge, Generation
from tests.clock import Clock
from tests.engine.turns import BOAT, ledger, look, queue, turn, until_settled
from tests.scripted import DONE, RUNNING, Scripted

UNPRICED = Model(
    "x:new",
    "New",
    "",
    Rates("Nobody has told yet", date(2026, 11, 20)),
    durations_s=(5,),
    resolutions=("720p",),
    ratios=("16:9",),
)

FAILED_PAID = Progress(Outcome.FAILED, failure=FailureKind.PROVIDER, sentence="No.", was_charged=True, cost_usd=0.4)


def lines(db: Database) -> list[tuple[str, int, str]]:
    with database.reading(db) as session:
        found = session.exec(select(Charge).order_by(Charge.id)).all()  # pyright: ignore[reportArgumentType]
        return [(line.kind, line.micro_usd, line.source) for line in found]


def queued(db: Database, brief: Brief = BOAT, created_by: str = "local") -> str:
    with database.writing(db) as session:
        return generations.queue(session, brief, asked_by=Visitor(created_by, Access.MAKER)).id


def sums(db: Database, generation_id: str) -> tuple[int, int]:
    """Set aside, paid."""
    with database.reading(db) as session:
        return costs.reserved(session, generation_id), costs.charged(session, generation_id)


def estimate(db: Database, brief: Brief) -> Estimate:
    with database.reading(db) as session:
        return costs.estimate(session, brief)


def test_an_estimate_says_where_it_comes_from_and_how_old_it_is(sqlite: Database):
    guess = estimate(sqlite, BOAT)
    assert (guess.usd, guess.micro_usd, guess.is_verified) == (0.71, 710_000, False)
    assert guess.source and guess.as_of == date(2026, 11, 20)


def test_who_pays_a_share_of_the_list_prices_sees_that_share(sqlite: Database):
    with database.writing(sqlite) as session:
        saved_settings.save(session, {"luma_price_percent": 80})
    guess = estimate(sqlite, BOAT)
    assert guess.micro_usd == 568_000 and guess.source.startswith("80 % of: Luma")
    assert estimate(sqlite, BOAT.model_copy(update={"model": "animatic:neon"})).usd == 0
    queued(sqlite)
    assert lines(sqlite)[0][1] == 568_000


def test_an_animatic_is_free(sqlite: Database):
    assert estimate(sqlite, Brief(prompt="A boat")).usd == 0


def test_a_model_without_a_rate_has_no_price_rather_than_none_to_pay(sqlite: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listed, "MODELS", (UNPRICED,))
    guess = estimate(sqlite, Brief(prompt="A boat", model="x:new"))
    assert (guess.usd, guess.micro_usd, costs.usd(guess.micro_usd)) == (None, None, "price unknown")


def test_a_price_that_is_unknown_when_it_is_queued_is_not_stored_as_free(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(listed, "MODELS", (UNPRICED,))
    made = queued(sqlite, Brief(prompt="A boat", model="x:new", duration_s=5))
    with database.reading(sqlite) as session:
        assert costs.usd(session.get_one(Generation, made).estimate_micro_usd) == "price unknown"


def test_an_unknown_model_has_no_estimate(sqlite: Database):
    with pytest.raises(NotFound):
        estimate(sqlite, Brief(prompt="A boat", model="luma:ray-9"))


@pytest.mark.parametrize(
    ("micro_usd", "words"),
    [
        (710_000, "$0.71"),
        (11_470_000, "$11.47"),
        (1_234_567_891, "$1,234.57"),
        (10_000, "$0.01"),
        (15_000, "$0.015"),
        (4_200, "$0.0042"),
        (1, "$0.000001"),
        (0, "free"),
        (None, "price unknown"),
    ],
)
def test_money_is_written_so_that_nothing_paid_looks_like_nothing(micro_usd: int | None, words: str):
    assert costs.usd(micro_usd) == words


def test_queueing_sets_the_estimate_aside_with_its_source(sqlite: Database):
    made = queued(sqlite)
    assert lines(sqlite) == [("reservation", 710_000, f"{estimate(sqlite, BOAT).source}; 2026-11-20")]
    assert sums(sqlite, made) == (710_000, 0)


def test_what_is_refused_or_free_leaves_no_line(sqlite: Database):
    with pytest.raises(BadBrief):
        queued(sqlite, BOAT.model_copy(update={"duration_s": 7}))
    queued(sqlite, Brief(prompt="A boat"))
    assert lines(sqlite) == []


def test_every_line_says_whose_it_is(sqlite: Database):
    made = queued(sqlite, created_by="ada")
    with database.writing(sqlite) as session:
        costs.settle(session, session.get_one(Generation, made))
    with database.reading(sqlite) as session:
        assert {(line.created_by, line.provider) for line in session.exec(select(Charge))} == {("ada", "luma")}


def test_to_release_gives_all_back_and_once_only(sqlite: Database):
    made = queued(sqlite)
    with database.writing(sqlite) as session:
        costs.release(session, session.get_one(Generation, made))
        costs.release(session, session.get_one(Generation, made))
    assert [(kind, amount) for kind, amount, _ in lines(sqlite)] == [("reservation", 710_000), ("release", -710_000)]
    assert sums(sqlite, made) == (0, 0)


@pytest.mark.parametrize(
    ("told", "paid", "source"),
    [(None, 710_000, "the estimate"), (0.68, 680_000, "the provider's reply"), (0.0, 0, "")],
)
def test_the_providers_own_figure_goes_before_the_estimate(
    sqlite: Database, told: float | None, paid: int, source: str
):
    made = queued(sqlite)
    with database.writing(sqlite) as session:
        costs.settle(session, session.get_one(Generation, made), told)
    assert sums(sqlite, made) == (0, paid)
    assert not source or lines(sqlite)[-1] == ("settlement", paid, source)


def test_what_one_generation_costs_is_not_anothers(sqlite: Database):
    first, second = queued(sqlite), queued(sqlite)
    with database.writing(sqlite) as session:
        costs.settle(session, session.get_one(Generation, first))
    assert (sums(sqlite, first), sums(sqlite, second)) == ((0, 710_000), (710_000, 0))


@pytest.mark.parametrize(("told", "paid"), [(None, 0.71), (0.68, 0.68), (0.80, 0.80)])
def test_a_clip_that_was_cancelled_too_late_and_fetched_after_all_is_paid_once(
    tools: Tools, provider: Scripted, clock: Clock, told: float | None, paid: float
):
    made = cancelled_too_late(tools, provider, clock)
    assert sum_of(tools) == 0.71
    provider.checks = [replace(DONE, cost_usd=told)]
    with database.writing(tools.database) as session:
        generations.look_again(session, made)
    until_settled(tools, clock, rounds=4)
    assert sum_of(tools) == pytest.approx(paid)


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
    monkeypatch.setattr(listed, "MODELS", (replace(UNPRICED, id="luma:new"),))
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


def sum_of(tools: Tools) -> float:
    return sum(amount for _, amount in ledger(tools))


def test_what_many_have_cost_is_looked_up_together(database: Database):
    with db.writing(database) as session:
        paid, free = (generations.queue(session, BOAT) for _ in range(2))
        costs.settle(session, paid, 0.5)
        assert costs.charged_together(session, [paid.id, free.id]) == {paid.id: costs.charged(session, paid.id)}
        assert costs.charged_together(session, []) == {}


def test_an_estimate_is_rounded_up_to_what_it_can_know():
    assert [costs.usd(costs.rough(micro)) for micro in (0, 7, 4_123, 13_613, 990_001)] == [
        "free", "$0.000007", "$0.0042", "$0.014", "$1.00",
    ]  # fmt: skip
