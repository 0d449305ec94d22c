"""How a generation that was accepted ends badly at Luma. What can go wrong on the way is in tests/providers/test_faults.py."""

from studio.brief import State
from studio.engine.tools import Tools
from studio.sandbox.server import Address
from tests.clock import Clock
from tests.providers import matrix
from tests.providers.matrix import creates, run

ROW = matrix.LUMA
BOAT = ROW.brief


def test_a_job_that_broke_at_luma_is_paid_back_and_tried_again(tools: Tools, sandbox: Address, clock: Clock):
    sandbox.fault(on="check", what="failed", reason="The job failed")
    ended = run(tools, clock, BOAT, rounds=20)
    assert (ended.state, ended.retries, creates(sandbox, BOAT)) == (State.SUCCEEDED, 1, (2, 2))
