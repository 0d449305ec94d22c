"""Google's own SDK, unchanged, against the sandbox: clips that are worked on, pictures, files that are brought, and what a writer asks."""

import io
import wave
from collections.abc import Iterator

import pytest
from google import genai
from google.genai import types
from PIL import Image
from pydantic import BaseModel, Field

from studio.sandbox.server import Address
from tests.sandbox.conftest import SECONDS
from tests.sandbox.test_google import KEY, MODEL, PICTURE, client_of, make

TALL = {"type": "video", "resolution": "360p", "duration": "3s", "aspect_ratio": "9:16", "delivery": "uri"}


@pytest.fixture(scope="session")
def one_google(one_sandbox: Address) -> Iterator[genai.Client]:
    with client_of(one_sandbox) as client:
        yield client


@pytest.fixture
def google(sandbox, one_google):
    return one_google


@pytest.fixture
def earlier(google, clock):
    """The id of a clip that is done."""
    made = make(google, response_format=TALL)
    clock.forward(SECONDS)
    return made.id


def work(google, task, source, **wish):
    wanted = {"type": "video", "resolution": wish.pop("resolution", "360p"), "delivery": "uri"}
    if "duration" in wish:
        wanted["duration"] = wish.pop("duration")
    asked = {"response_format": wanted, "generation_config": {"video_config": {"task": task}}, **wish}
    return make(google, **asked, **({"previous_interaction_id": source} if source else {}))


def brought(google, clip):
    return google.files.upload(
        file=str(clip), config={"http_options": {"base_url": google._api_client._http_options.base_url}}
    )


# -- clips that are worked on -----------------------------------------------------------------------------


@pytest.mark.parametrize(("task", "resolution", "cents"), [("edit", "360p", 6.9), ("upscale", "1080p", 31.5)])
def test_what_keeps_the_length_of_a_clip_costs_that_length(google, sandbox, earlier, task, resolution, cents):
    before = sandbox.reception.accounts["google"].balance_cents()
    work(google, task, earlier, resolution=resolution)
    [job, _] = sandbox.jobs()
    assert before - sandbox.reception.accounts["google"].balance_cents() == pytest.approx(cents)
    shape = sandbox.reception.accounts["google"].find(job["id"]).shape
    assert (shape.duration_s, shape.height > shape.width) == (3, True)


def test_an_extension_costs_what_is_added_and_has_the_whole(google, sandbox, earlier):
    account = sandbox.reception.accounts["google"]
    before = account.balance_cents()
    work(google, "extend", earlier, duration="5s")
    assert before - account.balance_cents() == pytest.approx(5 * 2.3)
    assert account.newest()[0].shape.duration_s == 8


def test_a_clip_that_was_brought_is_worked_on_like_one_of_its_own(google, sandbox, clip):
    file = brought(google, clip)
    parts = [{"type": "video", "uri": file.uri}, {"type": "text", "text": "<IMAGE_REF_0> waves"}, PICTURE]
    work(google, "edit", None, input=parts)
    assert sandbox.creates() == {"<IMAGE_REF_0> waves": {"received": 1, "accepted": 1}}


@pytest.mark.parametrize(
    ("task", "wish", "sentence"),
    [
        ("edit", {"input": "a"}, "needs a video"),
        ("extend", {"input": "a", "duration": "11s"}, "use 3s to 10s"),
        ("edit", {"input": [{"type": "video", "uri": "https://x/files/none"}, {"type": "text", "text": "a"}]}, "may not"),
        ("text_to_video", {"input": [{"type": "video", "uri": "https://x/files/none"}]}, "may not exist"),
        ("reference_to_video", {"input": "a"}, "needs an image"),
        ("image_to_video", {"input": [*[PICTURE] * 8, {"type": "text", "text": "a"}]}, "At most 7 images"),
    ],
)  # fmt: skip
def test_work_that_omni_cannot_do_is_refused(google, sandbox, task, wish, sentence):
    with pytest.raises(Exception, match=sentence):
        work(google, task, None, **wish)
    assert sandbox.jobs() == []


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"resolution": "4k"}, "from 360p to 4k is not supported"),
        ({"resolution": "360p"}, "from 360p to 360p is not supported"),
        ({"resolution": "720p", "model": "gemini-omni-1.1-flash"}, "does not support the task upscale"),
    ],
)
def test_a_clip_is_made_larger_by_one_step_or_two(google, earlier, wish, sentence):
    with pytest.raises(Exception, match=sentence):
        work(google, "upscale", earlier, **wish)


def test_what_is_not_finished_or_not_there_cannot_be_worked_on(google, earlier):
    unfinished = make(google)
    with pytest.raises(Exception, match="no video"):
        work(google, "edit", unfinished.id)
    with pytest.raises(Exception, match="not found"):
        work(google, "edit", "v1_none")


# -- pictures ---------------------------------------------------------------------------------------------


def picture(google, **wanted):
    asked = {"response_format": {"type": "image", **wanted}, "model": "gemini-3.1-flash-image", "background": True}
    return google.interactions.create(input="a boat", **asked)


@pytest.mark.parametrize(
    ("wanted", "size"),
    [({}, (1024, 1024)), ({"aspect_ratio": "16:9", "image_size": "512"}, (684, 384)), ({"aspect_ratio": "1:8"}, (364, 2898))],
)  # fmt: skip
def test_a_picture_is_a_real_one_of_the_size_that_was_asked(google, clock, wanted, size):
    made = picture(google, **wanted)
    clock.forward(SECONDS)
    found = google.interactions.get(made.id)
    assert found.output_video is None
    with Image.open(io.BytesIO(types.Blob(data=found.output_image.data).data or b"")) as opened:
        assert (opened.format, opened.size) == ("JPEG", size)


@pytest.mark.parametrize("wanted", [{"aspect_ratio": "2:1"}, {"image_size": "8K"}, {"type": "video"}])
def test_a_picture_that_nobody_makes_is_refused(google, wanted):
    with pytest.raises(Exception, match=r"Invalid value|images only"):
        picture(google, **wanted)


# -- files ------------------------------------------------------------------------------------------------


def test_a_file_lives_for_two_days(google, clock, clip):
    file = brought(google, clip)
    assert (file.state.name, file.mime_type, file.size_bytes) == ("ACTIVE", "video/mp4", clip.stat().st_size)
    assert google.files.get(name=file.name).uri == file.uri
    clock.forward(48 * 3600)
    with pytest.raises(Exception, match="may not exist"):
        google.files.get(name=file.name)


def test_a_file_that_is_looked_through_cannot_be_used_yet(google, sandbox, clock, clip):
    sandbox.fault(on="transfer", what="processing", seconds=10)
    file = brought(google, clip)
    assert file.state.name == "PROCESSING"
    with pytest.raises(Exception, match="not in an ACTIVE state"):
        work(google, "edit", None, input=[{"type": "video", "uri": file.uri}, {"type": "text", "text": "a"}])
    clock.forward(10)
    assert google.files.get(name=file.name).state.name == "ACTIVE"


def test_only_who_has_a_key_begins_an_upload(http, sandbox):
    begun = {"X-Goog-Upload-Command": "start", "X-Goog-Upload-Header-Content-Length": "9"}
    assert http.post(f"{sandbox.google}/upload/v1/files", headers=begun).status_code == 403
    answer = http.post(f"{sandbox.google}/upload/v1/files", headers={**begun, "x-goog-api-key": KEY})
    assert answer.headers["x-goog-upload-url"].startswith("https://generativelanguage.googleapis.com/upload/v1/files?")
    assert http.post(f"{sandbox.google}/upload/v1/files?upload_id=none", content=b"x").status_code == 400


# -- what a writer asks -----------------------------------------------------------------------------------


class Scene(BaseModel):
    prompt: str
    seconds: int = Field(ge=4)


class Plan(BaseModel):
    title: str
    scenes: list[Scene] = Field(min_length=2)


def test_a_writer_gets_words_about_what_it_asked(google):
    instructions = types.GenerateContentConfig(system_instruction="Write better prompts.")
    answer = google.models.generate_content(model="gemini-3.8-flash", contents="a boat at sea", config=instructions)
    assert "a boat at sea" in answer.text
    assert "a boat at sea" in google.interactions.create(model="gemini-3.8-flash", input="a boat at sea").output_text


def test_a_plan_has_the_shape_that_was_asked_for(google):
    config = types.GenerateContentConfig(response_mime_type="application/json", response_schema=Plan)
    plan = google.models.generate_content(model="gemini-3.8-flash", contents="a boat", config=config).parsed
    assert isinstance(plan, Plan) and len(plan.scenes) >= 2 and plan.scenes[0].seconds == 4


def test_a_blocked_prompt_is_an_answer_without_words(google, sandbox):
    sandbox.fault(on="write", what="blocked")
    answer = google.models.generate_content(model="gemini-3.8-flash", contents="a boat")
    assert (answer.text, answer.prompt_feedback.block_reason) == (None, "PROHIBITED_CONTENT")


def test_speech_is_bare_samples_as_long_as_it_takes(google):
    config = types.GenerateContentConfig(response_modalities=["AUDIO"])
    spoken = google.models.generate_content(model="gemini-3.8-flash-tts", contents="A boat. " * 10, config=config)
    blob = spoken.candidates[0].content.parts[0].inline_data
    assert blob.mime_type == "audio/L16;codec=pcm;rate=24000"
    assert len(blob.data) / 2 / 24000 == pytest.approx(80 / 15, abs=0.2)


def test_speech_through_an_interaction_is_a_wav(google):
    asked = {"model": "gemini-3.8-flash-tts", "response_format": {"type": "audio", "mime_type": "audio/wav"}}
    sound = google.interactions.create(input="A boat at sea.", **asked).output_audio
    with wave.open(io.BytesIO(types.Blob(data=sound.data).data or b"")) as opened:
        assert (opened.getframerate(), opened.getnchannels(), opened.getsampwidth()) == (24000, 1, 2)


def test_a_picture_at_once_is_a_real_one(google):
    config = types.GenerateContentConfig(
        response_modalities=["IMAGE"], image_config=types.ImageConfig(aspect_ratio="1:1")
    )
    answer = google.models.generate_content(model="gemini-3-pro-image", contents="a boat", config=config)
    with Image.open(io.BytesIO(answer.candidates[0].content.parts[0].inline_data.data)) as opened:
        assert opened.size == (1024, 1024)


def test_a_writer_that_nobody_knows_is_404(google):
    with pytest.raises(Exception, match="is not found"):
        google.models.generate_content(model="gemini-1", contents="a boat")
    with pytest.raises(Exception, match="not found"):
        make(google, model=f"{MODEL}-x")
