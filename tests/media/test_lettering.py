"""Text on pictures."""

import time

import pytest
from PIL import Image, ImageDraw

from studio.media.lettering import draw_text, drawable, fit, text_width, wrap, wrap_evenly


@pytest.mark.parametrize(
    "text",
    ["Élan vital, à Noël", "Straße · Đà Nẵng", "Москва Αθήνα", "森の中の少女", "城市夜景", "서울의 밤", "<b>&amp;</b>"],
)
@pytest.mark.parametrize("family", ["sans", "medium", "mono", "hand"])
def test_these_scripts_have_a_face_in_every_family(text, family):
    assert drawable(text, family) == text
    assert ink(text, family) > 0


def test_what_no_face_has_is_left_out_and_the_spaces_close():
    assert drawable("a 🦊 fox \u200d\ufe0f \x00 runs\n\tsoon", "sans") == "a fox runs soon"
    assert drawable("🦊🚀", "sans") == ""
    assert ink("🦊🚀", "sans") == 0


def test_decomposed_accents_become_one_character():
    assert drawable("e\u0301te\u0301", "sans") == "été"


def test_half_a_surrogate_pair_does_no_harm():
    assert drawable("a\ud83db", "sans") == "ab"


def test_what_has_no_room_is_written_smaller_and_whole():
    short, long = "Past everything she knew.", "Past everything she knew, " * 3
    assert fit(short, "sans", 51, 907, 2) == ([short], 51)
    rows, px = fit(long, "sans", 51, 907, 2)
    assert (len(rows), " ".join(rows)) == (2, long.strip()) and 30 < px < 51
    assert fit("森" * 400, "sans", 51, 907, 2)[1] == 25  # no smaller, whatever comes


def test_lines_are_evened_so_that_no_word_stands_alone():
    words = "And for forty years, every boat came home."
    assert wrap(words, "sans", 17, 302, 2) == ["And for forty years, every boat came", "home."]
    assert wrap_evenly(words, "sans", 17, 302, 2) == ["And for forty years,", "every boat came home."]
    assert wrap_evenly("Donaudampfschifffahrt", "sans", 17, 302, 2) == ["Donaudampfschifffahrt"]


def test_text_is_as_wide_as_it_is_drawn():
    image = Image.new("L", (600, 60))
    end = draw_text(ImageDraw.Draw(image), 10, 40, "Wide 森 text", "sans", 30, 255, tracking=2)
    assert end - 10 == pytest.approx(text_width("Wide 森 text", "sans", 30, tracking=2), abs=1)


@pytest.mark.parametrize("text", ["a road that goes on " * 250, "w" * 5000, "森" * 5000, "long " + "x" * 90 + " end"])
def test_lines_fit_and_the_last_one_says_that_there_is_more(text):
    started = time.monotonic()
    lines = wrap(text, "sans", 30, 800, 3)
    assert len(lines) <= 3
    assert all(text_width(line, "sans", 30) <= 800 for line in lines)
    assert lines[-1].endswith("…") == (len(text) > 1000)
    assert time.monotonic() - started < 1


def test_a_short_text_is_one_line_and_no_text_is_none():
    assert wrap("  a\n road ", "sans", 30, 800, 3) == ["a road"]
    assert wrap(" 🦊 ", "sans", 30, 800, 3) == []


def test_chinese_breaks_between_any_two_characters():
    lines = wrap("森の中の少女は歩く", "sans", 30, 130, 9)
    assert "".join(lines) == "森の中の少女は歩く"
    assert len(lines) > 1


def ink(text: str, family) -> int:
    image = Image.new("L", (900, 60))
    draw_text(ImageDraw.Draw(image), 5, 40, text, family, 30, 255)
    return sum(image.histogram()[128:])
