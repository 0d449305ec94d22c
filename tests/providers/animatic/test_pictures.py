"""The pictures, frame by frame."""

import numpy as np
import pytest
from PIL import Image

from studio.errors import BadMedia
from studio.providers.animatic.render import picture_of
from studio.providers.animatic.scenery import SCENERY
from studio.providers.animatic.words import CAMERA_MOVES
from tests.providers.animatic.drawing import LOOKS, PROMPT, difference, opened, save_picture, small

PLACES = {
    "mountains": "mountain",
    "ocean": "ocean with a lighthouse",
    "city": "rainy city",
    "forest": "forest",
    "desert": "camels in the desert",
    "space": "astronaut in space",
    "underwater": "coral reef",
    "bokeh": "portrait of a man",
}
ODD_PROMPTS = {
    "empty": "",
    "accents": "Élan vital: à Noël, Ærøskøbing, naïve Straße, Đà Nẵng",
    "other scripts": "森の中の少女 城市夜景 서울의 밤 Москва Αθήνα",
    "no face": "عربي עברית ไทย 🦊🚀👨‍👩‍👧",
    "html": "<script>alert('x')</script><b>bold</b> &amp; \x00\x07\n\n\ttabs",
    "long": "an endless road " * 312,
    "one word": "a" * 5000,
}


@pytest.mark.parametrize("look", LOOKS)
def test_the_same_seed_draws_the_same_frames(look):
    one, other = small(look=look), small(look=look)
    assert all(np.array_equal(one.frame(index).array(), other.frame(index).array()) for index in (0, 11, 23))


@pytest.mark.parametrize("look", LOOKS)
def test_another_seed_draws_another_picture(look):
    first, second = (small("Birds", look=look, asked_seed=seed) for seed in (1, 2))
    assert difference(first.clean(12), second.clean(12)) > 2


def test_without_a_seed_the_prompt_decides():
    assert difference(small("Mountains").clean(0), small("Mountains").clean(0)) == 0
    assert difference(small("Mountains").clean(0), small("Mountains!").clean(0)) > 2


def test_the_same_prompt_draws_the_same_picture_at_every_size():
    large = picture_of(small(width=640, height=360).clean(0)).resize((320, 180), Image.Resampling.BOX)
    assert difference(large, picture_of(small().clean(0))) < 6


@pytest.mark.parametrize("place", SCENERY)
@pytest.mark.parametrize("look", ["cinematic", "storyboard"])
def test_every_place_is_a_picture_with_something_on_it(place, look):
    picture = np.asarray(picture_of(small(PLACES[place], look=look).clean(12)).convert("L"), np.float32)
    assert picture.std() > 8


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("move", CAMERA_MOVES)
def test_every_camera_move_moves_the_picture_and_static_keeps_it(move, look):
    renderer = small("Mountains in the morning", look=look, camera_move=move)
    moved = difference(renderer.clean(0), renderer.clean(23))
    assert moved < 1.5 if move == "static" else moved > 0.5


@pytest.mark.parametrize("move", ["roll left", "handheld", "orbit right", "aerial"])
@pytest.mark.parametrize("size", [(320, 180), (180, 420)])
def test_no_corner_is_ever_empty(move, size):
    renderer = small("bright summer day over snow", width=size[0], height=size[1], camera_move=move)
    corners = [np.asarray(renderer.clean(index).planes[0])[[0, 0, -1, -1], [0, -1, 0, -1]] for index in (0, 12, 23)]
    assert np.min(corners) > 16  # the black of an empty frame


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("prompt", ["ocean with a boat and birds", "city in the rain", "snow on a village", PROMPT])
def test_a_loop_closes(look, prompt):
    renderer = small(prompt, look=look, is_loop=True, duration_s=2, camera_move="push in")
    step = max(difference(renderer.clean(index), renderer.clean(index + 1)) for index in (20, 24, 28))
    assert difference(renderer.clean(47), renderer.clean(0)) <= step * 1.5 + 0.5


@pytest.mark.parametrize("look", ["cinematic", "neon"])
@pytest.mark.parametrize("move", ["push in", "pull out", "pan left", "roll right"])
def test_a_clip_starts_exactly_on_its_first_picture(tmp_path, look, move):
    picture = save_picture(tmp_path / "picture.png", (320, 180))
    renderer = small(look=look, first_picture=picture, camera_move=move)
    assert difference(picture_of(renderer.clean(0)), opened(picture)) < 3
    assert difference(renderer.clean(0), renderer.clean(23)) > 3


@pytest.mark.parametrize("move", ["push in", "pull out", "orbit left", None])
def test_a_clip_ends_exactly_on_its_last_picture(tmp_path, move):
    picture = save_picture(tmp_path / "picture.png", (320, 180))
    renderer = small(last_picture=picture, camera_move=move)
    assert difference(picture_of(renderer.clean(23)), opened(picture)) < 3
    assert difference(renderer.clean(0), small(camera_move=move).clean(0)) == 0


def test_a_picture_of_another_shape_is_shown_whole(tmp_path):
    picture = save_picture(tmp_path / "tall.png", (180, 320))
    shown = picture_of(small(first_picture=picture, camera_move="static").clean(0))
    middle = shown.crop((112, 0, 208, 180))
    assert difference(middle.resize((54, 96)), opened(picture).resize((54, 96))) < 12


def test_a_loop_over_a_picture_comes_back_to_it(tmp_path):
    picture = save_picture(tmp_path / "picture.png")
    renderer = small(first_picture=picture, is_loop=True, camera_move="pan right", duration_s=2)
    assert difference(renderer.clean(0), renderer.clean(47)) < difference(renderer.clean(0), renderer.clean(24)) / 4


def test_a_sketch_of_a_picture_still_shows_it(tmp_path):
    picture = save_picture(tmp_path / "picture.png", (320, 180))
    drawn = np.asarray(picture_of(small(look="storyboard", first_picture=picture).clean(0)).convert("L"), np.float32)
    assert drawn[30:60, 30:60].mean() < drawn[120:150, 260:290].mean()


@pytest.mark.parametrize("content", [b"", b"<html>not a picture</html>", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_picture_is_refused_with_a_sentence(tmp_path, content):
    (tmp_path / "picture.png").write_bytes(content)
    with pytest.raises(BadMedia, match=r"\.$"):
        small(first_picture=tmp_path / "picture.png")


@pytest.mark.parametrize("look", LOOKS)
def test_the_caption_is_on_the_clip_and_not_on_the_clean_frame(look):
    with_caption, without = small(look=look), small(look=look, has_caption=False)
    assert difference(with_caption.frame(23), without.frame(23)) > 0.2
    assert difference(with_caption.clean(23), without.clean(23)) == 0


def test_a_clean_frame_of_a_storyboard_is_its_panel_alone():
    renderer = small(look="storyboard")
    page, panel = (np.asarray(frame.planes[0], np.float32) for frame in (renderer.frame(23), renderer.clean(23)))
    assert page.shape == panel.shape == (180, 320)
    assert page[-8:].mean() - panel[-8:].mean() > 60  # pale paper; the dark ground at one's feet


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("prompt", ODD_PROMPTS.values(), ids=ODD_PROMPTS)
@pytest.mark.parametrize("size", [(320, 180), (180, 420)])
def test_any_prompt_is_drawn(look, prompt, size):
    renderer = small(prompt, look=look, width=size[0], height=size[1])
    assert renderer.frame(23).array().shape == (size[1] * 3 // 2, size[0])
