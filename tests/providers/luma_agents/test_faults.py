"""How a generation ends at Luma Agents, and what the next one takes of it. The fault matrix is in tests/providers/test_faults.py."""

from base64 import b64decode

import pytest
from sqlalchemy import Engine as Database

from studio import library
from studio.brief import State
from studio.database import reading, writing
from studio.engine.tools import Tools
from studio.providers.luma_agents import FAILURES
from studio.sandbox.server import Address
from tests.clock import Clock
from tests.engine.turns import look, queue, until_settled
from tests.providers import matrix
from tests.providers.matrix import creates, run

ROW = matrix.LUMA_AGENTS
BOAT = ROW.brief


def test_a_clip_of_its_own_is_continued_by_its_id(tools: Tools, sandbox: Address, clock: Clock):
    first = run(tools, clock, BOAT, rounds=10)
    made = queue(tools, BOAT.model_copy(update={"prompt": "It sinks", "continues_id": first.id}))
    until_settled(tools, clock, rounds=10)
    assert look(tools, made).state == State.SUCCEEDED
    assert sandbox.jobs()[0]["asked"]["video"]["start_frame"] == {"generation_id": first.remote_id}


def test_a_clip_of_another_provider_is_continued_by_its_last_frame(
    tools: Tools, sandbox: Address, clock: Clock, sqlite: Database
):
    first = run(tools, clock, BOAT, rounds=10)
    with writing(sqlite) as session:  # as if the other Luma had made it
        session.merge(first).provider = "luma"
    made = queue(tools, BOAT.model_copy(update={"prompt": "It sinks", "continues_id": first.id}))
    until_settled(tools, clock, rounds=10)
    assert look(tools, made).state == State.SUCCEEDED
    start = sandbox.jobs()[0]["asked"]["video"]["start_frame"]
    with reading(sqlite) as session:
        still = library.get(session, first.asset_id or "").asset.last_frame or ""
    assert b64decode(start["data"]) == tools.files.path_of(still).read_bytes()
    assert start["media_type"] in ("image/jpeg", "image/png")


@pytest.mark.parametrize("code", sorted(FAILURES))
def test_a_failed_generation_tells_its_kind_and_is_not_tried_again_by_itself(
    tools: Tools, sandbox: Address, clock: Clock, code: str
):
    """Luma does not say whether it pays back a failure here."""
    sandbox.fault(on="check", what="failed", reason=code)
    ended = run(tools, clock, BOAT, rounds=10)
    kind, advice = FAILURES[code]
    assert (ended.state, ended.failure, ended.was_charged, creates(sandbox, BOAT)) == (State.FAILED, kind, None, (1, 1))
    assert ended.failure_sentence == f"{advice} Luma says: {code}"
