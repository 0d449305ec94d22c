"""The fault matrix for Veo: the unmodified SDK, the sandbox's faults, the real steps. Veo's clip comes with the answer to a check,
so there is no download to spoil. It has no list: what is lost is left to a person."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from studio.brief import Brief, State
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.files import Files
from studio.providers.google_veo import GoogleVeo
from studio.sandbox.server import Address
from studio.settings import Settings
from tests.clock import Clock
from tests.engine.turns import look, queue, turn, until_settled
from tests.providers import matrix
from tests.providers.matrix import Fault, creates, left_behind, run

BOAT = Brief(prompt="A paper boat in the rain", model="veo:veo-3.1-fast-generate-001", duration_s=4)


@pytest.fixture
def tools(
    sqlite: Database, sandbox: Address, clock: Clock, settings: Settings, tmp_path: Path, timeout_s: float
) -> Iterator[Tools]:
    veo = GoogleVeo("a-key", sandbox.google, timeout_s=timeout_s)
    yield Tools(sqlite, Files(tmp_path / "media"), lambda _: veo, lambda: settings, clock, chance=lambda: 0.0)
    veo.close()


@pytest.mark.parametrize("what", matrix.ACCEPTED_ALL_THE_SAME)
def test_a_submission_whose_reply_is_lost_or_spoiled_is_left_to_a_person(
    tools: Tools, sandbox: Address, clock: Clock, what: str
):
    sandbox.fault(on="submit", what=what, seconds=matrix.DELAY_S)
    ended = run(tools, clock, BOAT, rounds=10)
    assert (ended.state, creates(sandbox, BOAT)) == (State.UNCLEAR, (1, 1))
    assert "may have been accepted and charged. This provider cannot tell." in ended.note


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
    clock.forward(19)
    turn(tools)
    assert creates(sandbox, BOAT) == (1, 0)
    until_settled(tools, clock, rounds=30)
    assert (look(tools, made).state, creates(sandbox, BOAT)) == (State.SUCCEEDED, (3, 1))


@pytest.mark.parametrize(
    ("code", "error", "kind"),
    [
        (400, {"message": "API key not valid.", "details": [{"reason": "API_KEY_INVALID"}]}, FailureKind.KEY),
        (400, {"message": "The prompt goes against our safety guidelines"}, FailureKind.FILTERED),
        (400, {"message": "Unsupported value for durationSeconds"}, FailureKind.INVALID),
        (401, {"message": "Request had invalid credentials"}, FailureKind.KEY),
        (403, {"message": "Permission denied on the project"}, FailureKind.KEY),
        (404, {"message": "Publisher Model was not found"}, FailureKind.INVALID),
        (429, {"message": "Quota exceeded", "details": [{"quotaId": "RequestsPerDay"}]}, FailureKind.QUOTA),
    ],
)
def test_a_refusal_ends_with_its_kind_and_the_providers_words(
    tools: Tools, sandbox: Address, clock: Clock, code: int, error: Fault, kind: FailureKind
):
    sandbox.fault(on="submit", what="status", code=code, body={"error": {"code": code, **error}})
    ended = run(tools, clock, BOAT, rounds=5)
    assert (ended.state, ended.failure, ended.was_charged) == (State.FAILED, kind, False)
    assert error["message"] in ended.failure_sentence and creates(sandbox, BOAT) == (1, 0)


@pytest.mark.parametrize("fault", [*matrix.READ_FAULTS, {"what": "id_number"}])
def test_a_spoiled_check_changes_nothing_but_the_time_of_the_next(
    tools: Tools, sandbox: Address, clock: Clock, fault: Fault
):
    sandbox.fault(on="check", times=2, seconds=matrix.DELAY_S, **fault)
    ended = run(tools, clock, BOAT)
    assert (ended.state, creates(sandbox, BOAT)) == (State.SUCCEEDED, (1, 1))


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ({"what": "failed", "reason": "Internal error"}, FailureKind.PROVIDER, "Internal error"),
        ({"what": "no_assets"}, FailureKind.FILTERED, "Support codes: 58061214"),
    ],
)
def test_a_failed_generation_tells_its_reason_and_is_not_tried_again(
    tools: Tools, sandbox: Address, clock: Clock, fault: Fault, kind: FailureKind, words: str
):
    sandbox.fault(on="check", **fault)
    ended = run(tools, clock, BOAT, rounds=10)
    assert (ended.state, ended.failure, creates(sandbox, BOAT)) == (State.FAILED, kind, (1, 1))
    assert words in ended.failure_sentence and left_behind(tools) == []


def test_one_that_is_never_finished_times_out_and_keeps_its_id(tools: Tools, sandbox: Address, clock: Clock):
    sandbox.fault(on="submit", what="never")
    ended = run(tools, clock, BOAT, seconds=60)
    assert (ended.failure, creates(sandbox, BOAT)) == (FailureKind.TIMED_OUT, (1, 1))
    assert ended.remote_id
