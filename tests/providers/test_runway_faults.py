"""The fault matrix for Runway: the unmodified SDK, the sandbox's faults, the real steps. Runway lists nothing, so that what is lost
is left to a person; each cell has exactly one create, but where it was surely not sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from studio import database, generations
from studio.brief import Brief, State
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.files import Files
from studio.providers.runway import Runway
from studio.sandbox.server import Address
from studio.settings import Settings
from tests.bad_files import BAD
from tests.clock import Clock
from tests.engine.turns import ledger, look, queue, turn, until_settled
from tests.providers import matrix
from tests.providers.matrix import Fault, creates, left_behind, run

BOAT = Brief(prompt="A paper boat in the rain", model="runway:gen4.5", duration_s=2)


@pytest.fixture
def tools(
    sqlite: Database, sandbox: Address, clock: Clock, settings: Settings, tmp_path: Path, timeout_s: float
) -> Iterator[Tools]:
    runway = Runway("a-key", sandbox.runway, timeout_s=timeout_s)
    yield Tools(sqlite, Files(tmp_path / "media"), lambda _: runway, lambda: settings, clock, chance=lambda: 0.0)
    runway.close()


def test_a_clip_is_made_and_costs_what_runway_says(tools: Tools, sandbox: Address, clock: Clock):
    ended = run(tools, clock, BOAT, rounds=5)
    assert (ended.state, creates(sandbox, BOAT)) == (State.SUCCEEDED, (1, 1))
    assert ledger(tools) == [("reservation", 0.24), ("release", -0.24), ("settlement", 0.24)]


@pytest.mark.parametrize("what", matrix.ACCEPTED_ALL_THE_SAME)
def test_a_submission_whose_reply_is_lost_or_spoiled_is_left_to_a_person(
    tools: Tools, sandbox: Address, clock: Clock, what: str
):
    sandbox.fault(on="submit", what=what, seconds=matrix.DELAY_S)
    ended = run(tools, clock, BOAT, rounds=10)
    assert (ended.state, creates(sandbox, BOAT)) == (State.UNCLEAR, (1, 1))
    assert "may have been accepted and charged. Runway counts 1 with this model in the last day" in ended.note


@pytest.mark.parametrize("fault", matrix.MAY_HAVE_ARRIVED)
def test_a_submission_that_may_have_arrived_is_left_to_a_person(
    tools: Tools, sandbox: Address, clock: Clock, fault: Fault
):
    sandbox.fault(on="submit", **fault)
    ended = run(tools, clock, BOAT, rounds=10)
    assert (ended.state, creates(sandbox, BOAT)) == (State.UNCLEAR, (1, 0))


def test_a_busy_provider_is_asked_again_when_it_says_so(tools: Tools, sandbox: Address, clock: Clock):
    sandbox.fault(on="submit", what="status", code=429, headers={"Retry-After": "20"}, times=2)
    made = queue(tools, BOAT)
    turn(tools)
    assert look(tools, made).note == "Runway asks us to slow down."
    clock.forward(19)
    turn(tools)
    assert creates(sandbox, BOAT) == (1, 0)
    until_settled(tools, clock, rounds=20)
    assert (look(tools, made).state, creates(sandbox, BOAT)) == (State.SUCCEEDED, (3, 1))


@pytest.mark.parametrize(
    ("code", "detail", "kind"),
    [
        (400, "The prompt did not pass moderation", FailureKind.FILTERED),
        (400, "Validation of body failed", FailureKind.INVALID),
        (400, "You do not have enough credits to run this task.", FailureKind.QUOTA),
        (401, "You did not provide a valid API key.", FailureKind.KEY),
        (403, "Forbidden", FailureKind.KEY),
        (422, "Unprocessable", FailureKind.INVALID),
        (429, "You have exceeded your daily limit", FailureKind.QUOTA),
    ],
)
def test_a_refusal_ends_with_its_kind_and_the_providers_words(
    tools: Tools, sandbox: Address, clock: Clock, code: int, detail: str, kind: FailureKind
):
    sandbox.fault(on="submit", what="status", code=code, body={"error": detail})
    ended = run(tools, clock, BOAT, rounds=5)
    assert (ended.state, ended.failure, ended.was_charged) == (State.FAILED, kind, False)
    assert detail in ended.failure_sentence
    assert creates(sandbox, BOAT) == (1, 0)


@pytest.mark.parametrize("fault", matrix.CHECK_FAULTS)
def test_a_spoiled_check_changes_nothing_but_the_time_of_the_next(
    tools: Tools, sandbox: Address, clock: Clock, fault: Fault
):
    sandbox.fault(on="check", times=2, seconds=matrix.DELAY_S, **fault)
    ended = run(tools, clock, BOAT)
    assert (ended.state, creates(sandbox, BOAT)) == (State.SUCCEEDED, (1, 1))


@pytest.mark.parametrize("fault", matrix.DOWNLOAD_FAULTS)
def test_a_spoiled_download_is_fetched_again(tools: Tools, sandbox: Address, clock: Clock, fault: Fault):
    sandbox.fault(on="download", times=1, seconds=matrix.DELAY_S, **fault)
    ended = run(tools, clock, BOAT)
    assert (ended.state, creates(sandbox, BOAT)) == (State.SUCCEEDED, (1, 1))


@pytest.mark.parametrize(("fault", "kind"), matrix.HOPELESS_DOWNLOADS)
def test_a_download_that_never_comes_right_fails_and_leaves_nothing(
    tools: Tools, sandbox: Address, clock: Clock, fault: Fault, kind: FailureKind
):
    sandbox.fault(on="download", times=None, **fault)
    ended = run(tools, clock, BOAT, seconds=65)
    assert (ended.state, ended.failure, ended.was_charged, creates(sandbox, BOAT)) == (State.FAILED, kind, True, (1, 1))
    assert left_behind(tools) == []


@pytest.mark.parametrize(
    ("code", "kind", "was_charged", "sentence"),
    [
        ("SAFETY.INPUT.TEXT", FailureKind.FILTERED, True, "Runway's filter refused it: change the prompt or the picture. Runway charges"),
        ("SAFETY.OUTPUT.VIDEO", FailureKind.FILTERED, False, "Runway's filter held the clip back"),
        ("INPUT_PREPROCESSING.SAFETY.TEXT", FailureKind.FILTERED, False, "Runway's filter refused it"),
        ("ASSET.INVALID", FailureKind.INVALID, False, "Runway could not use the picture: choose another."),
    ],
)  # fmt: skip
def test_a_failed_generation_tells_its_reason_and_whether_it_was_charged(
    tools: Tools, sandbox: Address, clock: Clock, code: str, kind: FailureKind, was_charged: bool, sentence: str
):
    sandbox.fault(on="check", what="failed", reason=code)
    ended = run(tools, clock, BOAT, rounds=10)
    assert (ended.state, ended.failure, ended.was_charged) == (State.FAILED, kind, was_charged)
    assert ended.failure_sentence.startswith(sentence) and code not in ended.failure_sentence
    assert creates(sandbox, BOAT) == (1, 1)


def test_a_job_that_broke_at_runway_is_paid_back_and_tried_again(tools: Tools, sandbox: Address, clock: Clock):
    sandbox.fault(on="check", what="failed", reason="INTERNAL.BAD_OUTPUT.CODE01")
    ended = run(tools, clock, BOAT, rounds=20)
    assert (ended.state, ended.retries, creates(sandbox, BOAT)) == (State.SUCCEEDED, 1, (2, 2))


def test_one_that_somebody_cancelled_at_runway_ends_as_cancelled(tools: Tools, sandbox: Address, clock: Clock):
    sandbox.fault(on="check", what="unknown_state", state="CANCELLED")
    ended = run(tools, clock, BOAT, rounds=5)
    assert (ended.state, ended.failure, ended.was_charged) == (State.CANCELLED, FailureKind.CANCELLED, True)
    assert creates(sandbox, BOAT) == (1, 1)


@pytest.mark.parametrize("fault", [{"what": "status", "code": 500}, {"what": "drop"}, {"what": "accept_then_drop"}])
def test_one_that_is_cancelled_here_is_stopped_there_however_often_it_takes(
    tools: Tools, sandbox: Address, clock: Clock, fault: Fault
):
    sandbox.fault(on="submit", what="never")
    sandbox.fault(on="cancel", **fault)
    made = queue(tools, BOAT)
    turn(tools)
    with database.writing(tools.database) as session:
        generations.cancel(session, made)
    until_settled(tools, clock, rounds=10)
    ended = look(tools, made)
    assert (ended.state, ended.was_charged) == (State.CANCELLED, True)  # it had begun
    assert [job["is_deleted"] for job in sandbox.jobs()] == [True]


def test_one_that_is_never_finished_times_out_and_keeps_its_id(tools: Tools, sandbox: Address, clock: Clock):
    sandbox.fault(on="submit", what="never")
    ended = run(tools, clock, BOAT, seconds=60)
    assert (ended.failure, creates(sandbox, BOAT)) == (FailureKind.TIMED_OUT, (1, 1))
    assert ended.remote_id


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_file_is_refused_with_its_sentence_and_nothing_is_left(
    tools: Tools, sandbox: Address, clock: Clock, tmp_path: Path, name: str
):
    bad = tmp_path / "bad.mp4"
    BAD[name].build(bad)
    sandbox.fault(on="download", what="file", path=bad, times=None)
    ended = run(tools, clock, BOAT, rounds=10)
    assert (ended.state, ended.failure, creates(sandbox, BOAT)) == (State.FAILED, FailureKind.MEDIA, (1, 1))
    assert BAD[name].sentence.lower() in ended.failure_sentence.lower()
    assert left_behind(tools) == []
