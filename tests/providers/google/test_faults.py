"""How Google says that it is busy, and how a generation ends badly there. The fault matrix is in tests/providers/test_faults.py."""

from studio.brief import State
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.sandbox.server import Address
from tests.clock import Clock
from tests.engine.turns import look, queue, turn, until_settled
from tests.providers import matrix
from tests.providers.matrix import creates, run

ROW = matrix.GOOGLE
BOAT = ROW.brief


PER_MINUTE = {
    "code": 429,
    "message": "You exceeded your current quota, please check your plan and billing details.",
    "details": [{"violations": [{"quotaId": "RequestsPerMinutePerProject"}]}, {"retryDelay": "20s"}],
}


def test_a_busy_google_may_say_when_in_the_body(tools: Tools, sandbox: Address, clock: Clock):
    sandbox.fault(on="submit", what="status", code=429, body={"error": PER_MINUTE})
    made = queue(tools, BOAT)
    turn(tools)
    clock.forward(19)
    turn(tools)
    assert creates(sandbox, BOAT) == (1, 0)
    until_settled(tools, clock, rounds=20)
    assert (look(tools, made).state, creates(sandbox, BOAT)) == (State.SUCCEEDED, (2, 1))


def test_a_refusal_in_words_instead_of_a_clip_is_a_failure(tools: Tools, sandbox: Address, clock: Clock):
    sandbox.fault(on="check", what="no_assets")
    ended = run(tools, clock, BOAT, rounds=10)
    assert (ended.state, ended.failure, creates(sandbox, BOAT)) == (State.FAILED, FailureKind.FILTERED, (1, 1))
    assert "I can't make a video of that" in ended.failure_sentence
