"""Runway's own SDK, unchanged, against the sandbox: every call that the studio makes of it, and how it says no."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import runwayml
from runwayml import RunwayML

from studio.sandbox.server import Address, running
from tests.clock import Clock
from tests.patience import PATIENCE_S
from tests.sandbox.conftest import KEY

PICTURE = "https://pictures.example/boat.png"
TEXT: dict[str, Any] = {"model": "gen4.5", "promptText": "a boat", "ratio": "1280:720", "duration": 2}
IMAGE: dict[str, Any] = {"model": "gen4_turbo", "promptImage": PICTURE, "ratio": "960:960"}
VEO: dict[str, Any] = {"model": "veo3.1", "promptText": "a boat", "ratio": "1920:1080"}
CLIP = "https://clips.example/boat.mp4"
ALEPH: dict[str, Any] = {"model": "aleph2", "videoUri": CLIP}
STILL: dict[str, Any] = {"model": "gen4_image", "promptText": "a boat", "ratio": "720:720"}
HEADERS = {"Authorization": f"Bearer {KEY}", "X-Runway-Version": "2024-11-06"}


@pytest.fixture
def runway(sandbox: Address) -> Iterator[RunwayML]:
    with RunwayML(api_key=KEY, base_url=sandbox.runway, max_retries=0, timeout=PATIENCE_S) as client:
        yield client


def make(runway: RunwayML) -> str:
    return runway.text_to_video.create(model="gen4.5", prompt_text="a boat", ratio="1280:720", duration=2).id


def balance(runway: RunwayML) -> int:
    return runway.organization.retrieve().credit_balance


def test_a_task_is_pending_then_running_then_succeeded(runway: RunwayML, clock: Clock):
    made = make(runway)
    seen: list[Any] = [runway.tasks.retrieve(made)]
    for seconds in (1, 2):
        clock.forward(seconds)
        seen.append(runway.tasks.retrieve(made))
    assert [task.status for task in seen] == ["PENDING", "RUNNING", "SUCCEEDED"]
    assert (seen[0].estimated_cost.credits, seen[2].cost.credits) == (24, 24)
    assert 0 < seen[1].progress < 1 and seen[2].output[0].endswith(".mp4")


def test_a_task_of_every_kind_is_the_sdks_own_type(runway: RunwayML, sandbox: Address, clock: Clock):
    for state in ("PENDING", "THROTTLED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"):
        sandbox.fault(on="check", what="unknown_state", state=state)
        task = runway.tasks.retrieve(make(runway))
        assert type(task).__name__.endswith(state.capitalize())


@pytest.mark.parametrize(
    ("way", "asked", "credits"),
    [
        ("text_to_video", TEXT, 24),
        ("image_to_video", {**IMAGE, "duration": 10}, 50),
        ("text_to_video", {**VEO, "duration": 4}, 160),
        ("text_to_video", {**VEO, "duration": 4, "audio": False}, 80),
        ("text_to_video", {**VEO, "model": "veo3.1_fast", "duration": 8, "audio": False}, 80),
    ],
)
def test_the_balance_goes_down_by_the_price_it_told(
    http: httpx.Client, sandbox: Address, runway: RunwayML, way: str, asked: dict[str, Any], credits: int
):
    before = balance(runway)
    answer = http.post(f"{sandbox.runway}/v1/{way}", json=asked, headers=HEADERS).json()
    assert answer["estimatedCost"]["credits"] == before - balance(runway) == credits


@pytest.mark.parametrize(("reason", "kept"), [("INTERNAL", 0), ("SAFETY.OUTPUT.VIDEO", 0), ("SAFETY.INPUT.TEXT", 24)])
def test_a_failure_is_paid_back_but_for_a_refused_input(
    runway: RunwayML, sandbox: Address, clock: Clock, reason: str, kept: int
):
    before = balance(runway)
    sandbox.fault(on="submit", what="failed", reason=reason)
    made = make(runway)
    clock.forward(3)
    task: Any = runway.tasks.retrieve(made)
    assert (task.status, task.failure_code, task.cost.credits) == ("FAILED", reason, kept)
    assert before - balance(runway) == kept


@pytest.mark.parametrize(("after_s", "kept"), [(0, 0), (2, 24), (3, 24)])
def test_a_deleted_task_is_gone_and_paid_back_only_while_it_waits(
    http: httpx.Client, runway: RunwayML, clock: Clock, after_s: float, kept: int
):
    before, made = balance(runway), make(runway)
    clock.forward(after_s)
    runway.tasks.delete(made)
    with pytest.raises(runwayml.NotFoundError):
        runway.tasks.retrieve(made)
    assert before - balance(runway) == kept


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic abc"}])
@pytest.mark.parametrize("path", ["/v1/organization", "/v1/tasks/x"])
def test_nothing_answers_without_a_good_key(http: httpx.Client, sandbox: Address, headers: dict[str, str], path: str):
    answer = http.get(sandbox.runway + path, headers={**HEADERS, "Authorization": "", **headers})
    assert (answer.status_code, list(answer.json())) == (401, ["error", "docUrl"])


def test_nothing_answers_without_its_version(http: httpx.Client, sandbox: Address):
    answer = http.get(f"{sandbox.runway}/v1/organization", headers={**HEADERS, "X-Runway-Version": "1999"})
    assert (answer.status_code, "X-Runway-Version" in answer.json()["error"]) == (400, True)


def pictures(*places: str, uri: str = PICTURE) -> list[dict[str, str]]:
    return [{"uri": uri, "position": place} for place in places]


def tagged(*tags: str) -> list[dict[str, str]]:
    return [{"uri": PICTURE, "tag": tag} for tag in tags]


@pytest.mark.parametrize(
    ("way", "asked", "field"),
    [
        ("text_to_video", {**TEXT, "model": "gen3a_turbo"}, "model"),
        ("text_to_video", {**TEXT, "model": "gen4_turbo"}, "model"),
        ("text_to_video", {**TEXT, "ratio": "960:960"}, "ratio"),
        ("text_to_video", {**TEXT, "ratio": "16:9"}, "ratio"),
        ("text_to_video", {**TEXT, "duration": 11}, "duration"),
        ("text_to_video", {**TEXT, "duration": None}, "duration"),
        ("text_to_video", {**VEO, "duration": 5}, "duration"),
        ("text_to_video", {**TEXT, "promptText": ""}, "promptText"),
        ("text_to_video", {**TEXT, "promptText": "🌧" * 501}, "promptText"),
        ("text_to_video", {**TEXT, "seed": None}, "seed"),
        ("text_to_video", {**TEXT, "seed": -1}, "seed"),
        ("text_to_video", {**VEO, "audio": "no"}, "audio"),
        ("image_to_video", {**IMAGE, "promptImage": None}, "promptImage"),
        ("image_to_video", {**IMAGE, "promptImage": "http://pictures.example/boat.png"}, "promptImage"),
        ("image_to_video", {**IMAGE, "promptImage": "data:image/png;base64," + "A" * 5_000_000}, "promptImage"),
        ("image_to_video", {**IMAGE, "promptImage": pictures("first", uri="runway://x")}, "promptImage"),
        ("image_to_video", {**IMAGE, "promptImage": pictures("first", "last")}, "promptImage"),
        ("image_to_video", {**VEO, "promptImage": pictures("last")}, "promptImage"),
        ("image_to_video", {**TEXT, "promptImage": PICTURE, "promptText": None}, "promptText"),
        ("text_to_video", {**TEXT, "audio": True}, "audio"),
        ("video_to_video", {"model": "aleph2", "promptText": "night"}, "videoUri"),
        ("video_to_video", {**ALEPH, "videoUri": "runway://gone"}, "videoUri"),
        ("video_to_video", {**ALEPH, "promptVideo": CLIP}, "promptVideo"),
        ("video_to_video", {**ALEPH, "model": "gemini_omni_flash_1.1", "promptText": "on", "mode": "loop"}, "mode"),
        ("video_upscale", {**ALEPH, "model": "magnific_video_upscaler_creative", "resolution": "8k"}, "resolution"),
        ("text_to_image", {"model": "gen4_image_turbo", "promptText": "a", "ratio": "720:720"}, "referenceImages"),
        ("text_to_image", {**STILL, "referenceImages": tagged("a b c")}, "referenceImages"),
        ("text_to_image", {**STILL, "referenceImages": tagged("boat", "boat")}, "referenceImages"),
    ],
)
def test_what_runway_cannot_make_is_refused_by_its_field_and_costs_nothing(
    http: httpx.Client, sandbox: Address, runway: RunwayML, way: str, asked: dict[str, Any], field: str
):
    answer = http.post(f"{sandbox.runway}/v1/{way}", json=asked, headers=HEADERS)
    assert (answer.status_code, answer.json()["issues"][0]["path"]) == (400, [field])
    assert balance(runway) == 1_000_000


@pytest.mark.parametrize(
    "given",
    [
        PICTURE,
        pictures("first"),
        pictures("first", uri="data:image/png;base64,AA"),
    ],
)
def test_a_picture_may_come_in_several_ways(http: httpx.Client, sandbox: Address, given: Any):
    asked = {**IMAGE, "promptImage": given}
    assert http.post(f"{sandbox.runway}/v1/image_to_video", json=asked, headers=HEADERS).status_code == 200


def test_a_body_that_is_no_json_is_refused(http: httpx.Client, sandbox: Address):
    assert http.post(f"{sandbox.runway}/v1/text_to_video", content=b"{", headers=HEADERS).status_code == 400


def test_an_empty_account_makes_nothing():
    with running(balance_cents=30) as poor, RunwayML(api_key=KEY, base_url=poor.runway, max_retries=0) as runway:
        make(runway)
        with pytest.raises(runwayml.BadRequestError, match="enough credits"):
            make(runway)


def test_more_at_once_than_allowed_waits_its_turn(clock: Clock):
    with (
        running(concurrent=1, clock=lambda: clock().timestamp()) as busy,
        RunwayML(api_key=KEY, base_url=busy.runway, max_retries=0) as runway,
    ):
        first, second = make(runway), make(runway)
        assert [runway.tasks.retrieve(one).status for one in (first, second)] == ["PENDING", "THROTTLED"]
        clock.forward(3)
        assert [runway.tasks.retrieve(one).status for one in (first, second)] == ["SUCCEEDED", "PENDING"]
        clock.forward(3)
        assert runway.tasks.retrieve(second).status == "SUCCEEDED"


def test_more_than_allowed_in_a_while_is_429_with_the_time_to_wait():
    with running(per_minute=1) as strict, RunwayML(api_key=KEY, base_url=strict.runway, max_retries=0) as runway:
        make(runway)
        with pytest.raises(runwayml.RateLimitError) as refused:
            make(runway)
        assert 0 < int(refused.value.response.headers["retry-after"]) <= 60


def test_what_was_brought_is_gone_after_a_day(
    http: httpx.Client, sandbox: Address, runway: RunwayML, clock: Clock, clip: Path
):
    address = runway.uploads.create_ephemeral(file=clip).uri
    asked, place = {**ALEPH, "videoUri": address}, f"{sandbox.runway}/v1/video_to_video"
    assert http.post(place, json=asked, headers=HEADERS).status_code == 200
    clock.forward(24 * 3600)
    assert http.post(place, json=asked, headers=HEADERS).json()["issues"][0]["path"] == ["videoUri"]


@pytest.mark.parametrize("fields", [{}, {"key": "another", "policy": "x"}])
def test_a_file_without_the_fields_it_was_given_is_not_taken(
    http: httpx.Client, sandbox: Address, fields: dict[str, str]
):
    asked = {"filename": "boat.mp4", "type": "ephemeral"}
    told = http.post(f"{sandbox.runway}/v1/uploads", json=asked, headers=HEADERS).json()
    assert http.post(told["uploadUrl"], data=fields, files={"file": b"a clip"}).status_code == 403
