"""Stills cut from clips, compared with what a full decode of the same clip shows."""

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageChops, ImageStat

from studio.errors import BadMedia
from studio.media.encode import open_clip_writer
from studio.media.isolated import inspect
from studio.media.poster import write_last_frame, write_poster
from studio.media.probe import open_clip
from tests.bad_files import BAD, GOOD, encode
from tests.clips import write_test_clip


def still(write, clip_path: Path) -> Image.Image:
    path = clip_path.with_suffix(".still")
    with open_clip(clip_path) as clip:
        write(clip, path)
    with Image.open(path) as picture:
        picture.load()
        return picture


def decoded(clip_path: Path) -> list[Image.Image]:
    with av.open(str(clip_path)) as container:
        return [frame.to_image() for frame in container.decode(video=0)]


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean over all pixels and colours, 0-255."""
    assert one.size == other.size
    return float(np.mean(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean))


def test_a_poster_is_a_webp_of_480_pixels_from_a_third_into_the_clip(tmp_path):
    write_test_clip(tmp_path / "clip.mp4", 960, 540, 2)
    poster = still(write_poster, tmp_path / "clip.mp4")
    assert (poster.format, poster.size) == ("WEBP", (480, 270))
    frames = [frame.resize((480, 270)) for frame in decoded(tmp_path / "clip.mp4")]
    nearest = min(range(len(frames)), key=lambda index: difference(frames[index], poster))
    assert nearest == pytest.approx(0.35 * len(frames), abs=1)


def test_a_poster_is_taken_where_somebody_knows_a_good_moment(tmp_path):
    write_test_clip(tmp_path / "clip.mp4", 960, 540, 2)
    poster = inspect(tmp_path / "clip.mp4", tmp_path, poster_s=1.5).poster
    frames = [frame.resize((480, 270)) for frame in decoded(tmp_path / "clip.mp4")]
    with Image.open(poster) as seen:
        nearest = min(range(len(frames)), key=lambda index: difference(frames[index], seen))
    assert nearest == pytest.approx(0.75 * len(frames), abs=1)


def test_a_poster_is_not_larger_than_its_clip(clip, tmp_path):
    with open_clip(clip) as opened:
        write_poster(opened, tmp_path / "poster.webp")
    with Image.open(tmp_path / "poster.webp") as poster:
        assert poster.size == (320, 180)


def write_shades(path: Path, *shades: int) -> None:
    with open_clip_writer(path, 320, 180) as writer:
        for shade in shades:
            writer.add(np.vstack([np.full((180, 320), shade, np.uint8), np.full((90, 320), 128, np.uint8)]))


def test_a_poster_looks_past_a_black_stretch(tmp_path):
    write_shades(tmp_path / "clip.mp4", *[16] * 40, *[160] * 20)
    assert ImageStat.Stat(still(write_poster, tmp_path / "clip.mp4")).mean[0] > 120


def test_a_clip_that_is_black_throughout_has_its_brightest_picture_for_a_poster(tmp_path):
    write_shades(tmp_path / "clip.mp4", *[16] * 30, *[30] * 30)
    assert 10 < ImageStat.Stat(still(write_poster, tmp_path / "clip.mp4")).mean[0] < 25


@pytest.mark.parametrize("name", ["varying rate", "59.94", "odd sides", "full chroma", "fragmented", "with sound"])
def test_the_last_frame_is_that_of_a_full_decode(tmp_path, name):
    path = GOOD[name].write(tmp_path)
    assert difference(still(write_last_frame, path), decoded(path)[-1]) < 1


@pytest.mark.parametrize("seconds", [1, 5])
def test_the_last_frame_is_found_behind_b_frames_and_one_key_frame(tmp_path, seconds):
    encode(tmp_path / "clip.mp4", frames=24 * seconds, x264_params="bframes=3:b-adapt=0:keyint=1000")
    last = still(write_last_frame, tmp_path / "clip.mp4")
    assert last.format == "PNG"
    assert difference(last, decoded(tmp_path / "clip.mp4")[-1]) < 1


def test_a_picture_held_upright_comes_out_upright(tmp_path):
    path = GOOD["rotated"].write(tmp_path)
    lying = decoded(path)[-1]
    turned_clockwise = lying.transpose(Image.Transpose.ROTATE_270)
    assert difference(still(write_last_frame, path), turned_clockwise) < 1
    assert still(write_poster, path).size == (180, 320)


def test_wide_pixels_come_out_square(tmp_path):
    assert still(write_last_frame, GOOD["wide pixels"].write(tmp_path)).size == (427, 180)


def test_white_of_an_hdr_clip_is_white(tmp_path):
    """203 nits, the white of an HDR master, is code 573 of 1023 in PQ: read as an ordinary picture it is grey."""
    path = tmp_path / "clip.mp4"
    encode(
        path, codec="libx265", pixel_format="yuv420p10le", colours=(9, 16, 9), shade=573, x265_params="log-level=none"
    )
    assert ImageStat.Stat(decoded(path)[0]).mean[0] < 160
    assert ImageStat.Stat(still(write_poster, path)).mean[0] > 240


def test_an_untagged_hd_clip_is_taken_for_bt709(tmp_path):
    path = tmp_path / "clip.mp4"
    encode(path, width=1280, height=720, frames=2, colours=(2, 2, 2), shade=(81, 90, 240))
    encode(tmp_path / "tagged.mp4", width=1280, height=720, frames=2, colours=(1, 1, 1), shade=(81, 90, 240))
    assert difference(still(write_last_frame, path), still(write_last_frame, tmp_path / "tagged.mp4")) < 1


def test_a_damaged_clip_still_has_its_stills(tmp_path):
    path = GOOD["flipped bytes"].write(tmp_path)
    assert still(write_last_frame, path).size == (320, 180)


def test_a_clip_without_pictures_has_no_stills(tmp_path):
    path = BAD["index missing"].write(tmp_path)
    with pytest.raises(BadMedia):
        still(write_poster, path)
