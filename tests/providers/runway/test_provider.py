"""Runway through its own SDK, unmodified, against the sandbox: what goes out, what comes back, and that the key goes nowhere else."""

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr

from studio.brief import Brief, FoundMaterial, Keyframe
from studio.errors import (
    FailureKind,
    KeyMissing,
    LinkExpired,
    ReadFailed,
    Refused,
)
from studio.media.probe import probe
from studio.providers import catalogue, registry
from studio.providers.interface import Cancelled, Connection, Outcome, Progress
from studio.providers.runway import Runway, as_progress, as_runway
from studio.sandbox.server import Address, running
from studio.settings import Settings
from tests.clock import Clock
from tests.ports import free_port

KEY = "key_0123456789-secret-wxyz"
SECONDS = 4
FIRST, LAST = "https://example.org/first.jpg", "https://example.org/last.jpg"
BOAT = Brief(prompt="A paper boat in the rain", model="runway:gen4.5", duration_s=2)
PLAIN = {"promptText": BOAT.prompt, "model": "gen4.5", "duration": 2, "ratio": "1280:720"}


@pytest.fixture
def runway(sandbox: Address) -> Iterator[Runway]:
    provider = Runway(KEY, sandbox.runway, timeout_s=5)
    yield provider
    provider.close()


def boat(**changes: object) -> Brief:
    return BOAT.model_copy(update=changes)


# -- what goes out ----------------------------------------------------------------------------------------

AT_FIRST = {"uri": FIRST, "position": "first"}
FLASH: dict[str, object] = {"model": "runway:veo3.1_fast", "duration_s": 4}
WORDS: list[tuple[dict[str, object], dict[str, object]]] = [
    ({}, {}),
    ({"duration_s": 10, "ratio": "9:16", "seed": 0}, {"duration": 10, "ratio": "720:1280", "seed": 0}),
    ({"first_frame": Keyframe(url=FIRST), "ratio": "21:9"}, {"promptImage": [AT_FIRST], "ratio": "1584:672"}),
    (
        {"model": "runway:gen4_turbo", "first_frame": Keyframe(url=FIRST), "ratio": "4:3"},
        {"model": "gen4_turbo", "promptImage": [AT_FIRST], "ratio": "1104:832"},
    ),
    (FLASH, {"model": "veo3.1_fast", "duration": 4, "audio": False}),
    (
        {**FLASH, "resolution": "1080p", "first_frame": Keyframe(url=FIRST), "last_frame": Keyframe(url=LAST)},
        {
            "model": "veo3.1_fast",
            "duration": 4,
            "audio": False,
            "ratio": "1920:1080",
            "promptImage": [AT_FIRST, {"uri": LAST, "position": "last"}],
        },
    ),
]


@pytest.mark.parametrize(("changes", "words"), WORDS)
def test_runway_is_sent_what_is_asked_and_nothing_else(
    runway: Runway, sandbox: Address, changes: dict[str, object], words: dict[str, object]
):
    runway.submit(boat(**changes))
    assert sandbox.jobs()[0]["asked"] == PLAIN | words
    way = "image_to_video" if "promptImage" in words else "text_to_video"
    assert [entry["path"] for entry in sandbox.log()] == [f"/v1/{way}"]


def test_a_picture_without_words_sends_no_prompt(runway: Runway, sandbox: Address):
    runway.submit(boat(model="runway:gen4_turbo", prompt=" ", first_frame=Keyframe(url=FIRST)))
    assert "promptText" not in sandbox.jobs()[0]["asked"]


@pytest.mark.parametrize("known", [one for one in catalogue.MODELS if one.pixels], ids=lambda one: one.id)
def test_every_size_of_the_catalogue_has_its_word_and_no_other(known: catalogue.Model):
    assert set(known.pixels) == {(size, ratio) for size in known.resolutions for ratio in known.ratios}


def test_a_size_that_runway_has_no_word_for_never_goes_out(runway: Runway, sandbox: Address):
    with pytest.raises(Refused, match="makes no 9:21 at 720p"):
        runway.submit(boat(ratio="9:21"))
    assert sandbox.log() == []


@pytest.mark.parametrize("found", [{"asset_id": "ours"}, {"generation_id": "an-earlier-one"}])
def test_a_picture_of_ours_goes_inside_the_one_request(
    runway: Runway, sandbox: Address, tmp_path: Path, found: dict[str, Any]
):
    picture = tmp_path / "a.png"
    Image.new("RGB", (128, 72), "teal").save(picture)
    runway.submit(boat(first_frame=FoundMaterial(path=picture, **found)))
    [sent] = sandbox.jobs()[0]["asked"]["promptImage"]
    assert sent["uri"] == "data:image/png;base64," + base64.b64encode(picture.read_bytes()).decode()
    assert [entry["operation"] for entry in sandbox.log()] == ["submit"]


def test_a_picture_that_is_gone_is_refused_before_anything_is_sent(runway: Runway, sandbox: Address, tmp_path: Path):
    with pytest.raises(Refused, match="cannot be read") as refused:
        runway.submit(boat(first_frame=FoundMaterial(asset_id="ours", path=tmp_path / "gone.png")))
    assert refused.value.kind == FailureKind.MEDIA
    assert sandbox.log() == []


def test_a_clip_that_only_another_provider_knows_is_refused(runway: Runway, sandbox: Address):
    with pytest.raises(Refused, match="from the library"):
        runway.submit(boat(first_frame=FoundMaterial(generation_id="ours", remote_id="theirs")))
    assert sandbox.log() == []


# -- the life of a clip -----------------------------------------------------------------------------------


def test_a_clip_is_submitted_checked_and_downloaded(runway: Runway, clock: Clock, tmp_path: Path):
    submitted = runway.submit(boat(ratio="9:16"))
    assert submitted.cost_usd == 0.24
    assert runway.check(submitted.remote_id) == Progress(Outcome.RUNNING, stage="pending", cost_usd=0.24)
    clock.forward(2.5)
    assert runway.check(submitted.remote_id) == Progress(Outcome.RUNNING, stage="running", fraction=0.5, cost_usd=0.24)
    clock.forward(1.5)
    progress = runway.check(submitted.remote_id)
    assert (progress.outcome, progress.stage, progress.cost_usd) == (Outcome.SUCCEEDED, "succeeded", 0.24)
    clip = probe(runway.download(progress, tmp_path).file)
    assert (clip.shown_size, clip.duration_s) == ((720, 1280), pytest.approx(2, abs=0.1))


def test_one_that_waits_for_a_place_at_runway_is_running_and_says_so(clock: Clock):
    with running(seconds=SECONDS, concurrent=1, clock=lambda: clock().timestamp()) as narrow:
        provider = Runway(KEY, narrow.runway)
        first, second = provider.submit(BOAT).remote_id, provider.submit(BOAT).remote_id
        assert provider.check(second) == Progress(Outcome.RUNNING, stage="throttled", cost_usd=0.24)
        clock.forward(SECONDS)
        assert [provider.check(one).outcome for one in (first, second)] == [Outcome.SUCCEEDED, Outcome.RUNNING]
        clock.forward(SECONDS)
        assert provider.check(second).outcome == Outcome.SUCCEEDED
        provider.close()


def test_a_fresh_provider_goes_on_from_the_id_alone(runway: Runway, sandbox: Address, clock: Clock):
    remote_id = runway.submit(BOAT).remote_id
    clock.forward(SECONDS)
    after_a_restart = Runway(KEY, sandbox.runway)
    assert after_a_restart.check(remote_id).outcome == Outcome.SUCCEEDED
    after_a_restart.close()


def test_the_clip_is_fetched_without_the_key(runway: Runway, sandbox: Address, clock: Clock, tmp_path: Path):
    remote_id = runway.submit(BOAT).remote_id
    clock.forward(SECONDS)
    runway.download(runway.check(remote_id), tmp_path)
    seen = [(entry["operation"], entry["key_ends"]) for entry in sandbox.log()[:2]]
    assert seen == [("download", None), ("check", "wxyz")]


def test_a_dead_address_says_that_a_fresh_one_is_needed(runway: Runway, sandbox: Address, clock: Clock, tmp_path: Path):
    remote_id = runway.submit(BOAT).remote_id
    clock.forward(SECONDS)
    progress = runway.check(remote_id)
    sandbox.fault(on="download", what="dead_url")
    with pytest.raises(LinkExpired):
        runway.download(progress, tmp_path)
    runway.download(runway.check(remote_id), tmp_path)


def test_a_refusal_names_the_field(runway: Runway, sandbox: Address):
    with pytest.raises(Refused, match=r"Validation of body failed\. Too big: expected at most 1000 UTF-16"):
        runway.submit(boat(prompt="🌧" * 501))


def test_eight_threads_share_one_provider(runway: Runway, sandbox: Address):
    def submit_and_check(number: int) -> str:
        remote_id = runway.submit(boat(prompt=f"Boat {number}")).remote_id
        assert runway.check(remote_id).outcome == Outcome.RUNNING
        return remote_id

    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(submit_and_check, range(16)))
    assert {job["id"]: job["prompt"] for job in sandbox.jobs()} == {one: f"Boat {n}" for n, one in enumerate(made)}


# -- what Runway says of a task ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "was_charged", "cost_usd"),
    [
        ({"failureCode": "SAFETY.INPUT.TEXT"}, True, None),
        ({"failureCode": "SAFETY.INPUT.TEXT", "cost": {"credits": 0}}, False, 0),
        ({"failureCode": "SAFETY.OUTPUT.VIDEO"}, None, None),
        ({"failureCode": "INTERNAL", "cost": {"credits": 24}}, True, 0.24),
        ({"failureCode": None, "cost": {"credits": "many"}}, None, None),
        ({"cost": 12}, None, None),
    ],
)
def test_what_a_failure_cost_is_runways_own_word(
    told: dict[str, Any], was_charged: bool | None, cost_usd: float | None
):
    progress = as_progress({"status": "FAILED", "failure": "It broke", **told})
    assert (progress.outcome, progress.was_charged, progress.cost_usd) == (Outcome.FAILED, was_charged, cost_usd)
    assert progress.sentence.endswith("Runway says: It broke")


@pytest.mark.parametrize(
    ("told", "fraction"),
    [(0.42, 0.42), (7, 1), (-1, 0), (None, None), ("half", None), (True, None), (float("nan"), None)],
)
def test_progress_is_a_part_of_one_or_nothing(told: Any, fraction: float | None):
    assert as_progress({"status": "RUNNING", "progress": told}).fraction == fraction


@pytest.mark.parametrize("output", [None, [], [""], [None], "https://example.org/clip.mp4", {}])
def test_finished_without_a_clip_is_asked_again(output: Any):
    with pytest.raises(ReadFailed, match="names no clip"):
        as_progress({"status": "SUCCEEDED", "output": output})


# -- cancelling -------------------------------------------------------------------------------------------


def operations(sandbox: Address) -> list[str]:
    return [entry["operation"] for entry in sandbox.log()][::-1]


@pytest.mark.parametrize(
    ("after_s", "answer", "dollars"), [(0, Cancelled.CANCELLED, 10_000.0), (2, Cancelled.CHARGED, 9_999.76)]
)
def test_what_had_begun_is_stopped_but_not_paid_back(
    runway: Runway, sandbox: Address, clock: Clock, after_s: float, answer: Cancelled, dollars: float
):
    remote_id = runway.submit(BOAT).remote_id
    clock.forward(after_s)
    assert runway.cancel(remote_id) == answer
    assert sandbox.jobs()[0]["is_deleted"]
    assert runway.check_connection().balance_usd == pytest.approx(dollars)


def test_a_finished_clip_is_not_deleted_by_cancelling_it(runway: Runway, sandbox: Address, clock: Clock):
    remote_id = runway.submit(BOAT).remote_id
    clock.forward(SECONDS)
    assert runway.cancel(remote_id) == Cancelled.TOO_LATE
    assert operations(sandbox) == ["submit", "check"]


@pytest.mark.parametrize(
    "fault",
    [{"on": "check", "what": "html"}, {"on": "cancel", "what": "status"}, {"on": "cancel", "what": "drop"}],
)
def test_a_cancel_that_fails_says_so(runway: Runway, sandbox: Address, fault: dict[str, Any]):
    remote_id = runway.submit(BOAT).remote_id
    sandbox.fault(**fault)
    with pytest.raises(ReadFailed):
        runway.cancel(remote_id)
    assert not sandbox.jobs()[0]["is_deleted"]


def test_a_task_that_is_gone_counts_as_charged(runway: Runway):
    assert runway.cancel("nobody-knows-it") == Cancelled.CHARGED


def test_a_task_that_was_cancelled_elsewhere_costs_what_runway_says(runway: Runway, sandbox: Address):
    remote_id = runway.submit(BOAT).remote_id
    sandbox.fault(on="check", what="unknown_state", state="CANCELLED", times=None)
    assert runway.cancel(remote_id) == Cancelled.CHARGED
    assert "cancel" not in operations(sandbox)


# -- the free calls ---------------------------------------------------------------------------------------


def test_the_connection_tells_the_balance_in_dollars(runway: Runway):
    assert runway.check_connection() == Connection(True, "Runway accepts the key.", balance_usd=10_000.0)


@pytest.mark.parametrize(
    ("key", "sentence"),
    [("wrong", "Runway does not accept the key: check it under Settings."), ("", "Runway needs a key: ")],
)
def test_a_wrong_or_missing_key_is_a_sentence(sandbox: Address, key: str, sentence: str):
    provider = Runway(key, sandbox.runway)
    connection = provider.check_connection()
    assert (connection.is_ok, connection.balance_usd) == (False, None)
    assert connection.sentence.startswith(sentence)
    provider.close()


def test_without_a_key_nothing_is_sent(sandbox: Address):
    keyless = Runway("", sandbox.runway)
    for call in (lambda: keyless.submit(BOAT), lambda: keyless.check("x"), lambda: keyless.cancel("x")):
        with pytest.raises(KeyMissing, match="RUNWAY_API_KEY"):
            call()
    assert sandbox.log() == []


def test_what_was_lost_cannot_be_found(runway: Runway, sandbox: Address, clock: Clock):
    assert runway.find_lost(BOAT, clock()) is None
    assert sandbox.log() == []


# -- the environment and the key --------------------------------------------------------------------------


def test_the_environment_of_the_sdk_changes_nothing(sandbox: Address, monkeypatch: pytest.MonkeyPatch):
    elsewhere = f"http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("RUNWAYML_BASE_URL", elsewhere)
    monkeypatch.setenv("RUNWAYML_API_SECRET", "somebody-elses-key-0000")
    monkeypatch.setenv("RUNWAYML_CUSTOM_HEADERS", "Authorization: Bearer somebody-elses-key-0000\nX-Runway-Version: 1")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, elsewhere)
    provider = Runway(KEY, sandbox.runway)
    provider.submit(BOAT)
    assert [entry["key_ends"] for entry in sandbox.log()] == ["wxyz"]
    provider.close()


def test_the_registry_makes_it_with_the_settings_own_key(sandbox: Address, tmp_path: Path):
    named = {"runway_api_key": SecretStr(KEY), "runway_base_url": sandbox.runway, "data": tmp_path}
    made = registry.make("runway", Settings(_env_file=None, **named))  # pyright: ignore[reportCallIssue]
    assert isinstance(made, Runway) and made.check_connection().is_ok
    made.close()


def test_what_is_not_asked_is_left_out():
    assert as_runway(BOAT) == {
        "model": "gen4.5",
        "prompt_text": BOAT.prompt,
        "ratio": "1280:720",
        "duration": 2,
    }
