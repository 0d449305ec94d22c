"""Subtitles from what is spoken, and as files that other programs read."""

from itertools import pairwise

import pytest
from pysubs2 import SSAFile

from studio.media.film.captions import MOST_LETTERS, Word, as_text, lines_of, lines_spoken, one_at_a_time, write
from studio.media.film.recipe import Subtitle

STORY = (
    "The boat left before dawn, with nobody at the oars. Mara saw it from the pier: a dark shape on the water, "
    "and behind it the first light. She did not call out. Who would have answered?"
)


def test_a_long_text_is_broken_where_one_takes_a_breath():
    lines = lines_of(STORY, 1, 11)
    assert [line.text for line in lines] == [
        "The boat left before dawn, with nobody at the oars.",
        "Mara saw it from the pier: a dark shape on the water,",
        "and behind it the first light. She did not call out. Who would have answered?",
    ]
    assert " ".join(line.text for line in lines) == STORY
    assert (lines[0].start_s, lines[-1].end_s) == (1, 11)
    assert all(line.end_s == after.start_s for line, after in pairwise(lines))


def test_wide_letters_count_twice_and_break_anywhere():
    lines = lines_of("森の中を歩く少女。" * 12, 0, 12)
    assert all(len(line.text) <= MOST_LETTERS // 2 for line in lines)
    assert all(line.text.endswith("。") for line in lines)


def test_a_word_without_end_is_broken_too():
    assert "".join(line.text for line in lines_of("a" * 300, 0, 3)) == "a" * 300


def test_no_text_is_no_line():
    assert lines_of("  \n ", 0, 3) == ()


def test_lines_come_when_their_first_word_is_spoken():
    words = [Word(position, position / 10) for position in (0, 4, 52, 57, 131, 140)]
    lines = lines_spoken(STORY, words, 20, offset_s=1)
    assert lines[0].start_s == 1
    assert lines[1].start_s == lines[0].end_s == 6.2
    assert lines[-1].end_s == 21


def test_lines_at_once_follow_each_other_or_are_rows():
    early, late = Subtitle(start_s=0, end_s=3, text="Who"), Subtitle(start_s=2, end_s=4, text="there?")
    also = Subtitle(start_s=2, end_s=3, text="is")
    found = [(line.start_s, line.end_s, line.text) for line in one_at_a_time([also, early, late])]
    assert found == [(0, 2, "Who"), (2, 4, "is\nthere?")]


LINES = [
    Subtitle(start_s=61.5, end_s=63, text="Zwei\nZeilen <b>&amp; {mehr}"),
    Subtitle(start_s=0.25, end_s=1, text="Où --> 森"),
]


@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_files_are_read_back_with_the_same_times_and_words(tmp_path, kind):
    write(LINES, tmp_path / f"film.{kind}", kind)
    read = SSAFile.load(str(tmp_path / f"film.{kind}"))
    assert [(event.start, event.end) for event in read] == [(250, 1000), (61500, 63000)]
    assert read[0].plaintext == "Où → 森"


def test_nothing_in_a_line_is_a_command():
    assert "Zwei\nZeilen &lt;b>&amp;amp; (mehr)" in as_text(LINES, "vtt")
    assert "00:01:01,500 --> 00:01:03,000\nZwei\nZeilen <b>&amp; (mehr)\n" in as_text(LINES, "srt")
    assert as_text(LINES, "vtt").startswith("WEBVTT\n")
