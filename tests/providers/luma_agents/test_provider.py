"""Luma Agents through its own SDK, unmodified, against the sandbox: what goes out, what comes back, and where the key goes."""

import base64
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from luma_agents.types import Generation as Reply
from PIL import Image

from studio.brief import Brief, FoundMaterial, Keyframe
from studio.errors import (
    FailureKind,
    KeyMissing,
    LinkExpired,
    ReadFailed,
    Refused,
)
from studio.media.probe import probe
from studio.providers import registry
from studio.providers.interface import Cancelled, Connection, Outcome, Progress
from studio.providers.luma_agents import LumaAgents, as_luma_agents, as_progress
from studio.sandbox.luma_agents.wire import AN_HOUR_S
from studio.sandbox.server import Address
from studio.settings import Settings
from tests.clock import Clock
from tests.ports import free_port

KEY = "agents-0123456789-secret-wxyz"
SECONDS = 3
FIRST, LAST = "https://example.org/first.jpg", "https://example.org/last.jpg"
BOAT = Brief(prompt="A paper boat in the rain", model="luma_agents:ray-3.2", resolution="540p")
PLAIN = {"type": "video", "model": "ray-3.2", "prompt": BOAT.prompt, "aspect_ratio": "16:9"}
VIDEO = {"duration": "5s", "resolution": "540p"}


@pytest.fixture
def agents(sandbox: Address) -> Iterator[LumaAgents]:
    provider = LumaAgents(KEY, sandbox.luma_agents, timeout_s=5)
    yield provider
    provider.close()


def boat(**changes: object) -> Brief:
    return BOAT.model_copy(update=changes)


def sent(sandbox: Address) -> dict[str, Any]:
    return sandbox.jobs()[0]["asked"]


# -- what goes out ----------------------------------------------------------------------------------------

WORDS: list[tuple[dict[str, object], dict[str, object], dict[str, object]]] = [
    ({}, {}, {}),
    (
        {"duration_s": 10, "resolution": "1080p", "ratio": "21:9"},
        {"aspect_ratio": "21:9"},
        {"duration": "10s", "resolution": "1080p"},
    ),
    ({"resolution": "360p"}, {}, {"resolution": "360p"}),
    ({"loop": True}, {}, {"loop": True}),
    ({"first_frame": Keyframe(url=FIRST)}, {}, {"start_frame": {"url": FIRST}}),
    (
        {"first_frame": Keyframe(url=FIRST), "last_frame": Keyframe(url=LAST)},
        {},
        {"start_frame": {"url": FIRST}, "end_frame": {"url": LAST}},
    ),
]


@pytest.mark.parametrize(("changes", "words", "video"), WORDS)
def test_luma_is_sent_what_is_asked_and_nothing_else(
    agents: LumaAgents, sandbox: Address, changes: dict[str, object], words: dict[str, object], video: dict[str, object]
):
    agents.submit(boat(**changes))
    assert sent(sandbox) == {**PLAIN, **words, "video": VIDEO | video}


@pytest.mark.parametrize(
    ("suffix", "media_type"), [("jpeg", "image/jpeg"), ("png", "image/png"), ("webp", "image/webp")]
)
@pytest.mark.parametrize(("frame", "place"), [("first_frame", "start_frame"), ("last_frame", "end_frame")])
def test_a_picture_of_ours_goes_inside_the_request_whole(
    agents: LumaAgents, sandbox: Address, tmp_path: Path, frame: str, place: str, suffix: str, media_type: str
):
    picture = tmp_path / f"named.{suffix}"
    Image.new("RGB", (64, 36), "teal").save(picture)
    agents.submit(boat(**{frame: FoundMaterial(asset_id="ours", path=picture.rename(tmp_path / "picture"))}))
    inside = sent(sandbox)["video"][place]
    assert inside == {"data": inside["data"], "media_type": media_type}
    assert base64.b64decode(inside["data"]) == (tmp_path / "picture").read_bytes()


@pytest.mark.parametrize(("frame", "place"), [("first_frame", "start_frame"), ("last_frame", "end_frame")])
def test_to_continue_is_to_name_the_earlier_generation(
    agents: LumaAgents, sandbox: Address, clock: Clock, frame: str, place: str
):
    earlier = agents.submit(BOAT).remote_id
    clock.forward(SECONDS)
    agents.submit(boat(prompt="It sinks", **{frame: FoundMaterial(generation_id="ours", remote_id=earlier)}))
    assert sent(sandbox)["video"] == VIDEO | {place: {"generation_id": earlier}}


@pytest.mark.parametrize("content", [None, b"", b"<html>", b"no picture at all"])
def test_a_picture_that_is_gone_or_none_is_refused_before_anything_is_sent(
    agents: LumaAgents, sandbox: Address, tmp_path: Path, content: bytes | None
):
    picture = tmp_path / "picture.png"
    if content is not None:
        picture.write_bytes(content)
    with pytest.raises(Refused) as refused:
        agents.submit(boat(first_frame=FoundMaterial(asset_id="ours", path=picture)))
    assert (refused.value.kind, sandbox.log()) == (FailureKind.MEDIA, [])
    assert str(tmp_path) not in str(refused.value)


def test_a_picture_that_nobody_looked_up_is_refused(sandbox: Address):
    with pytest.raises(Refused, match="from the library or by address"):
        as_luma_agents(boat(first_frame=Keyframe(asset_id="ours")))


# -- the life of a clip -----------------------------------------------------------------------------------


def test_a_clip_is_submitted_checked_and_downloaded(agents: LumaAgents, clock: Clock, tmp_path: Path):
    remote_id = agents.submit(boat(ratio="9:16")).remote_id
    assert agents.check(remote_id) == Progress(Outcome.RUNNING, stage="queued")
    clock.forward(SECONDS / 2)
    assert agents.check(remote_id) == Progress(Outcome.RUNNING, stage="processing")
    clock.forward(SECONDS / 2)
    progress = agents.check(remote_id)
    assert (progress.outcome, progress.stage) == (Outcome.SUCCEEDED, "completed")
    clip = probe(agents.download(progress, tmp_path).file)
    assert (clip.shown_size, clip.duration_s) == ((540, 960), pytest.approx(5, abs=0.1))


def test_a_fresh_provider_goes_on_from_the_id_alone(agents: LumaAgents, sandbox: Address, clock: Clock):
    remote_id = agents.submit(BOAT).remote_id
    clock.forward(SECONDS)
    after_a_restart = LumaAgents(KEY, sandbox.luma_agents)
    assert after_a_restart.check(remote_id).outcome == Outcome.SUCCEEDED
    after_a_restart.close()


def test_luma_agents_can_neither_stop_one_nor_look_for_one(agents: LumaAgents, sandbox: Address, clock: Clock):
    assert agents.cancel(agents.submit(BOAT).remote_id) == Cancelled.CANNOT
    assert agents.find_lost(BOAT, clock()) is None
    assert [entry["operation"] for entry in sandbox.log()] == ["submit"]


def test_the_clip_is_fetched_without_the_key(agents: LumaAgents, sandbox: Address, clock: Clock, tmp_path: Path):
    remote_id = agents.submit(BOAT).remote_id
    clock.forward(SECONDS)
    agents.download(agents.check(remote_id), tmp_path)
    seen = [(entry["operation"], entry["key_ends"]) for entry in sandbox.log()[:2]]
    assert seen == [("download", None), ("check", "wxyz")]


def test_an_address_lives_for_an_hour_and_a_check_gives_a_fresh_one(agents: LumaAgents, clock: Clock, tmp_path: Path):
    remote_id = agents.submit(BOAT).remote_id
    clock.forward(SECONDS)
    progress = agents.check(remote_id)
    clock.forward(AN_HOUR_S)
    with pytest.raises(LinkExpired):
        agents.download(progress, tmp_path)
    fresh = agents.check(remote_id)
    assert fresh.url != progress.url
    agents.download(fresh, tmp_path)


# -- what it answers --------------------------------------------------------------------------------------


def reply(**fields: Any) -> Reply:
    """As the SDK builds it: without a look at the types."""
    return Reply.construct(**fields)


@pytest.mark.parametrize(
    "nonsense",
    [None, "<html>", [], reply(), reply(state=7), reply(state=None), SimpleNamespace(id="x")],
)
def test_an_answer_without_a_state_is_read_again(nonsense: object):
    with pytest.raises(ReadFailed, match="cannot be read"):
        as_progress(nonsense)


@pytest.mark.parametrize(
    "output", [None, [], "a.mp4", [None], [{"type": "image", "url": "https://x/a.png"}], [{"type": "video"}]]
)
def test_a_finished_one_without_a_clip_is_read_again(output: object):
    with pytest.raises(ReadFailed, match="names no clip"):
        as_progress(reply(state="completed", output=output))


def test_the_clip_is_told_from_what_lies_beside_it():
    output = [{"type": "exr", "url": "https://x/a.zip"}, {"type": "video", "url": "https://x/a.mp4"}]
    assert as_progress(reply(state="completed", output=output)).url == "https://x/a.mp4"


def test_a_state_of_tomorrow_is_no_end():
    assert as_progress(reply(state="resting")) == Progress(Outcome.RUNNING, stage="resting")


@pytest.mark.parametrize("code", [None, "out_of_tea", 7, ["list"]])
def test_a_failure_without_a_known_code_is_lumas(code: object):
    progress = as_progress(reply(state="failed", failure_code=code, failure_reason=None))
    assert (progress.failure, progress.was_charged) == (FailureKind.PROVIDER, None)
    assert progress.sentence == "Luma could not make it; try again."


# -- the free call, and the environment -------------------------------------------------------------------


def test_the_connection_is_good_and_tells_no_balance(agents: LumaAgents, sandbox: Address):
    assert agents.check_connection() == Connection(True, "Luma accepts the key.", balance_usd=None)
    assert [entry["operation"] for entry in sandbox.log()] == ["ping"]


def test_a_wrong_key_is_a_sentence(sandbox: Address):
    provider = LumaAgents("wrong", sandbox.luma_agents)
    sentence = "Luma does not accept the key: check it under Settings. Luma says: Invalid API key"
    assert provider.check_connection() == Connection(False, sentence)
    provider.close()


def test_without_a_key_nothing_is_sent(sandbox: Address, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LUMA_AGENTS_API_KEY", KEY)  # the SDK would take it by itself
    keyless = LumaAgents("", sandbox.luma_agents)
    for call in (lambda: keyless.submit(BOAT), lambda: keyless.check("x")):
        with pytest.raises(KeyMissing, match="LUMA_AGENTS_API_KEY"):
            call()
    assert "LUMA_AGENTS_API_KEY" in keyless.check_connection().sentence
    assert sandbox.log() == []


def test_the_environment_neither_redirects_nor_adds_a_header(sandbox: Address, monkeypatch: pytest.MonkeyPatch):
    elsewhere = f"http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("LUMA_BASE_URL", elsewhere)
    monkeypatch.setenv("LUMA_CUSTOM_HEADERS", "Authorization: Bearer somebody-elses-key\nX-Leak: prompt")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, elsewhere)
    provider = LumaAgents(KEY, sandbox.luma_agents)
    provider.submit(BOAT)
    assert [(entry["operation"], entry["key_ends"]) for entry in sandbox.log()] == [("submit", "wxyz")]
    assert "X-Leak" not in provider._client.default_headers
    provider.close()


def test_its_settings_are_its_own_and_not_those_of_the_other_luma(sandbox: Address, tmp_path: Path):
    own = {"luma_agents_api_key": KEY, "luma_agents_base_url": sandbox.luma_agents}
    other = {"luma_api_key": "another", "luma_base_url": "https://luma.example"}
    settings = Settings(_env_file=None, data=tmp_path, **own, **other)  # pyright: ignore[reportCallIssue, reportArgumentType]
    made = registry.make("luma_agents", settings)
    assert made.check_connection().is_ok
    assert sandbox.log()[0]["key_ends"] == "wxyz"
    made.close()


# -- the key ----------------------------------------------------------------------------------------------
