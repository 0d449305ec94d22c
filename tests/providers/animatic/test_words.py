"""What the animatic reads in a prompt."""

import pytest

from studio.providers.animatic.camera import MOVES
from studio.providers.animatic.palettes import PALETTES
from studio.providers.animatic.scenery import SCENERY
from studio.providers.animatic.words import CAMERA_MOVES, read_camera_move, read_story


@pytest.mark.parametrize(
    ("prompt", "place", "light"),
    [
        ("A sailing boat crossing the ocean at sunset", "ocean", "sunset"),
        ("Neon city skyline in the rain", "city", "neon"),
        ("Une forêt à l'aube", "forest", "dawn"),
        ("Ein Leuchtturm am Meer bei Nacht", "ocean", "night"),
        ("Montañas en otoño", "mountains", "golden"),
        ("夜の街", "city", "night"),
        ("雪山", "mountains", "mist"),
        ("Astronaut on a distant planet", "space", "space"),
        ("Snow on the Alps", "mountains", "mist"),
        ("Snow on the Alps in the evening", "mountains", "sunset"),
        ("a knight at the beach at dawn", "ocean", "dawn"),
        ("A volcano", "mountains", "ember"),
    ],
)
def test_place_and_light_are_read_in_several_languages(prompt, place, light):
    story = read_story(prompt, seed=0)
    assert (story.place, story.light) == (place, light)


@pytest.mark.parametrize(
    ("prompt", "subject"),
    [
        ("a knight rides through the valley", "person"),
        ("Une FEMME à la montagne", "person"),
        ("A tree alone on a hill", "tree"),
        ("camel caravan over the dunes", "camel"),
        ("the old lighthouse", "lighthouse"),
        ("two mountains", None),
        ("the shepherd", None),
    ],
)
def test_the_subject_is_the_first_one_named(prompt, subject):
    assert read_story(prompt, seed=0).subject == subject


def test_a_word_inside_another_is_not_read():
    assert read_story("a knight in a meadow", seed=0).light == "spring"  # no night in knight


def test_what_the_prompt_leaves_open_follows_from_the_seed():
    stories = {read_story("something", seed) for seed in range(40)}
    assert stories == {read_story("something", seed) for seed in range(40)}
    assert len({story.place for story in stories}) > 1
    assert len({story.light for story in stories}) > 1


@pytest.mark.parametrize("seed", range(12))
def test_all_that_is_read_can_be_drawn(seed):
    story = read_story("", seed)
    assert story.place in SCENERY
    assert story.light in PALETTES


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("push_in", "push in"),
        ("Dolly In", "push in"),
        ("a slow orbit left around the tower", "orbit left"),
        ("aerial_drone", "aerial"),
        ("dolly zoom on his face", "dolly zoom"),
        ("travelling arrière", "pull out"),
        ("a pan of noodles", None),
        ("", None),
    ],
)
def test_camera_moves_are_read_under_all_their_names(text, move):
    assert read_camera_move(text) == move


def test_every_camera_move_of_the_list_has_its_curves():
    assert set(CAMERA_MOVES) == set(MOVES)
    assert all(read_camera_move(move) == move for move in CAMERA_MOVES)
