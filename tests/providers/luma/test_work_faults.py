"""A sample of the fault matrix for Luma's pictures and its work on clips, at both its services: whatever is lost or spoiled, paid once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from studio.brief import Brief, Operation, Source, State
from studio.engine.tools import Tools
from studio.files import Files
from studio.providers import catalogue
from studio.providers.catalogue import Model
from studio.providers.luma import Luma
from studio.providers.luma_agents import LumaAgents
from studio.sandbox.server import Address
from studio.settings import Settings
from tests.clock import Clock
from tests.engine.turns import look, queue, until_settled
from tests.providers.matrix import Fault, run
from tests.providers.works import asset_of

SECONDS = 0  # on a clock: what is lost is looked for by its moment
SUBMISSIONS: list[Fault] = [{"what": what} for what in ("accept_then_drop", "empty", "html")]
READS: list[tuple[str, Fault]] = [
    ("check", {"what": "status", "code": 503}),
    ("check", {"what": "no_assets"}),
    ("download", {"what": "dead_url"}),
    ("download", {"what": "wrong_type"}),
]
NEW = [one for one in catalogue.models() if one.provider in ("luma", "luma_agents") and one.operation != Operation.MAKE]
ONCE = list({(one.provider, one.operation): one for one in reversed(NEW)}.values())  # one model of each is enough


def title(known: Model) -> str:
    return f"{known.provider} {known.operation}"


every_work = pytest.mark.parametrize("known", ONCE, ids=title)


@pytest.fixture
def tools(
    sqlite: Database, sandbox: Address, clock: Clock, settings: Settings, tmp_path: Path, timeout_s: float
) -> Iterator[Tools]:
    providers = {
        "luma": Luma("a-key", sandbox.luma, timeout_s=timeout_s),
        "luma_agents": LumaAgents("a-key", sandbox.luma_agents, timeout_s=timeout_s),
    }
    yield Tools(sqlite, Files(tmp_path / "media"), providers.__getitem__, lambda: settings, clock, chance=lambda: 0.0)
    for provider in providers.values():
        provider.close()


def brief_of(tools: Tools, clock: Clock, known: Model, size: int = 0) -> Brief:
    """On a clip that the same provider has made; `size` counts the resolutions up from the smallest."""
    made = Brief(prompt="A paper boat", model="luma:ray-2", resolution="540p")
    if known.provider == "luma_agents":
        made = made.model_copy(update={"model": "luma_agents:ray-3.2"})
    source = Source(generation_id=run(tools, clock, made, rounds=5).id) if known.works_on_a_clip else None
    return Brief(
        operation=known.operation,
        model=known.id,
        prompt="" if not known.takes_prompt else "In snow",
        resolution=known.resolutions[size] if known.resolutions else "540p",
        ratio="1:1",
        strength=known.strengths[0] if known.strengths else "",
        source=source,
    )


def accepted(sandbox: Address, known: Model) -> int:
    """How many paid calls for that were accepted, but for the one that made the source."""
    return len(sandbox.jobs()) - known.works_on_a_clip


@every_work
def test_it_is_made_end_to_end_and_measures_what_was_asked(tools: Tools, sandbox: Address, clock: Clock, known: Model):
    ended = run(tools, clock, brief_of(tools, clock, known, size=-1), rounds=12)
    assert (ended.state, accepted(sandbox, known)) == (State.SUCCEEDED, 1), ended.failure_sentence
    asset = asset_of(tools, ended)
    assert asset.kind == known.makes
    assert asset.width and asset.height
    if known.ratios:
        assert asset.width == asset.height
    if known.operation == Operation.UPSCALE:
        assert (asset.width, asset.height) == (3840, 2160)


@every_work
@pytest.mark.parametrize("fault", SUBMISSIONS, ids=lambda fault: fault["what"])
def test_a_lost_submission_is_found_or_left_to_a_person_and_paid_once(
    tools: Tools, sandbox: Address, clock: Clock, known: Model, fault: Fault
):
    brief = brief_of(tools, clock, known)
    sandbox.fault(on="submit", **fault)
    ended = run(tools, clock, brief, rounds=20)
    can_know = known.provider == "luma"
    assert ended.state == (State.SUCCEEDED if can_know else State.UNCLEAR), ended.note
    assert accepted(sandbox, known) == 1


@every_work
@pytest.mark.parametrize(("on", "fault"), READS, ids=lambda value: value if isinstance(value, str) else value["what"])
def test_a_spoiled_read_is_tried_again_and_nothing_is_paid_twice(
    tools: Tools, sandbox: Address, clock: Clock, known: Model, on: str, fault: Fault
):
    brief = brief_of(tools, clock, known)
    sandbox.fault(on=on, **fault)
    ended = run(tools, clock, brief, rounds=20)
    assert (ended.state, accepted(sandbox, known)) == (State.SUCCEEDED, 1), ended.failure_sentence


@pytest.mark.parametrize("operation", [Operation.UPSCALE, Operation.ADD_AUDIO])
def test_work_that_keeps_the_id_of_its_clip_is_a_generation_of_its_own(
    tools: Tools, sandbox: Address, clock: Clock, operation: Operation
):
    known = catalogue.model("luma:ray-2", operation)
    brief = brief_of(tools, clock, known)
    sandbox.fault(on="submit", what="same_id", times=None)
    first = run(tools, clock, brief, rounds=20)
    assert first.state == State.SUCCEEDED, first.note
    source = look(tools, (brief.source and brief.source.generation_id) or "")
    assert (first.remote_id or "").startswith(f"{source.remote_id}~")
    assert asset_of(tools, first).sha256 != asset_of(tools, source).sha256


def test_two_that_asked_the_same_of_two_clips_and_are_lost_are_left_to_a_person(
    tools: Tools, sandbox: Address, clock: Clock
):
    """Luma's list does not say which clip was worked on."""
    known = catalogue.model("luma:ray-2", Operation.UPSCALE)
    briefs = [brief_of(tools, clock, known) for _ in range(2)]
    sandbox.fault(on="submit", what="drop")
    sandbox.fault(on="submit", what="accept_then_drop")
    asked = [queue(tools, brief) for brief in briefs]
    until_settled(tools, clock, rounds=20)
    ended = [look(tools, one) for one in asked]
    assert [one.state for one in ended] == [State.UNCLEAR, State.UNCLEAR]
    assert all("One was found that may be another's" in one.note for one in ended)
