"""The pictures of any clip, as the film shows them."""

from itertools import islice

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from PIL import Image, ImageStat

from studio.media.encode import Plane
from studio.media.film.conform import Stored
from studio.media.film.frames import shot_frames
from studio.media.film.planes import BT709, LIMITED_RANGE, Patch, black, from_frame, from_picture
from studio.media.film.recipe import Shot
from studio.media.poster import write_last_frame
from studio.media.probe import open_clip
from tests.bad_files import GOOD, encode

SHADE = (120, 90, 170)


def to_picture(planes: Plane) -> Image.Image:
    """As a player shows it."""
    frame = VideoFrame.from_ndarray(planes, format="yuv420p")
    return frame.reformat(format="rgb24", src_colorspace=BT709, src_color_range=LIMITED_RANGE).to_image()


@pytest.mark.parametrize(
    ("height", "colours"),
    [(360, (1, 1, 1)), (360, (6, 6, 6)), (360, (2, 2, 2)), (720, (2, 2, 2)), (720, (5, 6, 5))],
    ids=["BT.709", "BT.601", "untagged, small", "untagged, large", "PAL, large"],
)
def test_colours_are_those_of_the_clip(tmp_path, height, colours):
    encode(tmp_path / "clip.mp4", width=640, height=height, frames=3, shade=SHADE, colours=colours)
    with open_clip(tmp_path / "clip.mp4") as clip:
        write_last_frame(clip, tmp_path / "still.png")
    shown = to_picture(next(shot_frames(Shot(clip=str(tmp_path / "clip.mp4")), (160, 90), 24, 0)))
    with Image.open(tmp_path / "still.png") as still:
        assert ImageStat.Stat(shown).mean == pytest.approx(ImageStat.Stat(still).mean, abs=3)


def test_a_turned_clip_is_upright(tmp_path):
    path = GOOD["rotated"].write(tmp_path)
    with av.open(str(path)) as lying:
        still = next(lying.decode(video=0)).to_image().transpose(Image.Transpose.ROTATE_270)
    shown = to_picture(next(shot_frames(Shot(clip=str(path)), (180, 320), 24, 0)))
    difference = np.abs(np.asarray(shown, np.int16) - np.asarray(still, np.int16))
    assert np.median(difference) < 6


def test_a_shot_begins_with_the_picture_at_its_start_wherever_the_key_frames_are(tmp_path):
    path = GOOD["fragmented"].write(tmp_path)
    whole = list(islice(shot_frames(Shot(clip=str(path)), (320, 180), 24, 0), 24))
    late = list(islice(shot_frames(Shot(clip=str(path), start_s=0.5), (320, 180), 24, 2), 10))
    assert all(np.array_equal(one, other) for one, other in zip(whole[14:], late, strict=True))


def test_a_picture_that_fits_is_not_touched(tmp_path, clip):
    with open_clip(clip) as opened:
        frame = next(opened.container.decode(opened.video))
        assert Stored.of(frame).is_fit_for((320, 180))
        assert np.array_equal(from_frame(frame), frame.to_ndarray())


def test_a_patch_is_laid_where_it_belongs_and_leaves_the_picture_given_alone():
    ground = black((64, 48))
    shares = Image.new("L", (16, 8), 0)
    shares.paste(255, (0, 0, 8, 8))
    laid = to_picture(Patch(Image.new("RGB", (16, 8), "red"), shares, (20, 10)).laid_on(ground))
    assert laid.getpixel((23, 13)) == pytest.approx((255, 0, 0), abs=8)
    assert laid.getpixel((33, 13)) == laid.getpixel((5, 5)) == (0, 0, 0)
    assert np.array_equal(ground, black((64, 48)))


def test_a_picture_goes_into_planes_and_back():
    colours = Image.new("RGB", (32, 32), (200, 100, 40))
    assert to_picture(from_picture(colours)).getpixel((9, 9)) == pytest.approx((200, 100, 40), abs=3)
