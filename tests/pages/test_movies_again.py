"""Outline again, on the page: the price first, the old beside the new, taken scene by scene as one edit; and kept over a reload."""

from collections.abc import Mapping

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from studio import database
from studio.productions import editing
from studio.productions.outline import Scene
from studio.tables import KeptAnswer, Writing
from studio.writings import kept_answers
from tests.pages.conftest import Open
from tests.pages.shown import keys, words
from tests.pages.test_movies import boat, outline, save
from tests.pages.test_movies_starting import asked, press

__all__ = ["asked"]

ANSWER = {
    "title": "The boat",
    "style": "",
    "chapters": [
        {
            "title": "",
            "scenes": [
                {"title": "", "prompt": "A boat leaves the harbour", "narration": "It goes.", "seconds": 5, "was": 1},
                {"title": "", "prompt": "A girl waits on the pier", "narration": "", "seconds": 5, "was": 0},
                {"title": "", "prompt": "It comes home at last", "narration": "", "seconds": 5, "was": 3},
            ],
        }
    ],
}


@pytest.fixture
def movie(studio: Database) -> str:
    return boat(studio)


def ask(visit: Open, movie: str, asked, answer: Mapping[str, object] = ANSWER) -> AppTest:
    asked.fault(on="write", what="says", body=answer)
    page = press(visit("movies", movie=movie), "outline_again")
    page.text_area(key="again_request").set_value("Let somebody wait for it").run()
    return press(press(page, "write_again"), "accept_writer")


def written_for(studio: Database) -> list[str | None]:
    with database.reading(studio) as session:
        return list(session.exec(select(Writing.production_id)))


def test_the_old_stands_beside_the_new_and_all_is_one_edit(visit: Open, studio: Database, movie: str, asked):
    page = ask(visit, movie, asked)
    assert "2 changed · 1 new · 1 gone" in words(page)
    assert written_for(studio) == [movie]
    press(page, "accept_again")
    assert [one.prompt for one in outline(studio, movie).scenes()] == [
        "A boat leaves the harbour", "A girl waits on the pier", "It comes home at last",
    ]  # fmt: skip
    assert [one.id for one in outline(studio, movie).scenes()][::2] == ["s1", "s3"]
    press(page, "undo_edit")
    assert [one.id for one in outline(studio, movie).scenes()] == ["s1", "s2", "s3"]


def test_what_the_writer_leaves_as_it_is_says_kept(visit: Open, movie: str, asked):
    as_it_is = {"prompt": "A boat leaves the harbour", "narration": "Words of scene 1.", "seconds": 5, "was": 1}
    page = ask(visit, movie, asked, ANSWER | {"chapters": [{"scenes": [as_it_is]}]})
    assert "1 kept · 2 gone" in words(page) and ":material/check: Kept" in words(page)


def test_scene_by_scene_only_what_is_ticked_is_taken(visit: Open, studio: Database, movie: str, asked):
    page = ask(visit, movie, asked)
    for box in page.checkbox:
        if box.label != "Add it":
            box.uncheck()
    page.run()
    press(page, "accept_again")
    assert sorted(one.id in ("s1", "s2", "s3") for one in outline(studio, movie).scenes()) == [False, True, True, True]


def test_a_look_whose_model_is_gone_is_a_sentence(visit: Open, studio: Database):
    page = press(visit("movies", movie=boat(studio, "luma:gone")), "outline_again")
    assert "There is no model named 'luma:gone'" in words(page) and "write_again" not in keys(page)
    assert not page.exception


def test_nothing_is_asked_without_a_wish_and_nothing_is_lost(visit: Open, movie: str, asked):
    page = press(press(visit("movies", movie=movie), "outline_again"), "write_again")
    assert "Write what is to be otherwise first." in words(page) and asked.log() == []


def test_a_paid_answer_is_there_after_a_reload_and_is_paid_once(visit: Open, studio: Database, movie: str, asked):
    ask(visit, movie, asked)
    page = visit("movies", movie=movie)  # as if it had been reloaded
    assert "The outline that you asked for" in words(page) and "is here." in words(page)
    press(page, "look_at_outline")
    press(page, "accept_again")
    assert len(list(outline(studio, movie).scenes())) == 3 and len(asked.log()) == 1
    assert "look_at_outline" not in keys(visit("movies", movie=movie))


def test_a_scene_that_another_tab_adds_meanwhile_costs_no_second_plan(visit: Open, studio: Database, movie: str, asked):
    page = ask(visit, movie, asked)
    theirs = editing.move(editing.add(outline(studio, movie), Scene(id="theirs", prompt="A gull"), "s1"), "s3", -3)
    save(studio, movie, theirs, "Added scene 2.")
    press(page, "accept_again")
    assert "have been changed meanwhile" in words(page) and "2 changed · 1 new · 1 gone" in words(page)
    assert ":material/check: Kept" in words(page)
    press(page, "accept_again")
    assert [one.id for one in outline(studio, movie).scenes() if len(one.id) < 9] == ["s1", "theirs", "s3"]
    assert len(asked.log()) == 1 and not page.exception


def test_after_a_reload_it_is_known_which_scenes_the_writer_was_shown(visit: Open, studio: Database, movie: str, asked):
    ask(visit, movie, asked)
    save(studio, movie, editing.move(outline(studio, movie), "s3", -2), "Moved scene 3 earlier.")
    press(press(visit("movies", movie=movie), "look_at_outline"), "accept_again")
    prompts = {one.id: one.prompt for one in outline(studio, movie).scenes()}
    assert (prompts["s1"], prompts["s3"]) == ("A boat leaves the harbour", "It comes home at last")


def test_what_nobody_wants_is_thrown_away(visit: Open, studio: Database, movie: str, asked):
    ask(visit, movie, asked)
    page = press(visit("movies", movie=movie), "throw_away_outline")
    assert "look_at_outline" not in keys(page)
    with database.reading(studio) as session:
        assert not kept_answers.list_for(session, "local", f"outline again {movie}")


def test_one_that_is_still_being_written_is_told(visit: Open, studio: Database, movie: str, asked):
    ask(visit, movie, asked)
    with database.writing(studio) as session:
        [kept] = kept_answers.list_for(session, "local", f"outline again {movie}")
        row, asked_for = session.get_one(KeptAnswer, kept.writing.id), session.merge(kept.writing)
        row.answer, asked_for.outcome = "", "sent"
    assert "is being written" in words(visit("movies", movie=movie))


def test_the_built_in_writer_says_that_it_reads_no_wishes(visit: Open, studio: Database, movie: str):
    page = press(visit("movies", movie=movie), "outline_again")
    page.text_area(key="again_request").set_value("Let it end happier").run()
    press(page, "write_again")
    assert "does not read what you ask for" in words(page)
