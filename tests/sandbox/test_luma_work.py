"""Luma's pictures and its work on clips, through its own SDK: every answer, and real files of the right size."""

import io
from pathlib import Path
from typing import Any

import av
import httpx
import lumaai
import pytest
from lumaai import LumaAI
from lumaai.types import Generation
from PIL import Image

from studio.sandbox.server import Address
from tests.clips import write_test_clip
from tests.clock import Clock
from tests.media.site import Site
from tests.media.site import file as answer_with

CLIP = "https://clips.example/boat.mp4"
PICTURE = "https://pictures.example/boat.png"
MODIFY = {"generation_type": "modify_video", "model": "ray-2", "mode": "flex_1", "media": {"url": CLIP}}
REFRAME = {"generation_type": "reframe_video", "model": "ray-2", "aspect_ratio": "9:16", "media": {"url": CLIP}}


def ended(luma: LumaAI, clock: Clock, made: Generation) -> Any:
    clock.forward(3)
    return luma.generations.get(made.id or "")


def measured(http: httpx.Client, made: Any) -> tuple[int, int, float, bool]:
    """Width, height, seconds, whether it has sound."""
    assert made.state == "completed", made.failure_reason
    assert made.assets and made.assets.video
    with av.open(io.BytesIO(http.get(made.assets.video).content), "r") as clip:
        stream = clip.streams.video[0]
        return stream.width, stream.height, (clip.duration or 0) / 1e6, bool(clip.streams.audio)


def test_a_modified_clip_is_as_large_and_as_long_as_its_source(http, luma, clock):
    source = luma.generations.create(
        model="ray-2", prompt="a boat", resolution="540p", duration="9s", aspect_ratio="1:1"
    )
    media = {"url": ended(luma, clock, source).assets.video}
    made = luma.generations.video.modify(**MODIFY | {"media": media, "prompt": "in snow"})
    assert (made.request.generation_type, made.request.mode, made.request.media.url) == (
        "modify_video",
        "flex_1",
        media["url"],
    )
    assert measured(http, ended(luma, clock, made)) == (720, 720, 9, False)


def test_a_reframed_clip_has_the_shape_that_was_asked(http, luma, clock, finished):
    made = luma.generations.video.reframe(**REFRAME | {"media": {"url": finished.assets.video}})
    assert measured(http, ended(luma, clock, made)) == (720, 1280, 5, False)


@pytest.mark.parametrize(("resolution", "size"), [("1080p", (1920, 1080)), ("4k", (3840, 2160))])
def test_an_upscaled_clip_has_the_size_that_was_asked(http, luma, clock, finished, resolution, size):
    made = luma.generations.upscale(finished.id, resolution=resolution)
    assert made.id != finished.id
    assert measured(http, ended(luma, clock, made))[:2] == size


def test_a_clip_with_audio_added_has_a_sound_stream_as_long_as_itself(http, luma, clock, finished):
    made = luma.generations.audio(finished.id, prompt="rain", negative_prompt="music", generation_type="add_audio")
    assert (made.request.prompt, made.request.negative_prompt) == ("rain", "music")
    content = http.get(ended(luma, clock, made).assets.video).content
    with av.open(io.BytesIO(content), "r") as clip:
        samples = sum(frame.samples for frame in clip.decode(audio=0))
    assert samples / 48_000 == pytest.approx(5, abs=0.1)


@pytest.mark.parametrize(("wish", "size", "kind"), [
    ({}, (1920, 1080), "JPEG"),
    ({"format": "png", "aspect_ratio": "1:1", "model": "photon-flash-1"}, (1440, 1440), "PNG"),
])  # fmt: skip
def test_a_picture_is_a_picture(http, luma, clock, wish, size, kind):
    made = luma.generations.image.create(**{"model": "photon-1", "prompt": "a boat", **wish})
    assert (made.generation_type, made.assets) == ("image", None)
    assets = ended(luma, clock, made).assets
    picture = Image.open(io.BytesIO(http.get(assets.image).content))
    assert (assets.video, picture.size, picture.format) == (None, size, kind)


def test_no_two_pictures_are_the_same_file(http, luma, clock):
    made = [luma.generations.image.create(model="photon-1", prompt="a boat") for _ in range(8)]
    clock.forward(3)
    assert len({http.get(luma.generations.get(one.id).assets.image).content for one in made}) == 8


def test_what_is_worked_on_may_keep_its_id_and_is_shown_until_the_new_clip_is_there(
    http, luma, sandbox, clock, finished
):
    sandbox.fault(on="submit", what="same_id")
    made = luma.generations.upscale(finished.id, resolution="1080p")
    assert (made.id, made.state, made.assets.video) == (finished.id, "completed", finished.assets.video)
    assert measured(http, made)[:2] == (1280, 720)
    later = ended(luma, clock, made)
    assert later.assets.video != finished.assets.video
    assert measured(http, later)[:2] == (1920, 1080)


def test_what_it_takes_is_paid_and_work_in_place_pays_for_both(luma, sandbox, clock):
    luma.generations.image.create(model="photon-1", prompt="a boat")
    luma.generations.video.modify(**MODIFY)
    assert luma.credits.get().credit_balance == pytest.approx(1_000_000 - 1.51 - 174.96, abs=0.01)
    made = ended(luma, clock, luma.generations.create(model="ray-2", prompt="a boat"))
    before = luma.credits.get().credit_balance
    sandbox.fault(on="submit", what="same_id")
    luma.generations.audio(made.id, prompt="rain")
    assert luma.credits.get().credit_balance == before - 10


# -- what it was given ------------------------------------------------------------------------------------


@pytest.fixture
def shelf(tmp_path: Path):
    write_test_clip(tmp_path / "clip.mp4", 640, 360, 2)
    write_test_clip(tmp_path / "long.mp4", 64, 36, 11)
    Image.new("RGB", (128, 72), "teal").save(tmp_path / "teal.png")
    with Site() as site:
        for file in tmp_path.iterdir():
            site.on(f"/{file.name}", answer_with(file))
        yield site


def test_an_address_of_this_machine_is_really_fetched(http, luma, clock, shelf):
    made = luma.generations.video.modify(**MODIFY | {"media": {"url": shelf.url("/clip.mp4")}})
    assert measured(http, ended(luma, clock, made)) == (640, 360, 2, False)
    frames = {"frame0": {"type": "image", "url": shelf.url("/teal.png")}}
    assert ended(luma, clock, luma.generations.create(model="ray-2", keyframes=frames)).state == "completed"


@pytest.mark.parametrize("name", ["gone.mp4", "teal.png", "long.mp4"])
def test_what_cannot_be_read_there_fails_later(luma, clock, shelf, name):
    made = luma.generations.video.modify(**MODIFY | {"media": {"url": shelf.url(f"/{name}")}})
    assert ended(luma, clock, made).failure_reason == "Failed to read user input frames"


def test_a_picture_that_is_none_fails_later(luma, clock, shelf):
    for refs in (
        {"image_ref": [{"url": shelf.url("/clip.mp4")}]},
        {"character_ref": {"identity0": {"images": [shelf.url("/x")]}}},
    ):
        made = luma.generations.image.create(model="photon-1", prompt="a boat", **refs)
        assert ended(luma, clock, made).failure_reason == "Failed to read user input frames"


def test_an_address_of_its_own_that_has_died_cannot_be_read(luma, sandbox, http, clock, finished):
    sandbox.fault(on="download", what="dead_url")
    http.get(finished.assets.video)
    made = luma.generations.video.modify(**MODIFY | {"media": {"url": finished.assets.video}})
    assert ended(luma, clock, made).failure_reason == "Failed to read user input frames"


# -- what it refuses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("call", "wish", "status", "sentence"), [
    ("modify", {"mode": "wild_1"}, 422, "Input should be 'adhere_1'"),
    ("modify", {"model": "photon-1"}, 422, "Input should be 'ray-2'"),
    ("modify", {"media": {"url": "data:video/mp4;base64,AA"}}, 400, "a public url is needed"),
    ("modify", {"prompt": "ab"}, 400, "Prompt is too short"),
    ("reframe", {"aspect_ratio": "2:1"}, 422, "Input should be '1:1'"),
    ("reframe", {"media": None}, 422, "Field required"),
    ("image", {"model": "ray-2"}, 422, "Input should be 'photon-1'"),
    ("image", {"prompt": None}, 422, "Field required"),
    ("image", {"image_ref": [{"url": PICTURE}] * 5}, 400, "at most 4"),
])  # fmt: skip
def test_what_luma_cannot_do_is_refused_and_costs_nothing(luma, call, wish, status, sentence):
    calls = {
        "modify": lambda: luma.generations.video.modify(**MODIFY | wish),
        "reframe": lambda: luma.generations.video.reframe(**REFRAME | wish),
        "image": lambda: luma.generations.image.create(**{"model": "photon-1", "prompt": "a boat"} | wish),
    }
    with pytest.raises(lumaai.APIStatusError) as refused:
        calls[call]()
    assert refused.value.status_code == status and sentence in str(refused.value.body)
    assert luma.credits.get().credit_balance == 1_000_000


def test_only_a_clip_of_its_own_that_is_there_is_worked_on(luma: LumaAI, sandbox: Address, clock: Clock):
    with pytest.raises(lumaai.NotFoundError):
        luma.generations.upscale("nobody", resolution="4k")
    made = luma.generations.create(model="ray-2", prompt="a boat")
    with pytest.raises(lumaai.BadRequestError, match="is not completed"):
        luma.generations.audio(made.id or "", prompt="rain")
    picture = ended(luma, clock, luma.generations.image.create(model="photon-1", prompt="a boat"))
    with pytest.raises(lumaai.BadRequestError, match="is not a video"):
        luma.generations.upscale(picture.id or "", resolution="4k")
    with pytest.raises(lumaai.UnprocessableEntityError, match="Input should be '540p'"):
        luma.generations.upscale(made.id or "", resolution="8k")
