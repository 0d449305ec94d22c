"""Google's own SDK, unchanged, against the sandbox: every call that the studio makes of it, and what Gemini Omni refuses."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from google import genai
from google.genai import errors, types

from studio.sandbox.google.rules import CENTS_PER_PICTURE, LONGEST_S
from studio.sandbox.google.writing import SPEAKERS, WRITERS
from studio.sandbox.server import Address, running
from tests.patience import PATIENCE_S
from tests.sandbox.conftest import SECONDS

KEY = "google-0123456789-wxyz"
MODEL = "gemini-omni-1.2-flash"
PICTURE = {"type": "image", "data": base64.b64encode(b"a picture").decode(), "mime_type": "image/png"}


@contextmanager
def client_of(address: Address, key: str = KEY) -> Iterator[genai.Client]:
    retries = types.HttpRetryOptions(attempts=1)
    with httpx.Client(trust_env=False, timeout=PATIENCE_S) as http:  # the SDK does not close a client that it was given
        options = types.HttpOptions(base_url=address.google, timeout=10_000, retry_options=retries, httpx_client=http)
        with genai.Client(api_key=key, enterprise=False, http_options=options) as client:
            yield client


@pytest.fixture(scope="session")
def one_google(one_sandbox: Address) -> Iterator[genai.Client]:
    with client_of(one_sandbox) as client:
        yield client


@pytest.fixture
def google(sandbox, one_google):
    return one_google


def make(google, **wish):
    video = {"type": "video", "resolution": "360p", "duration": "3s", "delivery": "uri"}
    asked = {"model": MODEL, "input": "a boat", "response_format": video, "background": True, **wish}
    return google.interactions.create(**asked)


def test_an_interaction_is_queued_then_in_progress_then_completed(google, clock):
    made = make(google)
    states = [made.status]
    for seconds in (1, 2):
        clock.forward(seconds)
        states.append(google.interactions.get(made.id).status)
    assert states == ["queued", "in_progress", "completed"]
    assert google.interactions.get(made.id).output_video.uri.startswith("https://generativelanguage.googleapis.com/")


def test_the_sdks_own_download_reads_the_file(google, clock, tmp_path):
    made = make(google)
    clock.forward(SECONDS)
    video = google.interactions.get(made.id).output_video
    google.files.download(file=video.uri, destination=str(tmp_path / "clip.mp4"))
    assert (tmp_path / "clip.mp4").read_bytes()[4:8] == b"ftyp"


def test_a_file_needs_the_key(google, clock, http, sandbox):
    made = make(google)
    clock.forward(SECONDS)
    name = google.interactions.get(made.id).output_video.uri.rpartition("/")[2]
    address = f"{sandbox.google}/v1/files/{name}:download?alt=media"
    assert http.get(address).status_code == 403
    assert http.get(address, headers={"x-goog-api-key": KEY}).status_code == 200
    assert http.get(f"{sandbox.google}/v1/files/none:download", headers={"x-goog-api-key": KEY}).status_code == 404


def test_a_clip_that_is_asked_inside_comes_inside(google, clock):
    made = make(google, response_format={"type": "video", "resolution": "360p", "duration": "3s"})
    clock.forward(SECONDS)
    video = google.interactions.get(made.id).output_video
    assert video.uri is None and base64.b64decode(video.data)[4:8] == b"ftyp"


def test_a_failed_one_tells_its_reason_and_is_paid_back(google, sandbox, clock):
    account = sandbox.reception.accounts["google"]
    sandbox.fault(on="submit", what="failed", reason="It went wrong")
    made = make(google)
    assert account.balance_cents() == pytest.approx(1_000_000 - 6.9)
    clock.forward(SECONDS)
    ended = google.interactions.get(made.id)
    assert (ended.status, ended.errors[0].message) == ("failed", "It went wrong")
    assert account.balance_cents() == 1_000_000


def test_a_running_one_can_be_cancelled_and_a_finished_one_cannot(google, clock):
    first, second = make(google), make(google)
    assert google.interactions.cancel(first.id).status == "cancelled"
    assert google.interactions.get(first.id).status == "cancelled"
    clock.forward(SECONDS)
    with pytest.raises(Exception, match="not running"):
        google.interactions.cancel(second.id)


def test_the_models_are_listed(google):
    listed = [model.name.removeprefix("models/") for model in google.models.list()]
    assert {*LONGEST_S, *CENTS_PER_PICTURE, *WRITERS, *SPEAKERS} == set(listed)
    assert len(google.models.list(config={"page_size": 1}).page) == 1


def test_nothing_answers_without_a_good_key(sandbox, http):
    for path in ("/v1/models", "/v1/interactions/v1_x"):
        answer = http.get(sandbox.google + path)
        assert (answer.status_code, answer.json()["error"]["status"]) == (403, "PERMISSION_DENIED")
    with client_of(sandbox, "wrong") as stranger, pytest.raises(errors.ClientError) as refused:
        stranger.models.list()
    assert (refused.value.code, "API_KEY_INVALID" in str(refused.value.details)) == (400, True)


def video(**changes):
    return {"type": "video", "duration": "3s", **changes}


@pytest.mark.parametrize(
    ("wish", "status", "sentence"),
    [
        ({"model": "gemini-omni-9-flash"}, 404, "is not found"),
        ({"input": ""}, 400, "needs a text"),
        ({"input": [PICTURE]}, 400, "needs a text"),
        ({"response_format": video(aspect_ratio="1:1")}, 400, "aspect_ratio: use 16:9 or 9:16"),
        ({"response_format": video(resolution="540p")}, 400, "resolution"),
        ({"response_format": video(delivery="post")}, 400, "delivery"),
        ({"response_format": video(duration="2s")}, 400, "use 3s to 15s"),
        ({"response_format": video(duration="16s")}, 400, "use 3s to 15s"),
        ({"model": "gemini-omni-1.1-flash", "response_format": video(duration="11s")}, 400, "use 3s to 10s"),
        ({"generation_config": {"video_config": {"task": "sing"}}}, 400, "task"),
        ({"generation_config": {"video_config": {"task": "image_to_video"}}}, 400, "needs an image"),
        ({"input": [PICTURE | {"mime_type": "image/gif"}, {"type": "text", "text": "a"}]}, 400, "MIME type"),
        ({"input": [PICTURE | {"data": "%"}, {"type": "text", "text": "a"}]}, 400, "process input image"),
        ({"input": [PICTURE, {"type": "text", "text": "<LAST_FRAME> a"}]}, 400, "must be used together"),
        ({"input": [PICTURE, {"type": "text", "text": "<FIRST_FRAME> <LAST_FRAME> a"}]}, 400, "names 2 images, but 1"),
    ],
)
def test_what_omni_cannot_make_is_refused_and_costs_nothing(google, sandbox, wish, status, sentence):
    with pytest.raises(Exception, match="Error code") as refused:
        make(google, **wish)
    assert getattr(refused.value, "status_code", None) == status
    assert sentence in str(refused.value)
    assert sandbox.reception.accounts["google"].balance_cents() == 1_000_000


def test_a_prompt_is_logged_without_its_tags(google, sandbox):
    make(google, input=[PICTURE, {"type": "text", "text": "<FIRST_FRAME> a boat"}])
    assert sandbox.creates() == {"a boat": {"received": 1, "accepted": 1}}


def test_more_than_allowed_is_429_with_the_time_to_wait_in_its_details(clock):
    def now() -> float:
        return clock().timestamp()

    with running(seconds=30, concurrent=1, clock=now) as busy, client_of(busy) as google:
        make(google)
        with pytest.raises(Exception, match="exceeded your current quota") as refused:
            make(google)
        assert "'retryDelay': '30s'" in str(refused.value)
