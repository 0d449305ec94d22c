"""The life of a generation, rule by rule (DESIGN 5), on SQLite and on PostgreSQL."""

from itertools import pairwise

import pytest

from studio import database, generations, library
from studio.brief import Brief, FoundMaterial, State
from studio.engine import admission, checking, steps, submission
from studio.engine.tools import Tools
from studio.errors import BadMedia, FailureKind, NotSent, RateLimited, ReadFailed, Refused, TooLate, Unclear
from studio.providers.interface import Cancelled, Outcome, Progress, Submitted
from studio.tables import Attempt, Call, Generation
from tests.clock import Clock
from tests.engine.turns import BOAT, ledger, look, queue, story, turn, until_settled
from tests.scripted import DONE, RUNNING, Scripted

FAILED_FREE = Progress(Outcome.FAILED, failure=FailureKind.PROVIDER, sentence="It broke.", was_charged=False)
FAILED_PAID = Progress(Outcome.FAILED, failure=FailureKind.PROVIDER, sentence="It broke.", was_charged=True)
FILTERED = Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence="Not this.", was_charged=False)


def test_a_brief_becomes_a_clip_in_the_library(tools: Tools, provider: Scripted, clock: Clock):
    provider.checks = [RUNNING, RUNNING, DONE]
    made = queue(tools)
    until_settled(tools, clock, rounds=8)
    assert story(tools, made) == ["queued", "submitting", "running", "downloading", "succeeded"]
    with database.reading(tools.database) as session:
        entry = library.find(session, library.LibraryFilter())[0]
    assert entry.asset.generation_id == made
    assert entry.asset.duration_s == pytest.approx(1, abs=0.05)
    assert all(tools.files.has(name) for name in library.names_of(entry.asset))
    assert provider.count("submit") == 1


def test_the_attempt_is_committed_before_the_paid_call(tools: Tools, provider: Scripted):
    made = queue(tools)
    [admitted] = admission.admit(tools, 1)
    assert look(tools, made).state == State.SUBMITTING
    with database.reading(tools.database) as session:
        assert session.get_one(Attempt, admitted.attempt_id).outcome == "sent"
    assert provider.count("submit") == 0


@pytest.mark.parametrize("error", [NotSent("Nobody is there."), RateLimited("Slow down.", retry_after_s=7)])
def test_what_was_surely_not_accepted_is_sent_again_later(
    tools: Tools, provider: Scripted, clock: Clock, error: Exception
):
    provider.submits = [error, Submitted("the-id")]
    made = queue(tools)
    turn(tools)
    assert look(tools, made).state == State.QUEUED
    assert look(tools, made).note == str(error)
    clock.forward(8)
    turn(tools)
    assert (look(tools, made).state, provider.count("submit")) == (State.RUNNING, 2)


def test_a_provider_that_stays_out_of_reach_ends_free_of_charge(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits = [NotSent("Nobody is there.")]
    made = queue(tools)
    until_settled(tools, clock, seconds=31)
    ended = look(tools, made)
    assert (ended.state, ended.failure, ended.was_charged) == (State.FAILED, FailureKind.NETWORK, False)
    assert sum(amount for _, amount in ledger(tools)) == 0


@pytest.mark.parametrize("kind", [FailureKind.INVALID, FailureKind.KEY, FailureKind.QUOTA, FailureKind.FILTERED])
def test_a_refusal_ends_it_with_its_kind_and_gives_the_money_back(tools: Tools, provider: Scripted, kind: FailureKind):
    provider.submits = [Refused("No, because.", kind=kind)]
    made = queue(tools)
    turn(tools)
    ended = look(tools, made)
    assert (ended.state, ended.failure, ended.failure_sentence) == (State.FAILED, kind, "No, because.")
    assert ledger(tools) == [("reservation", 0.71), ("release", -0.71)]


def test_a_lost_reply_is_never_sent_again_by_the_machine(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits = [Unclear("The connection broke.")]
    made = queue(tools)
    until_settled(tools, clock)
    assert look(tools, made).state == State.UNCLEAR
    assert "may have been accepted and charged" in look(tools, made).note
    assert provider.count("submit") == 1
    assert ledger(tools) == [("reservation", 0.71)]


def test_a_lost_reply_is_found_in_the_providers_list(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits, provider.lost = [Unclear("The connection broke.")], [[], ["found-it"]]
    made = queue(tools)
    until_settled(tools, clock, rounds=20)
    assert (look(tools, made).state, look(tools, made).remote_id) == (State.SUCCEEDED, "found-it")
    assert provider.count("submit") == 1


def test_a_lost_reply_that_the_list_does_not_show_waits_for_a_person(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits, provider.lost = [Unclear("The connection broke.")], [[]]
    made = queue(tools)
    until_settled(tools, clock)
    assert (look(tools, made).state, provider.count("submit")) == (State.UNCLEAR, 1)


def test_several_that_match_are_shown_to_a_person(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits, provider.lost = [Unclear("The connection broke.")], [["a", "b"]]
    made = queue(tools)
    until_settled(tools, clock, rounds=10)
    assert look(tools, made).state == State.UNCLEAR
    assert "a, b" in look(tools, made).note


def test_a_lost_one_that_another_generation_owns_is_not_adopted_twice(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits, provider.lost = [Submitted("hers"), Unclear("The connection broke.")], [["hers"]]
    queue(tools)
    clock.forward(1)
    lost = queue(tools)
    until_settled(tools, clock)
    assert look(tools, lost).state == State.UNCLEAR


def test_a_failed_look_for_a_lost_one_is_no_answer(tools: Tools, provider: Scripted, clock: Clock):
    made = queue(tools)
    admission.admit(tools, 1)  # and the process dies here
    provider.lost = [ReadFailed("Nobody is there.")]
    until_settled(tools, clock)
    assert look(tools, made).state == State.UNCLEAR
    assert provider.count("submit") == 0


def test_a_process_that_died_before_the_call_is_queued_again_after_two_looks(
    tools: Tools, provider: Scripted, clock: Clock
):
    made = queue(tools)
    admission.admit(tools, 1)  # and the process dies here
    provider.lost = [[]]
    until_settled(tools, clock, rounds=30)
    assert provider.count("find lost") == 2
    assert (look(tools, made).state, provider.count("submit")) == (State.SUCCEEDED, 1)


def test_a_process_that_died_leaves_it_unclear_where_the_provider_cannot_tell(
    tools: Tools, provider: Scripted, clock: Clock
):
    made = queue(tools)
    admission.admit(tools, 1)  # and the process dies here
    until_settled(tools, clock, rounds=20)
    assert (look(tools, made).state, provider.count("submit")) == (State.UNCLEAR, 0)


def test_a_submission_that_was_held_up_is_not_paid_late(tools: Tools, provider: Scripted, clock: Clock):
    queue(tools)
    [admitted] = admission.admit(tools, 1)
    clock.forward(20)
    steps.step(tools, admitted, is_admitted=True)
    assert provider.count("submit") == 0


def test_an_answer_that_comes_after_it_was_given_up_as_unclear_is_still_ours(
    tools: Tools, provider: Scripted, clock: Clock
):
    made = queue(tools)
    [admitted] = admission.admit(tools, 1)
    late = admitted.model_copy()
    clock.forward(30)
    turn(tools)
    assert look(tools, made).state == State.UNCLEAR
    assert submission.accept(tools, late, Submitted("late-id"))
    assert (look(tools, made).state, look(tools, made).remote_id) == (State.RUNNING, "late-id")


def test_a_person_says_that_it_was_not_accepted_and_it_is_queued_again(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits = [Unclear("The connection broke."), Submitted("second")]
    made = queue(tools)
    until_settled(tools, clock, rounds=10)
    with database.writing(tools.database) as session:
        generations.was_not_accepted(session, made)
    until_settled(tools, clock, rounds=5)
    assert (look(tools, made).state, provider.count("submit")) == (State.SUCCEEDED, 2)


def test_giving_up_an_unclear_one_counts_it_as_paid(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits = [Unclear("The connection broke.")]
    made = queue(tools)
    until_settled(tools, clock, rounds=10)
    with database.writing(tools.database) as session:
        generations.give_up(session, made)
    assert look(tools, made).state == State.FAILED
    assert ledger(tools)[-1] == ("settlement", 0.71)


def test_a_failed_check_changes_no_state(tools: Tools, provider: Scripted, clock: Clock):
    provider.checks = [
        ReadFailed("502."),
        Refused("No such key.", kind=FailureKind.KEY),
        RateLimited("Slow down."),
        DONE,
    ]
    made = queue(tools)
    until_settled(tools, clock, rounds=12)
    assert story(tools, made) == ["queued", "submitting", "running", "downloading", "succeeded"]


def test_checks_come_at_two_four_eight_and_ten_seconds(tools: Tools, provider: Scripted, clock: Clock):
    provider.checks = [RUNNING]
    queue(tools)
    asked_at = [clock() for _ in range(60) if _second_passes(tools, provider, clock)]
    waits = [round((after - before).total_seconds()) for before, after in pairwise(asked_at)]
    assert waits[:5] == [4, 8, 10, 10, 10]


def _second_passes(tools: Tools, provider: Scripted, clock: Clock) -> bool:
    before = provider.count("check")
    turn(tools)
    clock.forward(1)
    return provider.count("check") > before


def test_a_time_out_keeps_the_id_and_looking_again_goes_on(tools: Tools, provider: Scripted, clock: Clock):
    provider.checks = [RUNNING]
    made = queue(tools)
    turn(tools)
    clock.forward(31 * 60)
    turn(tools)
    assert (look(tools, made).failure, look(tools, made).remote_id) == (FailureKind.TIMED_OUT, "remote-1")
    provider.checks = [DONE]
    with database.writing(tools.database) as session:
        generations.look_again(session, made)
    clock.moment = look(tools, made).next_step_at
    until_settled(tools, clock, rounds=4)
    assert (look(tools, made).state, provider.count("submit")) == (State.SUCCEEDED, 1)
    assert ledger(tools) == [("reservation", 0.71), ("release", -0.71), ("settlement", 0.71)]


def test_a_free_failure_is_tried_again_twice_and_then_told(tools: Tools, provider: Scripted, clock: Clock):
    provider.checks = [FAILED_FREE]
    made = queue(tools)
    until_settled(tools, clock)
    ended = look(tools, made)
    assert (provider.count("submit"), ended.state, ended.failure_sentence) == (3, State.FAILED, "It broke.")


@pytest.mark.parametrize("failure", [FAILED_PAID, FILTERED])
def test_what_was_paid_or_filtered_is_not_tried_again_by_itself(
    tools: Tools, provider: Scripted, clock: Clock, failure: Progress
):
    provider.checks = [failure]
    queue(tools)
    until_settled(tools, clock, rounds=10)
    assert provider.count("submit") == 1


def test_a_retry_on_a_click_submits_once_more(tools: Tools, provider: Scripted, clock: Clock):
    provider.checks = [FAILED_PAID, DONE]
    made = queue(tools)
    until_settled(tools, clock, rounds=5)
    with database.writing(tools.database) as session:
        generations.retry(session, made)
    until_settled(tools, clock, rounds=5)
    assert (look(tools, made).state, provider.count("submit")) == (State.SUCCEEDED, 2)
    assert sum(amount for _, amount in ledger(tools)) == pytest.approx(2 * 0.71)


def test_no_more_run_than_the_provider_allows(tools: Tools, provider: Scripted):
    provider.checks = [RUNNING]
    for _ in range(8):
        queue(tools)
    turn(tools, rounds=3)
    assert provider.count("submit") == 5


def test_no_more_start_in_a_minute_than_the_provider_allows(tools: Tools, provider: Scripted, clock: Clock):
    few = tools.settings().model_copy(update={"luma_creates_per_minute": 3})
    tools.settings = lambda: few
    for _ in range(5):
        queue(tools)
    until_settled(tools, clock, rounds=10, seconds=5)
    assert provider.count("submit") == 3
    clock.forward(60)
    turn(tools)
    assert provider.count("submit") == 5


def test_higher_priority_goes_first_then_the_oldest(tools: Tools, provider: Scripted, clock: Clock):
    for name, priority in (("first", 0), ("second", 0), ("urgent", 5)):
        queue(tools, BOAT.model_copy(update={"prompt": name}), priority=priority)
        clock.forward(1)
    turn(tools)
    assert [brief.prompt for asked, brief in provider.asked if asked == "submit"] == ["urgent", "first", "second"]


def test_what_waits_knows_its_place(tools: Tools, provider: Scripted, clock: Clock):
    places: list[int] = []
    for _ in range(3):
        made = queue(tools)
        clock.forward(1)
        with database.reading(tools.database) as session:
            places.append(generations.place_in_queue(session, session.get_one(Generation, made)))
    assert places == [1, 2, 3]


def test_a_continuation_waits_and_then_starts_from_the_providers_own_id(tools: Tools, provider: Scripted, clock: Clock):
    earlier = queue(tools)
    later = queue(tools, BOAT.model_copy(update={"continues_id": earlier}))
    turn(tools)
    assert look(tools, later).state == State.QUEUED
    until_settled(tools, clock, rounds=10)
    assert look(tools, later).state == State.SUCCEEDED
    asked: list[Brief] = [brief for operation, brief in provider.asked if operation == "submit"]
    assert asked[1].first_frame == FoundMaterial(generation_id=earlier, remote_id="remote-1", is_picture=False)


def test_a_continuation_of_an_animatic_starts_from_the_last_frame(tools: Tools, provider: Scripted, clock: Clock):
    earlier = queue(tools, Brief(prompt="A boat"))
    queue(tools, Brief(prompt="It sinks", continues_id=earlier))
    until_settled(tools, clock, rounds=10)
    asked: list[Brief] = [brief for operation, brief in provider.asked if operation == "submit"]
    frame = asked[1].first_frame
    assert isinstance(frame, FoundMaterial) and frame.path and frame.path.read_bytes().startswith(b"\x89PNG")


def test_what_continues_a_failed_one_is_blocked_and_comes_free_when_it_succeeds(
    tools: Tools, provider: Scripted, clock: Clock
):
    provider.checks = [FAILED_PAID, DONE]
    first = queue(tools)
    second = queue(tools, BOAT.model_copy(update={"continues_id": first}))
    third = queue(tools, BOAT.model_copy(update={"continues_id": second}))
    until_settled(tools, clock, rounds=5)
    assert [look(tools, one).failure for one in (second, third)] == [FailureKind.BLOCKED] * 2
    with database.writing(tools.database) as session:
        generations.retry(session, first)
    until_settled(tools, clock, rounds=20)
    assert [look(tools, one).state for one in (first, second, third)] == [State.SUCCEEDED] * 3


def test_a_queued_one_is_cancelled_at_once_and_costs_nothing(tools: Tools, provider: Scripted):
    made = queue(tools)
    with database.writing(tools.database) as session:
        generations.cancel(session, made)
    turn(tools)
    assert (look(tools, made).state, provider.count("submit")) == (State.CANCELLED, 0)
    assert ledger(tools) == [("reservation", 0.71), ("release", -0.71)]


@pytest.mark.parametrize(
    ("answer", "state", "was_charged"),
    [
        (Cancelled.CANCELLED, State.CANCELLED, False),
        (Cancelled.CHARGED, State.CANCELLED, True),
        (Cancelled.CANNOT, State.CANCELLED, True),
        (Cancelled.TOO_LATE, State.SUCCEEDED, True),
    ],
)
def test_cancelling_a_running_one_asks_the_provider(
    tools: Tools, provider: Scripted, clock: Clock, answer: Cancelled, state: State, was_charged: bool
):
    provider.checks, provider.cancels = [RUNNING], [answer]
    made = queue(tools)
    turn(tools)
    with database.writing(tools.database) as session:
        generations.cancel(session, made)
    provider.checks = [DONE]
    until_settled(tools, clock, rounds=5)
    assert (look(tools, made).state, look(tools, made).was_charged) == (state, was_charged)


def test_what_has_ended_cannot_be_cancelled(tools: Tools, clock: Clock):
    made = queue(tools)
    until_settled(tools, clock, rounds=5)
    with pytest.raises(TooLate), database.writing(tools.database) as session:
        generations.cancel(session, made)


def test_a_clip_that_is_none_is_fetched_once_more_and_then_fails_as_media(
    tools: Tools, provider: Scripted, clock: Clock
):
    provider.downloads = [BadMedia("A web page was sent instead of a video.")]
    made = queue(tools)
    until_settled(tools, clock, rounds=10)
    ended = look(tools, made)
    assert (ended.failure, ended.failure_sentence) == (FailureKind.MEDIA, "A web page was sent instead of a video.")
    assert provider.count("download") == 2
    assert [path for path in tools.files.root.rglob("*") if path.is_file()] == []


def test_a_download_that_broke_off_is_tried_again(tools: Tools, provider: Scripted, clock: Clock):
    provider.downloads = [ReadFailed("It stopped early."), None]
    made = queue(tools)
    until_settled(tools, clock, rounds=10)
    assert look(tools, made).state == State.SUCCEEDED


def test_a_full_disk_is_told_and_waited_for(tools: Tools, provider: Scripted, clock: Clock):
    provider.downloads = [OSError(28, "No space left on device"), None]
    made = queue(tools)
    turn(tools)
    clock.forward(3)
    turn(tools, rounds=2)
    assert "No space left on device" in look(tools, made).note
    until_settled(tools, clock, rounds=4)
    assert look(tools, made).state == State.SUCCEEDED


def test_a_step_left_by_a_dead_engine_comes_due_again(tools: Tools, provider: Scripted, clock: Clock):
    made = queue(tools)
    turn(tools)
    clock.forward(3)
    assert [one.id for one in steps.take_due(tools, 5)] == [made]  # and the process dies here
    assert steps.take_due(tools, 5) == []
    clock.forward(31)
    until_settled(tools, clock, rounds=3)
    assert look(tools, made).state == State.SUCCEEDED


def test_a_move_from_a_state_that_has_passed_does_nothing(tools: Tools, provider: Scripted, clock: Clock):
    made = queue(tools)
    turn(tools)
    stale = look(tools, made)
    until_settled(tools, clock, rounds=4)
    checking.check(tools, stale)
    assert story(tools, made).count("downloading") == 1


def test_every_request_is_in_the_call_table(tools: Tools, provider: Scripted, clock: Clock):
    provider.checks = [ReadFailed("502.", kind=FailureKind.PROVIDER, http_status=502), DONE]
    queue(tools)
    until_settled(tools, clock, rounds=6)
    with database.reading(tools.database) as session:
        from sqlmodel import select

        calls = [
            (call.operation, call.outcome, call.http_status)
            for call in session.exec(select(Call).order_by("at", "id")).all()
        ]
    assert calls == [
        ("submit", "ok", None),
        ("check", "provider", 502),
        ("check", "ok", None),
        ("check", "ok", None),
        ("download", "ok", None),
    ]
