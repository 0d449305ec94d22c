"""Words on the screen: what somebody wrote stays as written, what we measured has its unit."""

from datetime import UTC, datetime, timedelta

import pytest

from studio.ui.words import JOINER, ago, counted, file_size, first_words, literal, running_time

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize("mark", list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"))
def test_every_mark_of_markdown_is_escaped(mark: str):
    assert literal(f"a{mark}b").replace(JOINER, "") == f"a\\{mark}b"


@pytest.mark.parametrize(
    "drawn", [":tada:", ":material/check:", "a -> b", "https://a.b", "www.a.b", "me@a.b", "a >= b"]
)
def test_what_is_drawn_after_unescaping_is_kept_apart(drawn: str):
    shown = literal(drawn).replace("\\", "")
    assert drawn not in shown and shown.replace(JOINER, "") == drawn


def test_lines_become_one():
    assert literal("a\n\n# b") == "a \\# b"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "just now"),
        (59, "59 s ago"),
        (150, "2 min ago"),
        (7200, "2 h ago"),
        (3 * 86400, "3 days ago"),
        (30 * 86400, "21 Oct 2026"),
    ],
)
def test_age_is_told_in_the_largest_unit_that_fits(seconds: int, words: str):
    assert ago(NOON - timedelta(seconds=seconds), NOON) == words


def test_long_texts_are_cut_between_their_words_and_marked():
    assert first_words("a " * 100, 10) == "a a a a a…" and first_words("short") == "short"


def test_films_are_told_in_minutes_and_seconds():
    assert [running_time(seconds) for seconds in (0, 31.6, 80, 3840)] == ["0:00", "0:32", "1:20", "1:04:00"]


def test_things_are_counted():
    assert (counted(1, "scene"), counted(2000, "scene")) == ("1 scene", "2,000 scenes")


def test_sizes_have_units():
    assert (file_size(44_000), file_size(4_200_000)) == ("44 kB", "4.2 MB")
