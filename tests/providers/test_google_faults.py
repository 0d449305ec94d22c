"""The fault matrix for Google: the unmodified SDK, the sandbox's faults, the real steps. Each cell ends in the right state, with a
sentence, and with exactly one create, but where it was surely not sent. Google has no list: what is lost is left to a person."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from studio.brief import Brief, State
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.files import Files
from studio.providers.google_omni import GoogleOmni
from studio.sandbox.server import Address
from studio.settings import Settings
from tests.bad_files import BAD
from tests.clock import Clock
from tests.engine.turns import look, queue, turn, until_settled
from tests.providers import matrix
from tests.providers.matrix import Fault, creates, left_behind, run

BOAT = Brief(
    prompt="A paper boat in the rain",
    model="google:gemini-omni-1.2-flash",
    resolution="360p",
    ratio="16:9",
    duration_s=3,
)


@pytest.fixture
def tools(
    sqlite: Database, sandbox: Address, clock: Clock, settings: Settings, tmp_path: Path, timeout_s: float
) -> Iterator[Tools]:
    google = GoogleOmni("a-key", sandbox.google, timeout_s=timeout_s)
    yield Tools(sqlite, Files(tmp_path / "media"), lambda _: google, lambda: settings, clock, chance=lambda: 0.0)
    google.close()


@pytest.mark.parametrize("what", matrix.ACCEPTED_ALL_THE_SAME)
def test_a_submission_whose_reply_is_lost_or_spoiled_is_left_to_a_person(
    tools: Tools, sandbox: Address, clock: Clock, what: str
):
    sandbox.fault(on="submit", what=what, seconds=matrix.DELAY_S)
    ended = run(tools, clock, BOAT)
    assert (ended.state, creates(sandbox, BOAT)) == (State.UNCLEAR, (1, 1))
    assert "may have been accepted and charged. This provider cannot tell." in ended.note


@pytest.mark.parametrize("fault", matrix.MAY_HAVE_ARRIVED)
def test_a_submission_that_may_have_arrived_is_left_to_a_person(
    tools: Tools, sandbox: Address, clock: Clock, fault: Fault
):
    sandbox.fault(on="submit", **fault)
    ended = run(tools, clock, BOAT)
    assert (ended.state, creates(sandbox, BOAT)) == (State.UNCLEAR, (1, 0))
    assert "may have been accepted and charged" in ended.note


PER_MINUTE = {
    "code": 429,
    "message": "You exceeded your current quota, please check your plan and billing details.",
    "details": [{"violations": [{"quotaId": "RequestsPerMinutePerProject"}]}, {"retryDelay": "20s"}],
}


@pytest.mark.parametrize("told", [{"headers": {"Retry-After": "20"}}, {"body": {"error": PER_MINUTE}}])
def test_a_busy_provider_is_asked_again_when_it_says_so(tools: Tools, sandbox: Address, clock: Clock, told: Fault):
    sandbox.fault(on="submit", what="status", code=429, times=2, **told)
    made = queue(tools, BOAT)
    turn(tools)
    assert look(tools, made).note == "Google asks us to slow down."
    clock.forward(19)
    turn(tools)
    assert creates(sandbox, BOAT) == (1, 0)
    until_settled(tools, clock, rounds=20)
    assert (look(tools, made).state, creates(sandbox, BOAT)) == (State.SUCCEEDED, (3, 1))


BAD_KEY = {"code": 400, "message": "API key not valid.", "details": [{"reason": "API_KEY_INVALID"}]}
PER_DAY = {"code": 429, "message": "Quota exceeded.", "details": [{"violations": [{"quotaId": "RequestsPerDay"}]}]}


@pytest.mark.parametrize(
    ("code", "error", "kind"),
    [
        (400, BAD_KEY, FailureKind.KEY),
        (400, {"message": "The prompt was blocked by the safety filters"}, FailureKind.FILTERED),
        (400, {"message": "Invalid value for duration"}, FailureKind.INVALID),
        (401, {"message": "Request had invalid credentials"}, FailureKind.KEY),
        (403, {"message": "Permission denied on the project"}, FailureKind.KEY),
        (404, {"message": "models/gemini-omni-1.2-flash is not found"}, FailureKind.INVALID),
        (413, {"message": "Request payload size exceeds the limit"}, FailureKind.INVALID),
        (429, PER_DAY, FailureKind.QUOTA),
        (429, {"message": "Your prepaid credits are used up"}, FailureKind.QUOTA),
    ],
)
def test_a_refusal_ends_with_its_kind_and_the_providers_words(
    tools: Tools, sandbox: Address, clock: Clock, code: int, error: Fault, kind: FailureKind
):
    sandbox.fault(on="submit", what="status", code=code, body={"error": error})
    ended = run(tools, clock, BOAT, rounds=5)
    assert (ended.state, ended.failure, ended.was_charged) == (State.FAILED, kind, False)
    assert error["message"] in ended.failure_sentence
    assert creates(sandbox, BOAT) == (1, 0)


@pytest.mark.parametrize("fault", [*matrix.READ_FAULTS, {"what": "unknown_state"}, {"what": "id_number"}])
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
    ("reason", "kind"),
    [
        ("The output was blocked by our policies", FailureKind.FILTERED),
        ("Unsafe: safety settings", FailureKind.FILTERED),
        ("Internal error", FailureKind.PROVIDER),
    ],
)
def test_a_failed_generation_tells_its_reason_and_is_not_tried_again(
    tools: Tools, sandbox: Address, clock: Clock, reason: str, kind: FailureKind
):
    """Google does not say whether it was charged, so nothing is sent a second time."""
    sandbox.fault(on="check", what="failed", reason=reason)
    ended = run(tools, clock, BOAT, rounds=10)
    assert (ended.state, ended.failure, ended.was_charged) == (State.FAILED, kind, None)
    assert reason in ended.failure_sentence and creates(sandbox, BOAT) == (1, 1)


def test_a_refusal_in_words_instead_of_a_clip_is_a_failure(tools: Tools, sandbox: Address, clock: Clock):
    sandbox.fault(on="check", what="no_assets")
    ended = run(tools, clock, BOAT, rounds=10)
    assert (ended.state, ended.failure, creates(sandbox, BOAT)) == (State.FAILED, FailureKind.FILTERED, (1, 1))
    assert "I can't make a video of that" in ended.failure_sentence


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
