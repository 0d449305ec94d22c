"""Luma's own SDK, unchanged, against the sandbox: every call that the studio makes of it."""

import lumaai
import pytest
from lumaai import LumaAI

from studio.sandbox.server import running
from tests.sandbox.conftest import KEY

PICTURE = "https://pictures.example/boat.png"


def test_a_generation_is_queued_then_dreaming_then_completed(luma, clock):
    made = luma.generations.create(model="ray-2", prompt="a boat")
    states = [made.state]
    for seconds in (1, 2):
        clock.forward(seconds)
        states.append(luma.generations.get(made.id).state)
    assert states == ["queued", "dreaming", "completed"]


def test_the_answer_repeats_what_was_asked(luma):
    made = luma.generations.create(
        model="ray-2", prompt="a boat", duration="9s", loop=True, concepts=[{"key": "push_in"}]
    )
    assert (made.request.prompt, made.request.duration, made.request.loop) == ("a boat", "9s", True)
    assert made.request.concepts[0].key == "push_in"
    assert (made.model, made.generation_type, made.assets) == ("ray-2", "video", None)


def test_both_addresses_of_create_accept(http, sandbox):
    for path in ("/generations", "/generations/video"):
        sent = {"model": "ray-2", "prompt": "a boat", "a field of tomorrow": 1}
        assert http.post(sandbox.luma + path, json=sent, headers={"Authorization": f"Bearer {KEY}"}).status_code == 201


def test_the_list_is_newest_first_in_pages(luma, clock):
    for number in range(5):
        clock.forward(1)
        luma.generations.create(model="ray-2", prompt=f"boat {number}")
    page = luma.generations.list(limit=2, offset=1)
    assert [generation.request.prompt for generation in page.generations] == ["boat 3", "boat 2"]
    assert (page.count, page.has_more, luma.generations.list(limit=2, offset=3).has_more) == (2, True, False)


def test_a_deleted_generation_is_gone(http, luma, finished):
    luma.generations.delete(finished.id)
    with pytest.raises(lumaai.NotFoundError):
        luma.generations.get(finished.id)
    assert luma.generations.list().generations == []
    assert http.get(finished.assets.video).status_code == 404


@pytest.mark.parametrize(
    ("asked", "cents"),
    [
        ({"model": "ray-2", "resolution": "540p"}, 40),
        ({"model": "ray-2"}, 71),
        ({"model": "ray-2", "aspect_ratio": "1:1", "duration": "9s", "resolution": "1080p"}, 287),
        ({"model": "ray-flash-2", "resolution": "4k"}, 219),
    ],
)
def test_the_balance_in_cents_goes_down_by_the_price(luma, asked, cents):
    before = luma.credits.get().credit_balance
    luma.generations.create(prompt="a boat", **asked)
    assert before - luma.credits.get().credit_balance == cents


def test_a_failed_generation_is_paid_back(luma, sandbox, clock):
    before = luma.credits.get().credit_balance
    sandbox.fault(on="submit", what="failed")
    luma.generations.create(model="ray-2", prompt="a boat")
    assert luma.credits.get().credit_balance == before - 71
    clock.forward(3)
    assert luma.credits.get().credit_balance == before


def test_camera_moves_are_listed_as_words_and_ping_answers(luma):
    assert "dolly_zoom" in luma.generations.concepts.list()
    assert luma.ping.check().message == "pong"


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic abc"}])
@pytest.mark.parametrize("path", ["/credits", "/generations", "/generations/x", "/generations/concepts/list", "/ping"])
def test_nothing_answers_without_a_good_key(http, sandbox, headers, path):
    answer = http.get(sandbox.luma + path, headers=headers)
    assert (answer.status_code, list(answer.json())) == (401, ["detail"])


@pytest.mark.parametrize(
    ("wish", "status", "sentence"),
    [
        ({"model": "ray-3"}, 422, "Input should be 'ray-2' or 'ray-flash-2'"),
        ({"model": None}, 422, "Field required"),
        ({"aspect_ratio": "2:1"}, 422, "Input should be '1:1'"),
        ({"resolution": "8k"}, 422, "Input should be '540p'"),
        ({"prompt": ["a", "boat"]}, 422, "valid string"),
        ({"keyframes": "frame0"}, 422, "valid dictionary"),
        ({"duration": "7s"}, 400, "Duration 7s is not supported: use 5s or 9s"),
        ({"concepts": [{"key": "somersault"}]}, 400, "somersault"),
        ({"prompt": ""}, 400, "Prompt is required"),
        ({"prompt": "ab"}, 400, "Prompt is too short"),
        ({"prompt": "a" * 5001}, 400, "Prompt is too long"),
        ({"keyframes": None}, 400, "No keyframes provided"),
        ({"keyframes": {"frame0": {"type": "image", "url": "data:image/png;base64,AA"}}}, 400, "Invalid keyframe"),
        ({"keyframes": {"frame0": {"type": "generation", "id": "nobody"}}}, 400, "Generation nobody not found"),
        (
            {"loop": True, "keyframes": {"frame1": {"type": "image", "url": PICTURE}}},
            400,
            "Loop is not supported for end",
        ),
        (
            {"loop": True, "keyframes": {name: {"type": "image", "url": PICTURE} for name in ("frame0", "frame1")}},
            400,
            "Loop is not supported for keyframes",
        ),
    ],
)
def test_what_luma_cannot_make_is_refused_and_costs_nothing(luma, wish, status, sentence):
    with pytest.raises(lumaai.APIStatusError) as refused:
        luma.generations.create(**{"model": "ray-2", "prompt": "a boat", **wish})
    assert refused.value.status_code == status
    assert sentence in str(refused.value.body)
    assert luma.credits.get().credit_balance == 1_000_000


def test_a_body_that_is_no_json_is_refused(http, sandbox):
    answer = http.post(f"{sandbox.luma}/generations", content=b"{", headers={"Authorization": f"Bearer {KEY}"})
    assert answer.status_code == 422


def test_a_picture_alone_needs_no_prompt(luma):
    assert luma.generations.create(model="ray-2", keyframes={"frame0": {"type": "image", "url": PICTURE}}).id


def test_a_generation_can_be_continued_once_it_is_completed(luma, clock):
    first = luma.generations.create(model="ray-2", prompt="a boat")
    continued = {"frame0": {"type": "generation", "id": first.id}}
    with pytest.raises(lumaai.BadRequestError, match="is not completed"):
        luma.generations.create(model="ray-2", prompt="and on", keyframes=continued)
    clock.forward(3)
    assert (
        luma.generations.create(model="ray-2", prompt="and on", keyframes=continued).request.keyframes.frame0.id
        == first.id
    )


def test_an_empty_account_makes_nothing():
    with running(balance_cents=100) as poor, LumaAI(auth_token=KEY, base_url=poor.luma, max_retries=0) as luma:
        luma.generations.create(model="ray-2", prompt="a boat")
        with pytest.raises(lumaai.BadRequestError, match="Insufficient credits"):
            luma.generations.create(model="ray-2", prompt="a boat")


def test_more_at_once_than_allowed_is_429_with_the_time_to_wait(clock):
    def now() -> float:
        return clock().timestamp()

    with (
        running(seconds=30, concurrent=2, clock=now) as busy,
        LumaAI(auth_token=KEY, base_url=busy.luma, max_retries=0) as luma,
    ):
        for _ in range(2):
            luma.generations.create(model="ray-2", prompt="a boat")
        clock.forward(10)
        with pytest.raises(lumaai.RateLimitError) as refused:
            luma.generations.create(model="ray-2", prompt="a boat")
        assert refused.value.response.headers["retry-after"] == "20"
        clock.forward(20)
        assert luma.generations.create(model="ray-2", prompt="a boat").id


def test_more_per_minute_than_allowed_is_429_with_the_time_to_wait(clock):
    def now() -> float:
        return clock().timestamp()

    with (
        running(per_minute=2, clock=now) as strict,
        LumaAI(auth_token=KEY, base_url=strict.luma, max_retries=0) as luma,
    ):
        for _ in range(2):
            luma.generations.create(model="ray-2", prompt="a boat")
            clock.forward(25)
        with pytest.raises(lumaai.RateLimitError) as refused:
            luma.generations.create(model="ray-2", prompt="a boat")
        assert refused.value.response.headers["retry-after"] == "10"
        clock.forward(10)
        assert luma.generations.create(model="ray-2", prompt="a boat").id


def test_a_span_of_seconds_gives_each_generation_its_own(clock):
    def now() -> float:
        return clock().timestamp()

    with (
        running(seconds=(3, 20), clock=now) as varied,
        LumaAI(auth_token=KEY, base_url=varied.luma, max_retries=0) as luma,
    ):
        ids = [luma.generations.create(model="ray-2", prompt="a boat").id or "" for _ in range(20)]
        clock.forward(11)
        states = {luma.generations.get(one).state for one in ids}
        clock.forward(9)
        assert states == {"dreaming", "completed"}
        assert {luma.generations.get(one).state for one in ids} == {"completed"}
