"""Work on clips and pictures at Google, through the real steps: it ends where it should. What can go wrong on the way is in
tests/providers/test_work_faults.py."""

from pathlib import Path

import pytest

from studio import database, generations
from studio.brief import Brief, Operation, Source, State
from studio.engine.tools import Tools
from studio.errors import BadBrief, FailureKind
from studio.sandbox.server import Address
from studio.tables import Asset, AssetKind
from tests.clock import Clock
from tests.engine.turns import look, queue, turn, until_settled
from tests.providers import matrix, works
from tests.providers.matrix import Fault, creates, run
from tests.providers.works import asset_of, on_file

ROW = matrix.GOOGLE
MAKE = Brief(prompt="A paper boat", model="google:gemini-omni-1.2-flash", resolution="360p", duration_s=3)
NIGHT, STILL = works.GOOGLE.night, works.GOOGLE.still


def test_a_clip_is_made_then_changed_then_made_longer_and_each_costs_its_own(
    tools: Tools, sandbox: Address, clock: Clock
):
    first = run(tools, clock, MAKE, rounds=6)
    changed = run(tools, clock, NIGHT.model_copy(update={"source": Source(generation_id=first.id)}), rounds=6)
    wish = {"operation": Operation.EXTEND, "prompt": "It sails on", "duration_s": 4}
    longer = run(tools, clock, MAKE.model_copy(update={**wish, "source": Source(generation_id=changed.id)}), rounds=6)
    assert {one.state for one in (first, changed, longer)} == {State.SUCCEEDED}
    assert asset_of(tools, longer).duration_s == pytest.approx(7, abs=0.1)
    cents = [(one.estimate_micro_usd or 0) / 1e4 for one in (first, changed, longer)]
    assert cents == [pytest.approx(6.9), pytest.approx(6.9), pytest.approx(9.2)]
    assert [entry["operation"] for entry in sandbox.log()].count("upload") == 0


def test_a_clip_from_elsewhere_is_brought_and_changed(tools: Tools, sandbox: Address, clock: Clock, clip: Path):
    brief = on_file(tools, NIGHT, clip)
    ended = run(tools, clock, brief, rounds=6)
    assert (ended.state, creates(sandbox, brief)) == (State.SUCCEEDED, (1, 1))


def test_while_google_looks_through_a_clip_the_generation_waits_in_line(
    tools: Tools, sandbox: Address, clock: Clock, clip: Path
):
    sandbox.fault(on="transfer", what="processing", seconds=3600)
    made = queue(tools, on_file(tools, NIGHT, clip))
    turn(tools)
    seen = look(tools, made)
    assert (seen.state, "still looking through the clip" in seen.note) == (State.QUEUED, True)
    for file in sandbox.reception.accounts["google"].files.values():
        file.ready_at = 0
    until_settled(tools, clock, rounds=6)
    assert (look(tools, made).state, len(sandbox.jobs())) == (State.SUCCEEDED, 1)


@pytest.mark.parametrize(
    "fault",
    [{"what": "drop"}, {"what": "html"}, {"what": "null"}, {"what": "status", "code": 500}, {"what": "unknown_state"}],
)
def test_a_spoiled_check_of_a_picture_changes_nothing(tools: Tools, sandbox: Address, clock: Clock, fault: Fault):
    sandbox.fault(on="check", times=2, **fault)
    ended = run(tools, clock, STILL)
    assert (ended.state, creates(sandbox, STILL)) == (State.SUCCEEDED, (1, 1))
    found = asset_of(tools, ended)
    assert (found.kind, found.name.rpartition(".")[2], found.width > found.height) == (AssetKind.PICTURE, "jpg", True)


def test_a_refused_picture_is_told_as_such(tools: Tools, sandbox: Address, clock: Clock):
    sandbox.fault(on="check", what="no_assets")
    ended = run(tools, clock, STILL, rounds=8)
    assert (ended.state, ended.failure) == (State.FAILED, FailureKind.FILTERED)


def test_only_a_short_clip_from_elsewhere_is_made_longer(tools: Tools, clip: Path):
    wish = MAKE.model_copy(update={"operation": Operation.EXTEND})
    brief = on_file(tools, wish, clip)
    with database.writing(tools.database) as session:
        source = session.get_one(Asset, brief.source and brief.source.asset_id)
        source.duration_s = 10.04
        generations.check(session, brief)
        source.duration_s = 12
        with pytest.raises(BadBrief, match=r"that it did not make itself of at most 10 s; this one has 12\.0 s"):
            generations.check(session, brief)


def test_its_own_clip_is_made_longer_up_to_half_a_minute(tools: Tools, sandbox: Address, clock: Clock):
    first = run(tools, clock, MAKE, rounds=6)
    longer = MAKE.model_copy(update={"operation": Operation.EXTEND, "source": Source(generation_id=first.id)})
    for seconds, is_refused in ((30, False), (31, True)):
        with database.writing(tools.database) as session:
            session.get_one(Asset, first.asset_id).duration_s = seconds
            session.flush()
            reasons = list(generations.reasons_against(session, longer))
        assert bool(reasons) == is_refused
