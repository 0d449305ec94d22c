"""Work on clips and pictures at Google, through the real steps: it ends where it should, and a sample of faults on the way there
costs no second create. The whole matrix is in test_google_faults.py."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from studio import database, generations
from studio.brief import Brief, Operation, Source, State
from studio.engine.tools import Tools
from studio.errors import BadBrief, FailureKind
from studio.files import Files
from studio.providers.google_omni import GoogleOmni
from studio.sandbox.server import Address
from studio.settings import Settings
from studio.tables import Asset, new_id
from tests.clock import Clock
from tests.engine.turns import look, queue, turn, until_settled
from tests.providers.matrix import Fault, creates, run

MAKE = Brief(prompt="A paper boat", model="google:gemini-omni-1.2-flash", resolution="360p", duration_s=3)
NIGHT = MAKE.model_copy(update={"prompt": "Make it night", "operation": Operation.MODIFY})
STILL = MAKE.model_copy(
    update={"operation": Operation.PICTURE, "model": "google:gemini-3-pro-image", "resolution": "1K", "duration_s": 0}
)


@pytest.fixture
def tools(
    sqlite: Database, sandbox: Address, clock: Clock, settings: Settings, tmp_path: Path, timeout_s: float
) -> Iterator[Tools]:
    google = GoogleOmni("a-key", sandbox.google, timeout_s=timeout_s)
    yield Tools(sqlite, Files(tmp_path / "media"), lambda _: google, lambda: settings, clock, chance=lambda: 0.0)
    google.close()


def in_library(tools: Tools, clip: Path, seconds: float = 1) -> str:
    """A clip that no provider of ours made."""
    copy = tools.files.root.parent / "copy.mp4"
    shutil.copyfile(clip, copy)
    sha256, asset_id = hashlib.sha256(clip.read_bytes()).hexdigest(), new_id()
    name = tools.files.keep(copy, asset_id, sha256, "mp4")
    asset = Asset(id=asset_id, name=name, sha256=sha256, size_bytes=clip.stat().st_size, width=320, height=180)
    asset.duration_s = seconds
    with database.writing(tools.database) as session:
        session.add(asset)
    return asset_id


def on_file(tools: Tools, clip: Path, brief: Brief = NIGHT) -> Brief:
    return brief.model_copy(update={"source": Source(asset_id=in_library(tools, clip))})


def asset_of(tools: Tools, asset_id: str | None) -> Asset:
    with database.reading(tools.database) as session:
        return session.get_one(Asset, asset_id)


def test_a_clip_is_made_then_changed_then_made_longer_and_each_costs_its_own(
    tools: Tools, sandbox: Address, clock: Clock
):
    first = run(tools, clock, MAKE, rounds=6)
    changed = run(tools, clock, NIGHT.model_copy(update={"source": Source(generation_id=first.id)}), rounds=6)
    wish = {"operation": Operation.EXTEND, "prompt": "It sails on", "duration_s": 4}
    longer = run(tools, clock, MAKE.model_copy(update={**wish, "source": Source(generation_id=changed.id)}), rounds=6)
    assert {one.state for one in (first, changed, longer)} == {State.SUCCEEDED}
    assert asset_of(tools, longer.asset_id).duration_s == pytest.approx(7, abs=0.1)
    cents = [(one.estimate_micro_usd or 0) / 1e4 for one in (first, changed, longer)]
    assert cents == [pytest.approx(6.9), pytest.approx(6.9), pytest.approx(9.2)]
    assert [entry["operation"] for entry in sandbox.log()].count("upload") == 0


def test_a_clip_from_elsewhere_is_brought_and_changed(tools: Tools, sandbox: Address, clock: Clock, clip: Path):
    brief = on_file(tools, clip)
    ended = run(tools, clock, brief, rounds=6)
    assert (ended.state, creates(sandbox, brief)) == (State.SUCCEEDED, (1, 1))


@pytest.mark.parametrize(
    "fault",
    [
        {"on": "upload", "what": "status", "code": 503},
        {"on": "transfer", "what": "drop"},
        {"on": "transfer", "what": "empty"},
        {"on": "upload", "what": "status", "code": 429},
    ],
)
def test_an_upload_that_goes_wrong_is_tried_again_before_the_one_paid_call(
    tools: Tools, sandbox: Address, clock: Clock, clip: Path, fault: Fault
):
    sandbox.fault(times=2, **fault)
    brief = on_file(tools, clip)
    ended = run(tools, clock, brief)
    assert (ended.state, creates(sandbox, brief)) == (State.SUCCEEDED, (1, 1))


def test_while_google_looks_through_a_clip_the_generation_waits_in_line(
    tools: Tools, sandbox: Address, clock: Clock, clip: Path
):
    sandbox.fault(on="transfer", what="processing", seconds=3600)
    made = queue(tools, on_file(tools, clip))
    turn(tools)
    seen = look(tools, made)
    assert (seen.state, "still looking through the clip" in seen.note) == (State.QUEUED, True)
    for file in sandbox.reception.accounts["google"].files.values():
        file.ready_at = 0
    until_settled(tools, clock, rounds=6)
    assert (look(tools, made).state, len(sandbox.jobs())) == (State.SUCCEEDED, 1)


@pytest.mark.parametrize("what", ["accept_then_drop", "accept_then_status", "html", "empty", "id_number"])
@pytest.mark.parametrize("is_still", [True, False])
def test_work_whose_reply_is_lost_or_spoiled_is_left_to_a_person(
    tools: Tools, sandbox: Address, clock: Clock, clip: Path, what: str, is_still: bool
):
    brief = STILL if is_still else on_file(tools, clip)
    sandbox.fault(on="submit", what=what)
    ended = run(tools, clock, brief, rounds=8)
    assert (ended.state, creates(sandbox, brief)) == (State.UNCLEAR, (1, 1))


@pytest.mark.parametrize(
    "fault",
    [{"what": "drop"}, {"what": "html"}, {"what": "null"}, {"what": "status", "code": 500}, {"what": "unknown_state"}],
)
def test_a_spoiled_check_of_a_picture_changes_nothing(tools: Tools, sandbox: Address, clock: Clock, fault: Fault):
    sandbox.fault(on="check", times=2, **fault)
    ended = run(tools, clock, STILL)
    assert (ended.state, creates(sandbox, STILL)) == (State.SUCCEEDED, (1, 1))
    found = asset_of(tools, ended.asset_id)
    assert (found.kind, found.name.rpartition(".")[2], found.width > found.height) == ("picture", "jpg", True)


def test_a_refused_picture_is_told_as_such(tools: Tools, sandbox: Address, clock: Clock):
    sandbox.fault(on="check", what="no_assets")
    ended = run(tools, clock, STILL, rounds=8)
    assert (ended.state, ended.failure) == (State.FAILED, FailureKind.FILTERED)


def test_only_a_short_clip_from_elsewhere_is_made_longer(tools: Tools, clip: Path):
    wish = MAKE.model_copy(update={"operation": Operation.EXTEND})
    short, long = (Source(asset_id=in_library(tools, clip, seconds)) for seconds in (10.04, 12))
    with database.writing(tools.database) as session:
        generations.check(session, wish.model_copy(update={"source": short}))
        with pytest.raises(BadBrief, match=r"that it did not make itself of at most 10 s; this one has 12\.0 s"):
            generations.check(session, wish.model_copy(update={"source": long}))


def test_its_own_clip_is_made_longer_up_to_half_a_minute(tools: Tools, sandbox: Address, clock: Clock):
    first = run(tools, clock, MAKE, rounds=6)
    longer = MAKE.model_copy(update={"operation": Operation.EXTEND, "source": Source(generation_id=first.id)})
    for seconds, is_refused in ((30, False), (31, True)):
        with database.writing(tools.database) as session:
            session.get_one(Asset, first.asset_id).duration_s = seconds
            session.flush()
            reasons = list(generations.reasons_against(session, longer))
        assert bool(reasons) == is_refused
