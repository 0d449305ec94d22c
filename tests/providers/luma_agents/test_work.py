"""Luma Agents works on clips and makes pictures, through its own SDK: what goes out, and a clip of ours brought there first."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from studio.brief import Brief, FoundMaterial, Material, Operation, Reference, Role, Source
from studio.errors import FailureKind, NotSent, ProviderError, RateLimited, Refused
from studio.media.picture import probe_picture
from studio.media.probe import probe
from studio.providers.interface import Outcome
from studio.providers.luma_agents import LumaAgents
from studio.sandbox.server import Address
from tests.clips import write_test_clip
from tests.clock import Clock

SECONDS = 3
WORLD = "https://example.org/a.webm"
MAKE = Brief(prompt="A paper boat", model="luma_agents:ray-3.2", resolution="540p")
MODIFY = Brief(
    operation=Operation.MODIFY,
    prompt="In snow",
    model=MAKE.model,
    resolution="540p",
    strength="adhere_3",
    source=Source(url=WORLD),
)
REFRAME = Brief(
    operation=Operation.REFRAME,
    prompt="More sea",
    model=MAKE.model,
    resolution="540p",
    ratio="9:16",
    source=MODIFY.source,
)
PICTURE = Brief(
    operation=Operation.PICTURE, prompt="A paper boat", model="luma_agents:uni-1", ratio="3:2", duration_s=0
)


@pytest.fixture(scope="module")
def server_clock() -> Clock:
    return Clock(datetime.now(UTC))  # how old a file is counts, so this clock goes with the machine's


@pytest.fixture
def agents(sandbox: Address) -> Iterator[LumaAgents]:
    provider = LumaAgents("a-key", sandbox.luma_agents, timeout_s=5)
    yield provider
    provider.close()


@pytest.fixture
def ours(tmp_path: Path) -> FoundMaterial:
    """A clip of ours, as the engine finds it."""
    write_test_clip(tmp_path / "0190-abc.mp4", 320, 180, 2)
    return FoundMaterial(asset_id="ours", path=tmp_path / "0190-abc.mp4", is_picture=False)


def on(source: Material, brief: Brief = MODIFY) -> Brief:
    return brief.model_copy(update={"source": source})


def asked(sandbox: Address) -> dict[str, Any]:
    return sandbox.jobs()[0]["asked"]


def calls(sandbox: Address) -> list[str]:
    """Oldest first."""
    return [entry["operation"] for entry in sandbox.log()][::-1]


def made(agents: LumaAgents, clock: Clock, brief: Brief, folder: Path) -> Path:
    remote_id = agents.submit(brief).remote_id
    clock.forward(SECONDS)
    return agents.download(agents.check(remote_id), folder).file


# -- what goes out, and what comes of it ------------------------------------------------------------------


def test_a_clip_by_address_goes_with_its_kind(agents: LumaAgents, sandbox: Address):
    agents.submit(MODIFY)
    assert asked(sandbox) == {
        "type": "video_edit", "model": "ray-3.2", "prompt": "In snow", "source": {"url": WORLD, "media_type": "video/webm"},
        "video": {"resolution": "540p", "edit": {"strength": "adhere_3"}},
    }  # fmt: skip


def test_a_clip_of_its_own_is_reframed_by_its_id(agents: LumaAgents, sandbox: Address, clock: Clock, tmp_path: Path):
    clip = FoundMaterial(generation_id="ours", remote_id=agents.submit(MAKE).remote_id, is_picture=False)
    clock.forward(SECONDS)
    facts = probe(made(agents, clock, on(clip, REFRAME), tmp_path))
    assert asked(sandbox) == {
        "type": "video_reframe", "model": "ray-3.2", "prompt": "More sea", "source": {"generation_id": clip.remote_id},
        "aspect_ratio": "9:16", "video": {"resolution": "540p"},
    }  # fmt: skip
    assert facts.shown_size == (540, 960)


def test_a_high_dynamic_range_is_asked_for_and_billed(agents: LumaAgents, sandbox: Address):
    agents.submit(MAKE.model_copy(update={"hdr": True, "resolution": "720p"}))
    assert asked(sandbox)["video"] == {"resolution": "720p", "duration": "5s", "hdr": True}
    assert sandbox.jobs()[0]["cost_cents"] == 60


def test_a_picture_is_made_from_words_and_references(
    agents: LumaAgents, sandbox: Address, clock: Clock, tmp_path: Path
):
    guided = PICTURE.model_copy(update={"references": (Reference(url="https://example.org/a.png", role=Role.STYLE),)})
    facts = probe_picture(made(agents, clock, guided, tmp_path))
    assert (facts.kind, facts.width > facts.height) == ("jpg", True)
    assert asked(sandbox)["image_ref"] == [{"url": "https://example.org/a.png"}]
    assert sandbox.jobs()[0]["cost_cents"] == 4.34


# -- a clip of ours ---------------------------------------------------------------------------------------


def test_a_clip_of_ours_is_brought_there_in_one_turn_and_worked_on_in_a_later_one(
    agents: LumaAgents, sandbox: Address, clock: Clock, ours: FoundMaterial, tmp_path: Path
):
    for _ in range(2):  # uploaded; being looked at
        with pytest.raises(NotSent, match="Luma is looking at the clip"):
            agents.submit(on(ours))
    assert calls(sandbox) == ["ping", "upload", "transfer", "upload", "ping", "file"]
    clock.forward(1)
    facts = probe(made(agents, clock, on(ours), tmp_path))
    assert asked(sandbox)["source"].keys() == {"file_id"}
    assert (facts.shown_size, round(facts.duration_s)) == ((960, 540), 2)


def test_a_clip_that_is_there_is_not_brought_again_on_whatever_machine(
    agents: LumaAgents, sandbox: Address, clock: Clock, ours: FoundMaterial
):
    with pytest.raises(NotSent):
        agents.submit(on(ours))
    clock.forward(1)
    first = agents.submit(on(ours)) and asked(sandbox)["source"]
    another = LumaAgents("a-key", sandbox.luma_agents)
    assert another.submit(on(ours, REFRAME)) and asked(sandbox)["source"] == first
    assert calls(sandbox).count("transfer") == 1
    another.close()


def test_the_key_does_not_go_with_the_file(agents: LumaAgents, sandbox: Address, ours: FoundMaterial):
    with pytest.raises(NotSent):
        agents.submit(on(ours))
    assert {entry["operation"]: entry["key_ends"] for entry in sandbox.log()}["transfer"] is None


SPOILED = ("html", "empty", "null", "list", "truncated")
FAULTS = [
    {"what": "drop"},
    *({"what": "status", "code": code} for code in (409, 500, 503)),
    *({"what": one} for one in SPOILED),
]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("operation", ["upload", "file", "ping"])
def test_an_upload_that_fails_is_not_sent_and_is_tried_again(
    agents: LumaAgents, sandbox: Address, clock: Clock, ours: FoundMaterial, operation: str, fault: dict[str, Any]
):
    sandbox.fault(on=operation, **fault)
    for _ in range(5):
        try:
            agents.submit(on(ours))
        except NotSent:
            clock.forward(1)
            make_older(sandbox)
        else:
            break
    assert [job["stage"] for job in sandbox.jobs()] == ["waiting"]
    assert calls(sandbox).count("submit") == 1


def make_older(sandbox: Address) -> None:
    """What was begun and never ended: a minute later it counts as broken off."""
    for file in sandbox.reception.accounts["luma_agents"].files.values():
        file.created_at -= 0 if file.complete_at else 3600


@pytest.mark.parametrize("fault", [{"what": "drop"}, {"what": "status", "code": 403}])
def test_an_upload_that_broke_off_leaves_no_file_there(
    agents: LumaAgents, sandbox: Address, ours: FoundMaterial, fault: dict[str, Any]
):
    sandbox.fault(on="transfer", **fault)
    with pytest.raises(NotSent, match="could not be brought to Luma"):
        agents.submit(on(ours))
    assert [file.is_deleted for file in sandbox.reception.accounts["luma_agents"].files.values()] == [True]


@pytest.mark.parametrize(("code", "error", "kind"), [
    (401, Refused, FailureKind.KEY), (413, Refused, FailureKind.MEDIA), (422, Refused, FailureKind.MEDIA),
    (429, RateLimited, FailureKind.RATE),
])  # fmt: skip
def test_a_refused_upload_tells_why(
    agents: LumaAgents, sandbox: Address, ours: FoundMaterial, code: int, error: type[ProviderError], kind: FailureKind
):
    sandbox.fault(on="upload", what="status", code=code)
    with pytest.raises(error) as told:
        agents.submit(on(ours))
    assert (told.value.kind, sandbox.jobs()) == (kind, [])


def test_a_file_that_is_no_clip_is_refused(agents: LumaAgents, sandbox: Address, ours: FoundMaterial):
    assert ours.path
    ours.path.write_bytes(b"no clip" * 100)
    with pytest.raises(NotSent):
        agents.submit(on(ours))
    with pytest.raises(Refused, match="Luma does not take this clip"):
        agents.submit(on(ours))
    ours.path.unlink()
    with pytest.raises(Refused, match="cannot be read"):
        agents.submit(on(ours))
    assert sandbox.jobs() == []


def test_a_file_whose_upload_never_ended_is_brought_again(
    agents: LumaAgents, sandbox: Address, clock: Clock, ours: FoundMaterial
):
    with pytest.raises(NotSent):
        agents.submit(on(ours))
    [stuck] = sandbox.reception.accounts["luma_agents"].files.values()
    stuck.complete_at = None
    make_older(sandbox)
    with pytest.raises(NotSent):
        agents.submit(on(ours))
    clock.forward(1)
    assert agents.submit(on(ours)) and calls(sandbox).count("transfer") == 2


# -- what the service refuses -----------------------------------------------------------------------------


@pytest.mark.parametrize(("brief", "sentence"), [
    (MODIFY.model_copy(update={"strength": "wild_1"}), "video.edit.strength"),
    (MODIFY.model_copy(update={"source": FoundMaterial(remote_id="nobody")}), "no completed generation"),
    (REFRAME.model_copy(update={"ratio": "9:21"}), "aspect_ratio"),
    (MAKE.model_copy(update={"hdr": True}), "video.hdr"),
    (PICTURE.model_copy(update={"ratio": "4:3"}), "aspect_ratio"),
    (PICTURE.model_copy(update={"references": (Reference(url="https://example.org/a.png"),) * 10}), "image_ref: at most 9"),
])  # fmt: skip
def test_what_the_service_cannot_do_is_refused_and_costs_nothing(
    agents: LumaAgents, sandbox: Address, brief: Brief, sentence: str
):
    with pytest.raises(Refused, match=sentence):
        agents.submit(brief)
    assert sandbox.jobs() == []


def test_a_clip_that_is_too_long_fails_later(agents: LumaAgents, clock: Clock, tmp_path: Path):
    write_test_clip(tmp_path / "long.mp4", 64, 36, 19)
    clip = FoundMaterial(asset_id="ours", path=tmp_path / "long.mp4", is_picture=False)
    with pytest.raises(NotSent):
        agents.submit(on(clip))
    clock.forward(1)
    remote_id = agents.submit(on(clip)).remote_id
    clock.forward(SECONDS)
    ended = agents.check(remote_id)
    assert (ended.outcome, ended.failure) == (Outcome.FAILED, FailureKind.INVALID)
