"""Work on clips and pictures at Runway, through the real steps: it ends where it should, and a sample of faults on the way there
costs no second create. The whole matrix is in test_runway_faults.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from studio import database
from studio.brief import Brief, Operation, Reference, Source, State
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.files import Files
from studio.providers.runway import Runway
from studio.sandbox.server import Address
from studio.settings import Settings
from studio.tables import Asset
from tests.clock import Clock
from tests.engine.turns import ledger
from tests.providers.matrix import Fault, creates, run
from tests.second.studio import add_clip

NIGHT = Brief(prompt="Make it night", model="runway:aleph2", operation=Operation.MODIFY)
STILL = Brief(
    prompt="A paper boat", model="runway:gen4_image", operation=Operation.PICTURE, resolution="720p", duration_s=0
)
UNPRICED = Brief(prompt="A paper boat in the rain", model="runway:wan3", resolution="480p", duration_s=0)


@pytest.fixture
def tools(
    sqlite: Database, sandbox: Address, clock: Clock, settings: Settings, tmp_path: Path, timeout_s: float
) -> Iterator[Tools]:
    runway = Runway("a-key", sandbox.runway, timeout_s=timeout_s)
    yield Tools(sqlite, Files(tmp_path / "media"), lambda _: runway, lambda: settings, clock, chance=lambda: 0.0)
    runway.close()


def on_file(tools: Tools, clip: Path) -> Brief:
    return NIGHT.model_copy(update={"source": Source(asset_id=add_clip(tools, clip))})


def asset_of(tools: Tools, asset_id: str | None) -> Asset:
    with database.reading(tools.database) as session:
        return session.get_one(Asset, asset_id)


def test_a_still_becomes_a_reference_and_the_clip_made_with_it_is_changed(tools: Tools, sandbox: Address, clock: Clock):
    still = run(tools, clock, STILL, rounds=5)
    made = run(tools, clock, UNPRICED.model_copy(update={"references": (Reference(generation_id=still.id),)}), rounds=5)
    changed = run(tools, clock, NIGHT.model_copy(update={"source": Source(generation_id=made.id)}), rounds=5)
    assert [one.state for one in (still, made, changed)] == [State.SUCCEEDED] * 3
    assert [asset_of(tools, one.asset_id).kind for one in (still, made, changed)] == ["picture", "clip", "clip"]


def test_what_has_no_price_is_reserved_at_the_one_that_runway_tells(tools: Tools, sandbox: Address, clock: Clock):
    ended = run(tools, clock, UNPRICED, rounds=5)
    assert (ended.state, ended.estimate_micro_usd) == (State.SUCCEEDED, 400_000)
    assert ledger(tools) == [("reservation", 0.4), ("release", -0.4), ("settlement", 0.4)]


@pytest.mark.parametrize(
    "fault",
    [
        {"on": "upload", "what": "status", "code": 503},
        {"on": "upload", "what": "status", "code": 429},
        {"on": "upload", "what": "empty"},
        {"on": "transfer", "what": "drop"},
        {"on": "transfer", "what": "status", "code": 403},
    ],
)
def test_an_upload_that_goes_wrong_is_tried_again_before_the_one_paid_call(
    tools: Tools, sandbox: Address, clock: Clock, clip: Path, fault: Fault
):
    sandbox.fault(times=2, **fault)
    brief = on_file(tools, clip)
    ended = run(tools, clock, brief)
    assert (ended.state, creates(sandbox, brief)) == (State.SUCCEEDED, (1, 1))


def test_a_clip_that_runway_cannot_find_is_refused_and_free(tools: Tools, sandbox: Address, clock: Clock, clip: Path):
    sandbox.fault(on="transfer", what="failed")
    ended = run(tools, clock, on_file(tools, clip), rounds=5)
    assert (ended.state, ended.failure, ended.was_charged) == (State.FAILED, FailureKind.INVALID, False)


@pytest.mark.parametrize("what", ["accept_then_drop", "accept_then_status", "html", "empty", "id_number"])
@pytest.mark.parametrize("is_still", [True, False])
def test_work_whose_reply_is_lost_or_spoiled_is_left_to_a_person(
    tools: Tools, sandbox: Address, clock: Clock, clip: Path, what: str, is_still: bool
):
    brief = STILL if is_still else on_file(tools, clip)
    sandbox.fault(on="submit", what=what)
    ended = run(tools, clock, brief, rounds=8)
    assert (ended.state, creates(sandbox, brief)) == (State.UNCLEAR, (1, 1))
    assert "counts 1 with this model" in ended.note


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
    found = asset_of(tools, ended.asset_id)
    assert (found.kind, found.width, found.height) == ("picture", 1280, 720)
