"""How a generation ends at Runway, and what that costs. What can go wrong on the way is in tests/providers/test_faults.py."""

import pytest

from studio import database, generations
from studio.brief import State
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.sandbox.server import Address
from tests.clock import Clock
from tests.engine.turns import ledger, look, queue, turn, until_settled
from tests.providers import matrix
from tests.providers.matrix import Fault, creates, run

ROW = matrix.RUNWAY
BOAT = ROW.brief


def test_a_clip_is_made_and_costs_what_runway_says(tools: Tools, sandbox: Address, clock: Clock):
    ended = run(tools, clock, BOAT, rounds=5)
    assert (ended.state, creates(sandbox, BOAT)) == (State.SUCCEEDED, (1, 1))
    assert ledger(tools) == [("reservation", 0.24), ("release", -0.24), ("settlement", 0.24)]


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
