"""What the sandbox hands out is a real clip of the size and length that was asked."""

import asyncio
import io

import av
import pytest
from PIL import Image

from studio.sandbox.clips import Clips, Shape


def made(luma, clock, **asked):
    generation = luma.generations.create(model="ray-2", prompt="a boat", **asked)
    clock.forward(3)
    return luma.generations.get(generation.id).assets


@pytest.mark.parametrize(
    ("asked", "width", "height", "seconds"),
    [
        ({}, 1280, 720, 5),
        ({"resolution": "540p", "aspect_ratio": "9:16", "duration": "9s"}, 540, 960, 9),
        ({"resolution": "540p", "aspect_ratio": "1:1"}, 720, 720, 5),
        ({"resolution": "540p", "aspect_ratio": "21:9"}, 1100, 472, 5),
    ],
)
def test_a_clip_measures_what_was_asked(http, luma, clock, asked, width, height, seconds):
    content = http.get(made(luma, clock, **asked).video).content
    with av.open(io.BytesIO(content), "r") as clip:
        stream = clip.streams.video[0]
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", width, height)
        assert sum(1 for _ in clip.decode(stream)) == 24 * seconds
        assert clip.duration == seconds * 1_000_000


def test_the_image_is_the_first_picture_of_the_clip(http, luma, clock):
    assets = made(luma, clock, resolution="540p")
    poster = Image.open(io.BytesIO(http.get(assets.image).content))
    with av.open(io.BytesIO(http.get(assets.video).content), "r") as clip:
        first = next(clip.decode(video=0)).to_image()
    assert poster.size == first.size == (960, 540)
    for place in ((10, 10), (480, 230), (480, 500)):
        assert poster.getpixel(place) == pytest.approx(first.getpixel(place), abs=12)


def test_no_two_generations_have_the_same_file(http, luma, clock):
    clips = {http.get(made(luma, clock, resolution="540p").video).content for _ in range(8)}
    assert len(clips) == 8


def test_a_clip_comes_in_parts_when_parts_are_asked(http, finished):
    whole = http.get(finished.assets.video)
    assert (whole.headers["content-type"], whole.headers["accept-ranges"]) == ("video/mp4", "bytes")
    for asked, part in (("0-9", whole.content[:10]), ("100-", whole.content[100:]), ("-7", whole.content[-7:])):
        answer = http.get(finished.assets.video, headers={"Range": f"bytes={asked}"})
        assert (answer.status_code, answer.content) == (206, part)
    last = len(whole.content)
    assert http.get(finished.assets.video, headers={"Range": f"bytes={last}-"}).status_code == 416


def test_a_clip_is_not_there_before_the_generation_is_completed(http, luma, sandbox):
    generation = luma.generations.create(model="ray-2", prompt="a boat")
    assert http.get(f"{sandbox.url}/files/luma/{generation.id}/1.mp4").status_code == 404


def test_a_clip_is_encoded_once_for_all_sandboxes(tmp_path):
    shape, kept = Shape(160, 90, 1), tmp_path / "160x90-1s-0-v1.mp4"
    first = asyncio.run(ask(Clips(tmp_path), shape, times=20))
    assert [path.name for path in tmp_path.iterdir()] == [kept.name]
    assert len(set(first)) == 20
    kept.write_bytes(b"from the disk")
    second = asyncio.run(ask(Clips(tmp_path), shape, times=1))
    assert second[0].startswith(b"from the disk")


def test_a_clip_is_kept_in_memory(tmp_path):
    clips, shape = Clips(tmp_path), Shape(160, 90, 1)
    first = asyncio.run(ask(clips, shape, times=1))
    (tmp_path / "160x90-1s-0-v1.mp4").unlink()
    assert asyncio.run(ask(clips, shape, times=1)) == first
    assert list(tmp_path.iterdir()) == []


async def ask(clips: Clips, shape: Shape, times: int) -> list[bytes]:
    return await asyncio.gather(*(clips.clip(shape, f"tag {number}") for number in range(times)))
