"""What has changed in a prompt, as a person reads it."""

import pytest

from studio.ui import changes


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("A boat in rain", "A boat in snow", "A boat in :red[~~rain~~] :green[snow]"),
        ("A boat", "A red boat", "A :green[red] boat"),
        ("A red boat", "A boat", "A :red[~~red~~] boat"),
        ("", "A boat", ":green[A boat]"),
        ("**A** boat", "A boat", r":red[~~\*\*A\*\*~~] :green[A] boat"),
    ],
)
def test_what_went_is_red_and_what_came_is_green(old: str, new: str, shown: str):
    assert changes.in_words(old, new) == shown


def test_what_stays_is_shortened():
    many = " ".join(str(number) for number in range(40))
    assert changes.in_words(f"{many} a {many}", f"{many} b {many}") == (
        "… 34 35 36 37 38 39 :red[~~a~~] :green[b] 0 1 2 3 4 5 …"
    )
