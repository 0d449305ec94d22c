"""The built-in writer makes a prompt richer: what is there stays word for word, and nothing is said twice."""

import io

import pytest
from PIL import Image

from studio.errors import BadMedia
from studio.writers.offline import OfflineWriter
from studio.writers.rewrite import between
from studio.writers.tasks import Surroundings


def enhanced(prompt: str, **look: object) -> str:
    change = OfflineWriter().enhance(prompt, Surroundings.model_validate(look)).kept.of("prompt")
    return change.becomes if change else prompt


@pytest.mark.parametrize(
    "prompt", ["A paper boat in the rain", "Ein Boot im Regen.", "雨の中の紙の船。", "Кошка на крыше!"]
)
def test_what_is_there_stays_and_a_sentence_of_film_comes_behind_it(prompt: str):
    assert (enhanced(prompt).startswith(prompt) and "shot" in enhanced(prompt)) or "close-up" in enhanced(
        prompt
    ).lower()
    assert enhanced(prompt) == enhanced(prompt)


def test_what_fits_the_subject_is_added():
    assert "wet reflections" in enhanced("A boat in the rain")
    assert "85mm lens" in enhanced("Fresh bread")


def test_what_the_prompt_or_the_style_says_is_not_said_again():
    better = enhanced("A close-up of bread in candlelight, 50mm lens", style="Watercolour animation")
    assert "window light" not in better and "85mm" not in better and "film grain" not in better
    assert better.endswith("Steam and crumbs.")


def test_a_prompt_that_is_as_long_as_it_may_be_stays():
    written = OfflineWriter().enhance("word " * 20, Surroundings(longest_prompt=100))
    assert written.kept.changes == () and written.remarks == (
        "The prompt is as long as its model takes: nothing is added.",
    )


def test_a_camera_move_is_chosen_where_there_is_none():
    change = (
        OfflineWriter().enhance("He runs", Surroundings(camera_moves=("static", "handheld"))).kept.of("camera_move")
    )
    assert change and change.becomes == "handheld"
    assert (
        OfflineWriter()
        .enhance("He runs", Surroundings(camera_move="static", camera_moves=("handheld",)))
        .kept.of("camera_move")
        is None
    )


def test_each_field_can_be_shown_piece_by_piece():
    rewrite = between("A red boat, far away", "A small red boat, near")
    assert rewrite.becomes == "A small red boat, near"
    assert [(swap.was, swap.becomes) for swap in rewrite.swaps] == [("", " small"), ("far away", "near")]


# -- reviews ----------------------------------------------------------------------------------------------


def frame(grey: int, spot: int | None = None) -> bytes:
    picture = Image.new("L", (64, 36), grey)
    if spot is not None:
        picture.paste(255, (spot, 5, spot + 20, 25))
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def test_a_take_that_is_dark_or_does_not_move_is_told_so():
    dark = OfflineWriter().review("A boat", [frame(2), frame(2)])
    assert dark.kept.faults == ("It is nearly black.", "It has hardly any contrast.", "Nothing moves in it.")
    assert dark.kept.score == 0.1 and "cannot see" in dark.remarks[0]
    assert OfflineWriter().review("A boat", [frame(90, 5), frame(90, 30)]).kept.score == 1


def test_what_is_no_picture_is_refused():
    with pytest.raises(BadMedia):
        OfflineWriter().review("A boat", [b"not a picture"])
