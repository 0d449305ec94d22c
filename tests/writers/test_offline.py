"""The built-in writer: what it softens, and what it leaves alone."""

import pytest

from studio.writers.offline import OfflineWriter
from studio.writers.offline.softening import MILDER
from studio.writers.rewrite import Swap


def soften(prompt: str) -> str:
    return OfflineWriter().soften(prompt).becomes


@pytest.mark.parametrize(
    ("prompt", "milder"),
    [
        ("A knight covered in blood", "A knight covered in red paint"),
        ("He pulls a gun and an explosion follows", "He pulls a flashlight and a burst of light follows"),
        ("Dead leaves; a DEAD calm", "Motionless leaves; a MOTIONLESS calm"),
        ("the dead\n  body in the hall", "the sleeping figure in the hall"),
        ("A violent storm", "An intense storm"),
    ],
)
def test_a_strong_word_gives_way_with_its_article_and_its_capitals(prompt: str, milder: str):
    assert soften(prompt) == milder


@pytest.mark.parametrize(
    "prompt", ["A close-up shot of a skilled begun day", "A paper boat", "", "Shoot from below, cut"]
)
def test_parts_of_words_and_words_of_film_stay(prompt: str):
    rewrite = OfflineWriter().soften(prompt)
    assert rewrite.becomes == prompt and rewrite.swaps == ()


def test_what_is_changed_is_told_piece_by_piece():
    rewrite = OfflineWriter().soften("She drops the gun")
    assert rewrite.swaps == (Swap(14, "gun", "flashlight"),)
    assert [text for text, _ in rewrite.pieces()] == ["She drops the ", "gun", ""]


def test_a_milder_prompt_is_not_softened_again():
    for milder in MILDER.values():
        assert soften(milder) == milder
