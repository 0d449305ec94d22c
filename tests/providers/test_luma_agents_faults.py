"""The fault matrix for Luma Agents: the unmodified SDK, the sandbox's faults, the real steps. It has no list to look a lost one
up in, so every lost reply is left to a person; each cell sends exactly one create, but where it was surely not sent."""

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from studio import library
from studio.brief import Brief, State
from studio.database import reading, writing
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.files import Files
from studio.providers.luma_agents import FAILURES, LumaAgents
from studio.sandbox.server import Address
from studio.settings import Settings
from tests.bad_files import BAD
from tests.clock import Clock
from tests.engine.turns import look, queue, turn, until_settled
from tests.providers import matrix
from tests.providers.matrix import Fault, creates, left_behind, run

BOAT = Brief(prompt="A paper boat in the rain", model="luma_agents:ray-3.2", resolution="540p")


@pytest.fixture
def tools(
    sqlite: Database, sandbox: Address, clock: Clock, settings: Settings, tmp_path: Path, timeout_s: float
) -> Iterator[Tools]:
    agents = LumaAgents("a-key", sandbox.luma_agents, timeout_s=timeout_s)
    yield Tools(sqlite, Files(tmp_path / "media"), lambda _: agents, lambda: settings, clock, chance=lambda: 0.0)
    agents.close()


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


@pytest.mark.parametrize("what", matrix.ACCEPTED_ALL_THE_SAME)
def test_a_submission_whose_reply_is_lost_or_spoiled_is_left_to_a_person(
    tools: Tools, sandbox: Address, clock: Clock, what: str
):
    sandbox.fault(on="submit", what=what, seconds=matrix.DELAY_S)
    ended = run(tools, clock, BOAT)
    assert (ended.state, creates(sandbox, BOAT)) == (State.UNCLEAR, (1, 1))
    assert ended.note.endswith("This provider cannot tell.")


@pytest.mark.parametrize("fault", matrix.MAY_HAVE_ARRIVED)
def test_a_submission_that_may_have_arrived_is_left_to_a_person(
    tools: Tools, sandbox: Address, clock: Clock, fault: Fault
):
    sandbox.fault(on="submit", **fault)
    ended = run(tools, clock, BOAT)
    assert (ended.state, creates(sandbox, BOAT)) == (State.UNCLEAR, (1, 0))
    assert "may have been accepted and charged" in ended.note


def test_a_busy_provider_is_asked_again_when_it_says_so(tools: Tools, sandbox: Address, clock: Clock):
    sandbox.fault(on="submit", what="status", code=429, headers={"Retry-After": "20"}, times=2)
    made = queue(tools, BOAT)
    turn(tools)
    assert look(tools, made).note == "Luma asks us to slow down."
    clock.forward(19)
    turn(tools)
    assert creates(sandbox, BOAT) == (1, 0)
    until_settled(tools, clock, rounds=20)
    assert (look(tools, made).state, creates(sandbox, BOAT)) == (State.SUCCEEDED, (3, 1))


@pytest.mark.parametrize(("code", "detail", "kind"), matrix.REFUSALS)
def test_a_refusal_ends_with_its_kind_and_the_providers_words(
    tools: Tools, sandbox: Address, clock: Clock, code: int, detail: str, kind: FailureKind
):
    sandbox.fault(on="submit", what="status", code=code, body={"detail": detail})
    ended = run(tools, clock, BOAT, rounds=5)
    assert (ended.state, ended.failure, ended.was_charged) == (State.FAILED, kind, False)
    assert detail in ended.failure_sentence
    assert creates(sandbox, BOAT) == (1, 0)


@pytest.mark.parametrize("fault", matrix.CHECK_FAULTS)
def test_a_spoiled_check_changes_nothing_but_the_time_of_the_next(
    tools: Tools, sandbox: Address, clock: Clock, fault: Fault
):
    sandbox.fault(on="check", times=2, seconds=matrix.DELAY_S, **fault)
    ended = run(tools, clock, BOAT)
    assert (ended.state, creates(sandbox, BOAT)) == (State.SUCCEEDED, (1, 1))


@pytest.mark.parametrize("fault", matrix.DOWNLOAD_FAULTS)
def test_a_spoiled_download_is_fetched_again(tools: Tools, sandbox: Address, clock: Clock, fault: Fault):
    sandbox.fault(on="download", times=1, seconds=matrix.DELAY_S, **fault)
    ended = run(tools, clock, BOAT)
    assert (ended.state, creates(sandbox, BOAT)) == (State.SUCCEEDED, (1, 1))


@pytest.mark.parametrize(("fault", "kind"), matrix.HOPELESS_DOWNLOADS)
def test_a_download_that_never_comes_right_fails_and_leaves_nothing(
    tools: Tools, sandbox: Address, clock: Clock, fault: Fault, kind: FailureKind
):
    sandbox.fault(on="download", times=None, **fault)
    ended = run(tools, clock, BOAT, seconds=65)
    assert (ended.state, ended.failure, ended.was_charged, creates(sandbox, BOAT)) == (State.FAILED, kind, True, (1, 1))
    assert left_behind(tools) == []


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


def test_one_that_is_never_finished_times_out_and_keeps_its_id(tools: Tools, sandbox: Address, clock: Clock):
    sandbox.fault(on="submit", what="never")
    ended = run(tools, clock, BOAT, rounds=40, seconds=60)
    assert (ended.failure, creates(sandbox, BOAT)) == (FailureKind.TIMED_OUT, (1, 1))
    assert ended.remote_id


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_file_is_refused_with_its_sentence_and_nothing_is_left(
    tools: Tools, sandbox: Address, clock: Clock, tmp_path: Path, name: str
):
    bad = tmp_path / "bad.mp4"
    BAD[name].build(bad)
    sandbox.fault(on="download", what="file", path=bad, times=None)
    ended = run(tools, clock, BOAT, rounds=10)
    assert (ended.state, ended.failure, creates(sandbox, BOAT)) == (State.FAILED, FailureKind.MEDIA, (1, 1))
    assert BAD[name].sentence.lower() in ended.failure_sentence.lower()
    assert left_behind(tools) == []
