"""A take is reviewed on request: by what can be measured, or by a writer that looks at its frames, priced before."""

from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from studio import database
from studio.files import Files
from studio.media import isolated
from studio.productions import takes
from studio.writers.pictures import kind_of
from tests.e2e import movies
from tests.pages.conftest import Open
from tests.pages.shown import keys, words
from tests.pages.test_movies import boat, finish, scene
from tests.pages.test_movies_starting import asked, press

__all__ = ["asked"]


@pytest.fixture
def ready(studio: Database, folder: Path, clip: Path) -> str:
    """A movie whose first scene has a take."""
    movie = boat(studio)
    movies.generate(studio, movie, [1])
    finish(studio, folder, clip)
    return movie


def test_a_clip_is_looked_at_in_four_places(clip: Path, tmp_path: Path):
    looks = [still.read_bytes() for still in isolated.look_at(clip, tmp_path, 4)]
    assert [kind_of(look) for look in looks] == ["image/jpeg"] * 4 and len(set(looks)) > 1


def test_the_built_in_writer_says_what_it_measures(visit: Open, ready: str):
    page = press(visit("movies", movie=ready, scene="s1"), "review_take")
    assert "measures light, contrast and movement" in words(page) and "use_prompt" not in keys(page)
    press(page, "end_talk")
    assert "measures light" not in words(page)


def test_a_better_prompt_is_used_and_undone(visit: Open, studio: Database, ready: str, asked):
    page = visit("movies", movie=ready, scene="s1")
    assert page.button(key="review_take").label == "Review · price unknown"
    press(press(page, "review_take"), "accept_writer")
    before = scene(studio, ready, "s1").prompt
    press(page, "use_prompt")
    assert scene(studio, ready, "s1").prompt != before
    press(page, "undo_prompt")
    assert scene(studio, ready, "s1").prompt == before


def test_a_clip_that_is_gone_from_the_disk_is_a_sentence(visit: Open, studio: Database, folder: Path, ready: str):
    with database.reading(studio) as session:
        [take] = takes.list_all(session, ready)["s1"]
    assert take.clip
    page = visit("movies", movie=ready, scene="s1")
    Files(folder / "media").remove(take.clip.name)
    assert "is not there any more" in words(press(page, "review_take"))


def test_a_paid_review_is_there_after_a_reload(visit: Open, studio: Database, ready: str, asked):
    press(press(visit("movies", movie=ready, scene="s1"), "review_take"), "accept_writer")
    before, page = scene(studio, ready, "s1").prompt, visit("movies", movie=ready, scene="s1")
    press(press(page, "look_at_review"), "use_prompt")
    assert scene(studio, ready, "s1").prompt != before and len(asked.log()) == 1
