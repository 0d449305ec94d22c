"""Where no rate is known, what the provider says on accepting a generation is its estimate, set aside like any other."""

from datetime import date

import pytest

from studio import database, generations, money
from studio.brief import Brief, State
from studio.engine import admission, submission
from studio.engine.tools import Tools
from studio.errors import FailureKind, Unclear
from studio.providers.catalogue import Model, Rates, listed
from studio.providers.interface import Cancelled, Outcome, Progress, Submitted
from tests.clock import Clock
from tests.engine.turns import BOAT, ledger, look, queue, story, turn, until_settled
from tests.scripted import DONE, RUNNING, Scripted

RATES = Rates("Nobody has told yet", date(2026, 11, 20))
UNPRICED = Model("luma:new", "New", "", RATES, durations_s=(5,), resolutions=("720p",), ratios=("16:9",))
NEW = Brief(prompt="A boat", model="luma:new", duration_s=5)


@pytest.fixture(autouse=True)
def unpriced(monkeypatch: pytest.MonkeyPatch, provider: Scripted) -> None:
    monkeypatch.setattr(listed, "MODELS", (*listed.MODELS, UNPRICED))
    provider.submits, provider.checks = [Submitted("one", 0.6)], [RUNNING]


def test_what_it_will_cost_is_set_aside_as_soon_as_the_provider_tells(tools: Tools):
    made = queue(tools, NEW)
    assert (look(tools, made).estimate_micro_usd, ledger(tools)) == (None, [])
    turn(tools)
    assert (look(tools, made).estimate_micro_usd, ledger(tools)) == (600_000, [("reservation", 0.6)])
    with database.reading(tools.database) as session:
        assert "its price: $0.60." in generations.history(session, made)[-1].sentence


def test_a_rate_that_was_known_stays_the_estimate(tools: Tools):
    made = queue(tools, BOAT)
    turn(tools)
    assert (look(tools, made).estimate_micro_usd, ledger(tools)) == (710_000, [("reservation", 0.71)])


def test_a_provider_that_tells_nothing_leaves_the_price_unknown(tools: Tools, provider: Scripted):
    provider.submits = [Submitted("one")]
    made = queue(tools, NEW)
    turn(tools)
    assert (look(tools, made).estimate_micro_usd, ledger(tools)) == (None, [])


@pytest.mark.parametrize(("told", "paid"), [(None, 0.6), (0.5, 0.5)])
def test_the_clip_settles_what_was_set_aside(
    tools: Tools, provider: Scripted, clock: Clock, told: float | None, paid: float
):
    provider.checks = [Progress(Outcome.SUCCEEDED, url="clip", cost_usd=told)]
    made = queue(tools, NEW)
    until_settled(tools, clock, rounds=4)
    assert look(tools, made).state == State.SUCCEEDED
    assert ledger(tools) == [("reservation", 0.6), ("release", -0.6), ("settlement", paid)]


def test_a_clip_that_was_cancelled_too_late_and_fetched_after_all_is_paid_once(
    tools: Tools, provider: Scripted, clock: Clock
):
    provider.cancels = [Cancelled.CHARGED]
    made = queue(tools, NEW)
    turn(tools)
    with database.writing(tools.database) as session:
        generations.cancel(session, made)
    until_settled(tools, clock, rounds=2)
    provider.checks = [DONE]
    with database.writing(tools.database) as session:
        generations.look_again(session, made)
    until_settled(tools, clock, rounds=3)
    assert (story(tools, made)[-1], sum_of(tools)) == ("succeeded", 0.6)


@pytest.mark.parametrize(("brief", "cost_usd", "paid"), [(NEW, 0.2, 0.2), (NEW, None, 0.6), (BOAT, 0.2, 0.2)])
def test_a_failure_that_is_charged_costs_what_the_provider_says(
    tools: Tools, provider: Scripted, clock: Clock, brief: Brief, cost_usd: float | None, paid: float
):
    provider.checks = [
        Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence="No.", was_charged=True, cost_usd=cost_usd)
    ]
    queue(tools, brief)
    until_settled(tools, clock, rounds=2)
    assert sum_of(tools) == paid


def test_made_again_its_price_is_unknown_again_until_the_provider_tells(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits = [Submitted("one", 0.6), Submitted("two", 0.7)]
    provider.checks = [Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence="No.", was_charged=False)]
    made = queue(tools, NEW)
    until_settled(tools, clock, rounds=2)
    with database.writing(tools.database) as session:
        generations.retry(session, made)
    assert look(tools, made).estimate_micro_usd is None
    provider.checks = [RUNNING]
    turn(tools)
    assert (look(tools, made).estimate_micro_usd, sum_of(tools)) == (700_000, pytest.approx(0.7))


def test_a_late_answer_to_what_was_given_up_is_in_the_ledger(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits = [Unclear("The connection broke.")]
    made = queue(tools, NEW)
    [late] = [one.model_copy() for one in admission.admit(tools, 1)]
    until_settled(tools, clock, rounds=12)
    with database.writing(tools.database) as session:
        generations.give_up(session, made)
    submission.accept(tools, late, Submitted("late-id", 0.6))
    given_up = look(tools, made)
    assert (given_up.remote_id, given_up.estimate_micro_usd, ledger(tools)) == (
        "late-id",
        600_000,
        [("settlement", 0.6)],
    )


def sum_of(tools: Tools) -> float:
    return round(sum(amount for _, amount in ledger(tools)) * money.MICRO) / money.MICRO
