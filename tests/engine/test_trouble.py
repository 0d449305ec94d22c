"""What goes wrong at the worst moment: nothing is paid twice, nothing is lost, and the ledger knows."""

from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from studio import database, generations
from studio.brief import Brief, State
from studio.engine import admission, checking, steps, submission
from studio.engine.tools import Tools
from studio.errors import FailureKind, NotSent, ReadFailed, Refused, TooLate, Unclear
from studio.providers import catalogue
from studio.providers.catalogue import listed
from studio.providers.interface import Cancelled, Outcome, Progress, Submitted
from tests.clock import Clock
from tests.engine.turns import BOAT, ledger, look, queue, story, turn, until_settled
from tests.scripted import DONE, RUNNING, Scripted

FAILED_FREE = Progress(Outcome.FAILED, failure=FailureKind.PROVIDER, sentence="It broke.", was_charged=False)
FAILED_PAID = Progress(Outcome.FAILED, failure=FailureKind.PROVIDER, sentence="It broke.", was_charged=True)
BROKEN = Unclear("The connection broke.")


def paid(tools: Tools) -> float:
    return round(sum(amount for _, amount in ledger(tools)), 2)


def test_an_error_nobody_foresaw_in_the_paid_call_is_never_sent_again(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits, provider.lost = [RecursionError("too deep")], [[]]
    made = queue(tools)
    until_settled(tools, clock)
    assert (look(tools, made).state, provider.count("submit")) == (State.UNCLEAR, 1)


def test_an_error_nobody_foresaw_in_a_check_is_told_and_tried_again(tools: Tools, provider: Scripted, clock: Clock):
    provider.checks = [RecursionError("too deep"), DONE]
    made = queue(tools)
    turn(tools)
    clock.forward(3)
    turn(tools)
    assert "RecursionError" in look(tools, made).note
    until_settled(tools, clock, rounds=5)
    assert look(tools, made).state == State.SUCCEEDED


def test_the_answer_to_a_paid_call_outlives_a_database_that_is_busy_for_a_moment(monkeypatch: pytest.MonkeyPatch):
    tries: list[int] = []

    def write() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr(submission, "WRITE_AGAIN_S", (0, 0, 0))
    submission.written_surely(write)
    assert len(tries) == 3


def test_a_cancel_is_not_forgotten_when_it_fails_free_meanwhile(tools: Tools, provider: Scripted, clock: Clock):
    provider.checks = [FAILED_FREE]
    made = queue(tools)
    turn(tools)
    clock.forward(3)
    [held] = steps.take_due(tools, 5)
    with database.writing(tools.database) as session:
        generations.cancel(session, made)
    steps.step(tools, held)
    until_settled(tools, clock, rounds=10)
    assert (look(tools, made).state, provider.count("submit")) == (State.CANCELLED, 1)


def test_one_that_fails_after_it_was_called_finished_ends_as_any_other(tools: Tools, provider: Scripted, clock: Clock):
    """Its provider changes its mind between the last check and the download."""
    filtered = Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence="No.", was_charged=True, cost_usd=0.2)
    cancelled = Progress(Outcome.FAILED, failure=FailureKind.CANCELLED, was_charged=False)
    for late, state, cost in ((filtered, State.FAILED, 0.2), (cancelled, State.CANCELLED, 0.2)):
        provider.checks = [DONE, late]
        made = queue(tools)
        until_settled(tools, clock, rounds=6)
        assert (look(tools, made).state, paid(tools)) == (state, cost)
    provider.checks = [DONE, FAILED_FREE, DONE]
    made, before = queue(tools), provider.count("submit")
    until_settled(tools, clock, rounds=12)
    assert (look(tools, made).state, provider.count("submit")) == (State.SUCCEEDED, before + 2)


def test_looking_again_never_pays_again(tools: Tools, provider: Scripted, clock: Clock):
    provider.checks, provider.cancels = [RUNNING], [Cancelled.CANNOT]
    made = queue(tools)
    turn(tools)
    with database.writing(tools.database) as session:
        generations.cancel(session, made)
    turn(tools)
    provider.checks = [FAILED_FREE]
    with database.writing(tools.database) as session:
        generations.look_again(session, made)
    until_settled(tools, clock, rounds=10)
    assert (look(tools, made).state, provider.count("submit"), paid(tools)) == (State.FAILED, 1, 0)


def test_a_machine_that_was_off_looks_before_it_calls_anything_timed_out(
    tools: Tools, provider: Scripted, clock: Clock
):
    made = queue(tools)
    turn(tools)
    clock.forward(8 * 3600)
    until_settled(tools, clock, rounds=3)
    assert look(tools, made).state == State.SUCCEEDED


def test_an_outage_of_some_minutes_does_not_lose_a_paid_clip(tools: Tools, provider: Scripted, clock: Clock):
    provider.downloads = [ReadFailed("Nobody is there.")]
    made = queue(tools)
    until_settled(tools, clock, rounds=30, seconds=30)
    assert look(tools, made).state == State.DOWNLOADING
    provider.downloads = [None]
    until_settled(tools, clock, rounds=3, seconds=40)
    assert look(tools, made).state == State.SUCCEEDED


@pytest.mark.parametrize(
    ("error", "state"), [(NotSent("Nobody is there."), State.QUEUED), (Refused("It cannot."), State.FAILED)]
)
def test_an_answer_that_comes_late_but_says_no_frees_what_was_taken_for_lost(
    tools: Tools, provider: Scripted, clock: Clock, error, state
):
    def meanwhile(brief: Brief) -> Submitted:
        clock.forward(tools.patience.grace_s + 1)
        turn(tools)
        assert look(tools, made).state == State.UNCLEAR
        raise error

    provider.submit = meanwhile
    made = queue(tools)
    turn(tools)
    assert (look(tools, made).state, look(tools, made).note or look(tools, made).failure_sentence) == (
        state,
        str(error),
    )


def test_two_lost_takes_never_adopt_the_same_clip(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits, provider.lost, provider.checks = [BROKEN, BROKEN], [["x"]], [RUNNING]
    takes = [queue(tools), queue(tools)]
    until_settled(tools, clock, rounds=15)
    states = sorted(look(tools, one).state.value for one in takes)
    assert states == ["running", "unclear"]


def test_a_lost_take_does_not_steal_the_clip_of_one_that_is_being_submitted(
    tools: Tools, provider: Scripted, clock: Clock
):
    provider.submits, provider.lost = [BROKEN], [["hers"]]
    lost = queue(tools)
    turn(tools)
    clock.forward(20)
    queue(tools)
    [hers] = admission.admit(tools, 1)
    clock.forward(6)
    turn(tools)
    assert look(tools, lost).state == State.UNCLEAR
    assert submission.accept(tools, hers, Submitted("hers"))


def test_a_provider_that_gives_one_id_twice_is_not_believed(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits, provider.checks = [Submitted("same"), Submitted("same")], [RUNNING]
    first, second = queue(tools), queue(tools)
    turn(tools)
    assert sorted(look(tools, one).state.value for one in (first, second)) == ["running", "unclear"]


def test_a_continuation_that_was_cancelled_and_tried_again_later_starts(tools: Tools, provider: Scripted, clock: Clock):
    first = queue(tools)
    second = queue(tools, BOAT.model_copy(update={"continues_id": first}))
    with database.writing(tools.database) as session:
        generations.cancel(session, second)
    until_settled(tools, clock, rounds=5)
    with database.writing(tools.database) as session:
        generations.retry(session, second)
    until_settled(tools, clock, rounds=5)
    assert look(tools, second).state == State.SUCCEEDED


def test_a_model_that_left_the_catalogue_holds_nobody_up(
    tools: Tools, provider: Scripted, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    provider.checks = [FAILED_PAID, DONE]
    first = queue(tools)
    second = queue(tools, BOAT.model_copy(update={"model": "luma:ray-flash-2", "continues_id": first}))
    until_settled(tools, clock, rounds=5)
    monkeypatch.setattr(listed, "MODELS", tuple(one for one in catalogue.MODELS if one.id != "luma:ray-flash-2"))
    with database.writing(tools.database) as session:
        generations.retry(session, first)
    until_settled(tools, clock, rounds=8)
    assert look(tools, first).state == State.SUCCEEDED
    assert look(tools, second).state != State.DOWNLOADING


def test_a_late_answer_to_an_earlier_try_is_in_the_ledger_and_the_history(
    tools: Tools, provider: Scripted, clock: Clock
):
    provider.lost, provider.checks = [[]], [RUNNING]
    made = queue(tools)
    [late] = admission.admit(tools, 1)
    late = late.model_copy()
    until_settled(tools, clock, rounds=20)
    assert (look(tools, made).state, provider.count("submit")) == (State.RUNNING, 1)
    submission.accept(tools, late, Submitted("late-id"))
    assert paid(tools) == pytest.approx(0.71 + 0.71)  # one reserved, one charged
    with database.reading(tools.database) as session:
        assert any("late-id" in event.sentence for event in generations.history(session, made))


def test_a_retry_after_a_time_out_counts_both_tries(tools: Tools, provider: Scripted, clock: Clock):
    provider.checks = [RUNNING]
    made = queue(tools)
    turn(tools)
    clock.forward(31 * 60)
    turn(tools)
    provider.checks = [DONE]
    with database.writing(tools.database) as session:
        generations.retry(session, made)
    until_settled(tools, clock, rounds=5)
    assert (look(tools, made).state, paid(tools)) == (State.SUCCEEDED, 1.42)


def test_a_second_click_on_give_up_or_retry_is_too_late(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits = [BROKEN]
    made = queue(tools)
    until_settled(tools, clock, rounds=10)
    with database.writing(tools.database) as session:
        generations.give_up(session, made)
    for again in (generations.give_up, generations.was_not_accepted):
        with pytest.raises(TooLate), database.writing(tools.database) as session:
            again(session, made)
    assert paid(tools) == 0.71


def test_a_cancel_that_comes_after_the_end_marks_nothing(
    tools: Tools, provider: Scripted, clock: Clock, tmp_path: Path
):
    made = queue(tools)
    turn(tools)
    stale = look(tools, made)
    until_settled(tools, clock, rounds=4)
    checking.cancel(tools, stale)
    assert look(tools, made).state == State.SUCCEEDED
    assert story(tools, made)[-1] == "succeeded"
