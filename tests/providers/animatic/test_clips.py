"""The files."""

from pathlib import Path

import av
import pytest

from studio.providers.animatic.render import AnimaticRenderer, write_clip
from studio.providers.animatic.shot import FPS, AnimaticShot
from studio.providers.animatic.sizes import RATIOS, size_of
from tests.providers.animatic.drawing import LOOKS, PROMPT, small

SIZES = [("540p", ratio) for ratio in RATIOS] + [
    ("720p", "16:9"),
    ("720p", "9:16"),
    ("1080p", "16:9"),
    ("1080p", "9:21"),
]


@pytest.mark.parametrize(("resolution", "ratio"), SIZES)
def test_a_clip_has_the_size_and_the_length_that_were_asked(tmp_path, resolution, ratio):
    width, height = size_of(resolution, ratio)
    write_clip(
        AnimaticRenderer(AnimaticShot(prompt=PROMPT, width=width, height=height, duration_s=1)), tmp_path / "clip.mp4"
    )
    assert facts(tmp_path / "clip.mp4") == (width, height, FPS, pytest.approx(1))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("duration_s", [1, 2.5, 10])
def test_every_look_has_the_length_that_was_asked(tmp_path, look, duration_s):
    write_clip(small(look=look, duration_s=duration_s), tmp_path / "clip.mp4")
    assert facts(tmp_path / "clip.mp4") == (320, 180, duration_s * FPS, pytest.approx(duration_s))


def test_a_clip_is_h264_in_bt709_and_plays_while_it_loads(tmp_path):
    write_clip(small(), tmp_path / "clip.mp4")
    with av.open(str(tmp_path / "clip.mp4")) as clip:
        stream = clip.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt, stream.average_rate) == ("h264", "yuv420p", 24)
        tags = stream.codec_context
        assert (tags.color_range, tags.colorspace, tags.color_primaries, tags.color_trc) == (1, 1, 1, 1)
    content = (tmp_path / "clip.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_one_who_hears_about_the_frames_hears_of_each(tmp_path):
    heard = []
    write_clip(small(), tmp_path / "clip.mp4", heard.append)
    assert heard == list(range(1, 25))


def test_one_who_stops_it_leaves_nothing_behind(tmp_path):
    class Enough(Exception):
        pass

    def stop(done: int) -> None:
        if done == 5:
            raise Enough

    with pytest.raises(Enough):
        write_clip(small(), tmp_path / "clip.mp4", stop)
    assert list(tmp_path.iterdir()) == []


def facts(path: Path) -> tuple[int, int, int, float]:
    """Width, height, pictures and seconds: of what is decoded, not of what the header says."""
    with av.open(str(path)) as clip:
        pictures = list(clip.decode(video=0))
        last = pictures[-1]
        seconds = (last.time or 0) + float(last.duration * (last.time_base or 0))
    return pictures[0].width, pictures[0].height, len(pictures), seconds
