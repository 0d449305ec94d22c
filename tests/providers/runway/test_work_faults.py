"""Work on clips and pictures at Runway, through the real steps: it ends where it should. What can go wrong on the way is in
tests/providers/test_work_faults.py."""

from pathlib import Path

import pytest

from studio.brief import Brief, Reference, Source, State
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.sandbox.server import Address
from studio.tables import AssetKind
from tests.clock import Clock
from tests.engine.turns import ledger
from tests.providers import matrix, works
from tests.providers.matrix import Fault, creates, run
from tests.providers.works import asset_of, on_file

ROW = matrix.RUNWAY
NIGHT, STILL = works.RUNWAY.night, works.RUNWAY.still
UNPRICED = Brief(prompt="A paper boat in the rain", model="runway:wan3", resolution="480p", duration_s=0)


def test_a_still_becomes_a_reference_and_the_clip_made_with_it_is_changed(tools: Tools, sandbox: Address, clock: Clock):
    still = run(tools, clock, STILL, rounds=5)
    made = run(tools, clock, UNPRICED.model_copy(update={"references": (Reference(generation_id=still.id),)}), rounds=5)
    changed = run(tools, clock, NIGHT.model_copy(update={"source": Source(generation_id=made.id)}), rounds=5)
    assert [one.state for one in (still, made, changed)] == [State.SUCCEEDED] * 3
    assert [asset_of(tools, one).kind for one in (still, made, changed)] == [
        AssetKind.PICTURE,
        AssetKind.CLIP,
        AssetKind.CLIP,
    ]


def test_what_has_no_price_is_reserved_at_the_one_that_runway_tells(tools: Tools, sandbox: Address, clock: Clock):
    ended = run(tools, clock, UNPRICED, rounds=5)
    assert (ended.state, ended.estimate_micro_usd) == (State.SUCCEEDED, 400_000)
    assert ledger(tools) == [("reservation", 0.4), ("release", -0.4), ("settlement", 0.4)]


def test_a_clip_that_runway_cannot_find_is_refused_and_free(tools: Tools, sandbox: Address, clock: Clock, clip: Path):
    sandbox.fault(on="transfer", what="failed")
    ended = run(tools, clock, on_file(tools, NIGHT, clip), rounds=5)
    assert (ended.state, ended.failure, ended.was_charged) == (State.FAILED, FailureKind.INVALID, False)


@pytest.mark.parametrize(
    "fault",
    [
        {"on": "check", "what": "html"},
        {"on": "check", "what": "status", "code": 500},
        {"on": "check", "what": "no_assets"},
        {"on": "download", "what": "dead_url"},
        {"on": "download", "what": "truncated_file"},
    ],
)
def test_a_spoiled_read_of_a_picture_changes_nothing(tools: Tools, sandbox: Address, clock: Clock, fault: Fault):
    sandbox.fault(times=1, **fault)
    ended = run(tools, clock, STILL)
    assert (ended.state, creates(sandbox, STILL)) == (State.SUCCEEDED, (1, 1))
    found = asset_of(tools, ended)
    assert (found.kind, found.width, found.height) == (AssetKind.PICTURE, 1280, 720)
