"""How a generation that was accepted ends badly at Veo. What can go wrong on the way is in tests/providers/test_faults.py."""

from studio.brief import State
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.sandbox.server import Address
from tests.clock import Clock
from tests.providers import matrix
from tests.providers.matrix import creates, left_behind, run

ROW = matrix.VEO
BOAT = ROW.brief


def test_a_clip_that_the_filter_held_back_is_told_as_such_and_not_tried_again(
    tools: Tools, sandbox: Address, clock: Clock
):
    sandbox.fault(on="check", what="no_assets")
    ended = run(tools, clock, BOAT, rounds=10)
    assert (ended.state, ended.failure, creates(sandbox, BOAT)) == (State.FAILED, FailureKind.FILTERED, (1, 1))
    assert "Support codes: 58061214" in ended.failure_sentence and left_behind(tools) == []
