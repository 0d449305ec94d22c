"""The clips that we write ourselves."""

from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
import pytest

from studio.media.encode import open_clip_writer
from studio.media.probe import probe
from tests.clips import write_test_clip


def test_a_test_clip_is_what_was_asked_for(tmp_path):
    write_test_clip(tmp_path / "clip.mp4", 640, 360, 1.5, fps=Fraction(30000, 1001), has_sound=True)
    facts = probe(tmp_path / "clip.mp4")
    assert (facts.width, facts.height, facts.fps, facts.frames) == (640, 360, 29.97, 45)
    assert facts.has_sound
    assert facts.duration_s == pytest.approx(1.5, abs=0.01)


def test_odd_sides_are_made_even(tmp_path):
    write_test_clip(tmp_path / "clip.mp4", 641, 361, 0.5)
    assert probe(tmp_path / "clip.mp4").shown_size == (640, 360)


def test_the_same_seed_gives_the_same_clip_and_another_seed_another(tmp_path):
    contents = []
    for number, seed in enumerate([1, 1, 2]):
        write_test_clip(tmp_path / f"{number}.mp4", 160, 90, 0.5, seed=seed)
        contents.append((tmp_path / f"{number}.mp4").read_bytes())
    assert contents[0] == contents[1] != contents[2]


def test_a_test_clip_moves(tmp_path):
    write_test_clip(tmp_path / "clip.mp4", 160, 90, 1)
    with av.open(str(tmp_path / "clip.mp4")) as container:
        shown = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    assert all(np.any(before != after) for before, after in pairwise(shown))


def test_a_clip_carries_the_tags_of_ordinary_screens_and_its_index_in_front(clip):
    with av.open(str(clip)) as container:
        frame = next(container.decode(video=0))
    assert (frame.color_range, frame.colorspace, frame.color_primaries, frame.color_trc) == (1, 1, 1, 1)
    content = clip.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_a_clip_that_is_not_finished_leaves_nothing_behind(folder):
    with pytest.raises(RuntimeError, match="half way"), open_clip_writer(folder / "clip.mp4", 64, 64) as writer:
        writer.add(np.zeros((96, 64), np.uint8))
        raise RuntimeError("half way")
    assert list(folder.iterdir()) == []
