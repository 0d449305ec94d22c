"""The SDK of Luma Agents, unchanged, against the sandbox: every call that the studio makes of it, and what it refuses."""

import base64
import io
from collections.abc import Iterator
from typing import Any

import luma_agents
import pytest
from luma_agents import Luma
from PIL import Image

from studio.sandbox.server import Address, running
from tests.patience import PATIENCE_S
from tests.sandbox.conftest import KEY, SECONDS

PICTURE = {"url": "https://pictures.example/boat.png"}


@pytest.fixture
def agents(sandbox: Address) -> Iterator[Luma]:
    with Luma(auth_token=KEY, base_url=sandbox.luma_agents, max_retries=0, timeout=PATIENCE_S) as client:
        yield client


def inline(media_type: str = "image/png") -> dict[str, str]:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return {"data": base64.b64encode(file.getvalue()).decode(), "media_type": media_type}


def make(client: Luma, **wish: Any) -> Any:
    create: Any = client.generations.create  # what a typed call could not ask for is asked too
    return create(**{"type": "video", "model": "ray-3.2", "prompt": "a boat", **wish})


def test_a_generation_is_queued_then_processing_then_completed(agents, clock, http):
    made = make(agents)
    states = [made.state]
    for seconds in (1, 2):
        clock.forward(seconds)
        states.append(agents.generations.get(made.id).state)
    assert states == ["queued", "processing", "completed"]
    [clip] = agents.generations.get(made.id).output
    assert clip.type == "video" and http.get(clip.url).content[4:8] == b"ftyp"


def test_an_address_dies_after_an_hour_unless_a_check_renews_it(agents, clock, http):
    made = make(agents)
    clock.forward(SECONDS)
    first = agents.generations.get(made.id).output[0].url
    clock.forward(3599)
    assert agents.generations.get(made.id).output[0].url == first
    clock.forward(3599)
    assert http.get(first).status_code == 200
    clock.forward(1)
    assert http.get(first).status_code == 403
    assert http.get(agents.generations.get(made.id).output[0].url).status_code == 200
    assert http.get(first).status_code == 403


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("Advanced prompt moderation failed", "content_moderated"),
        ("budget_exhausted", "budget_exhausted"),
        ("The job failed", "generation_failed"),
    ],
)
def test_a_failure_has_a_code_and_words(agents, sandbox, clock, reason, code):
    sandbox.fault(on="submit", what="failed", reason=reason)
    made = make(agents)
    clock.forward(SECONDS)
    ended = agents.generations.get(made.id)
    assert (ended.state, ended.failure_code, ended.failure_reason, ended.output) == ("failed", code, reason, [])


def test_there_is_no_list_no_cancel_and_no_balance(http, sandbox):
    headers = {"Authorization": f"Bearer {KEY}"}
    assert http.get(f"{sandbox.luma_agents}/generations", headers=headers).status_code == 405
    assert http.delete(f"{sandbox.luma_agents}/generations/x", headers=headers).status_code == 405
    assert http.get(f"{sandbox.luma_agents}/credits", headers=headers).status_code == 404


def test_the_files_are_listed(agents):
    page = agents.files.list(limit=1)
    assert (page.data, page.has_more) == ([], False)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic abc"}])
@pytest.mark.parametrize("path", ["/files", "/generations/x"])
def test_nothing_answers_without_a_good_key(http, sandbox, headers, path):
    answer = http.get(sandbox.luma_agents + path, headers=headers)
    assert (answer.status_code, list(answer.json())) == (401, ["detail"])


@pytest.mark.parametrize(
    "video",
    [
        {},
        {"duration": "10s", "resolution": "360p"},
        {"loop": True},
        {"loop": True, "start_frame": PICTURE},
        {"start_frame": PICTURE, "end_frame": PICTURE},
        {"start_frame": inline()},
    ],
)
def test_what_it_can_make_is_accepted(agents, video):
    assert make(agents, video=video).id


@pytest.mark.parametrize(
    ("wish", "status", "sentence"),
    [
        ({"model": "ray-3"}, 422, "model: expected one of ray-3.2"),
        ({"type": "image"}, 422, "model"),
        ({"prompt": ""}, 422, "prompt"),
        ({"prompt": "a" * 6001}, 422, "prompt"),
        ({"aspect_ratio": "9:21"}, 422, "aspect_ratio"),
        ({"video": {"resolution": "4k"}}, 422, "video.resolution"),
        ({"video": {"duration": "9s"}}, 422, "video.duration"),
        ({"video": {"duration": "10s", "loop": True}}, 400, "need 5s"),
        ({"video": {"duration": "10s", "start_frame": PICTURE}}, 400, "need 5s"),
        ({"video": {"loop": True, "end_frame": PICTURE}}, 400, "not supported with end_frame"),
        ({"video": {"start_frame": {}}}, 422, "exactly one of"),
        ({"video": {"start_frame": {**PICTURE, **inline()}}}, 422, "exactly one of"),
        ({"video": {"start_frame": {"url": "data:image/png;base64,AA"}}}, 400, "not a public address"),
        ({"video": {"start_frame": {"data": inline()["data"]}}}, 422, "media_type: required"),
        ({"video": {"start_frame": {"data": "????", "media_type": "image/png"}}}, 400, "not a picture"),
        ({"video": {"start_frame": {"data": "QUJD", "media_type": "image/png"}}}, 400, "not a picture"),
        ({"video": {"start_frame": {"generation_id": "nobody"}}}, 400, "no completed generation nobody"),
        ({"video": {"start_frame": {"generation_id": "x"}, "end_frame": PICTURE}}, 400, "exactly one generation_id"),
    ],
)
def test_what_it_cannot_make_is_refused_and_nothing_is_accepted(agents, sandbox, wish, status, sentence):
    with pytest.raises(luma_agents.APIStatusError) as refused:
        make(agents, **wish)
    assert refused.value.status_code == status
    assert sentence in str(refused.value.body)
    assert sandbox.jobs() == []


def test_a_generation_can_be_continued_once_it_is_completed(agents, clock):
    first = make(agents)
    with pytest.raises(luma_agents.BadRequestError, match="no completed generation"):
        make(agents, video={"start_frame": {"generation_id": first.id}})
    clock.forward(SECONDS)
    assert make(agents, video={"start_frame": {"generation_id": first.id}}).id


def test_the_two_lumas_keep_separate_accounts(agents, luma, sandbox):
    make(agents)
    luma.generations.create(model="ray-2", prompt="a boat")
    assert sorted(job["provider"] for job in sandbox.jobs()) == ["luma", "luma_agents"]
    assert sandbox.reception.accounts["luma_agents"].balance_cents() == 1_000_000 - 30


def test_an_empty_account_and_a_busy_one_accept_nothing(clock):
    with running(balance_cents=20) as poor, Luma(auth_token=KEY, base_url=poor.luma_agents, max_retries=0) as agents:
        with pytest.raises(luma_agents.APIStatusError) as refused:
            make(agents)
        assert refused.value.status_code == 402
    with running(per_minute=1) as strict, Luma(auth_token=KEY, base_url=strict.luma_agents, max_retries=0) as agents:
        make(agents)
        with pytest.raises(luma_agents.RateLimitError) as refused:
            make(agents)
        assert refused.value.response.headers["retry-after"] == "60"
