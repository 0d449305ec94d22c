"""Enhance, in a scene and on Create: each change is seen first, used or undone by itself, and priced where it costs."""

from sqlalchemy import Engine as Database

from studio import productions
from studio.access import OWNER
from studio.boards import cards, shelf
from studio.brief import Brief
from studio.database import reading, writing
from tests.pages.conftest import Open
from tests.pages.shown import keys, words
from tests.pages.test_movies import boat, edit, scene
from tests.pages.test_movies_starting import asked, press
from tests.productions.stories import story

__all__ = ["asked"]
PROMPT = "A boat leaves the harbour"


def test_each_change_of_a_scene_is_used_by_itself_and_undone(visit: Open, studio: Database):
    movie = boat(studio)
    page = press(visit("movies", movie=movie, scene="s1"), "enhance")
    assert {"use_prompt", "use_camera_move"} <= keys(page) and scene(studio, movie, "s1").prompt == PROMPT
    press(page, "use_prompt")
    assert scene(studio, movie, "s1").prompt.startswith(f"{PROMPT}. ") and not scene(studio, movie, "s1").camera_moves
    press(page, "use_camera_move")
    assert len(scene(studio, movie, "s1").camera_moves) == 1
    press(press(page, "undo_prompt"), "undo_camera_move")
    assert scene(studio, movie, "s1").prompt == PROMPT and not scene(studio, movie, "s1").camera_moves
    press(page, "end_talk")
    assert "use_prompt" not in keys(page)


def test_what_was_used_is_in_the_field_and_the_history(visit: Open, studio: Database):
    movie = boat(studio)
    page = press(press(press(visit("movies", movie=movie, scene="s1"), "enhance"), "use_prompt"), "end_talk")
    assert page.text_area(key="prompt_s1").value == scene(studio, movie, "s1").prompt != PROMPT
    press(page, "undo_edit")
    assert "Undone: Enhanced the prompt of scene 1." in words(page)
    assert scene(studio, movie, "s1").prompt == PROMPT


def test_the_style_of_the_whole_is_not_said_again(visit: Open, studio: Database):
    with writing() as session:
        movie = productions.create(
            session, story(PROMPT, style="35 mm film", model="animatic:cinematic"), asked_by=OWNER
        )
        movie_id = movie.id
    press(press(visit("movies", movie=movie_id, scene="s1"), "enhance"), "use_prompt")
    assert "film" not in scene(studio, movie_id, "s1").prompt


def test_a_scene_without_words_is_a_sentence(visit: Open, studio: Database):
    movie = boat(studio)
    edit(studio, movie, "s1", prompt="")
    page = press(visit("movies", movie=movie, scene="s1"), "enhance")
    assert "Write a prompt first." in words(page)


def test_a_writer_that_costs_is_asked_about_and_its_failure_changes_nothing(visit: Open, studio: Database, asked):
    movie = boat(studio)
    page = visit("movies", movie=movie, scene="s1")
    assert page.button(key="enhance").label == "Enhance · price unknown"
    press(page, "enhance")
    assert not asked.log()
    asked.fault(on="write", what="status", code=429)
    press(page, "accept_writer")
    assert len(asked.log()) == 1 and "asks us to slow down" in words(page)
    assert scene(studio, movie, "s1").prompt == PROMPT


def test_on_create_the_prompt_and_the_camera_move_are_used_and_undone(visit: Open):
    page = visit("create")
    page.text_area(key="prompt").set_value(PROMPT).run()
    press(press(press(page, "enhance"), "use_prompt"), "use_camera_move")
    assert str(page.text_area(key="prompt").value).startswith(f"{PROMPT}. ")
    assert len(page.multiselect(key="camera_moves").value) == 1
    press(press(page, "undo_prompt"), "undo_camera_move")
    assert page.text_area(key="prompt").value == PROMPT and not page.multiselect(key="camera_moves").value


def test_a_card_of_the_board_is_enhanced_accepted_and_undone(visit: Open, studio: Database):
    with writing() as session:
        board = shelf.make(session, "Boats", "local")
        card = cards.add_prompt(session, board.id, Brief(prompt=PROMPT), by="local").id

    def kept() -> str:
        with reading(studio) as session:
            brief = cards.get(session, card).brief
        return brief.prompt if brief else ""

    page = press(visit("board", board=board.id, card=card), "enhance")
    assert kept() == PROMPT
    press(page, "use_prompt")
    assert kept() != PROMPT and kept() == page.text_area(key="prompt").value
    press(press(page, "undo_prompt"), "end_talk")
    assert kept() == PROMPT and "use_prompt" not in keys(page)


def test_a_paid_enhancement_is_there_after_a_reload(visit: Open, studio: Database, asked):
    movie = boat(studio)
    press(press(visit("movies", movie=movie, scene="s1"), "enhance"), "accept_writer")
    page = visit("movies", movie=movie, scene="s1")
    assert "The enhanced prompt that you asked for" in words(page)
    press(press(page, "look_at_enhanced_prompt"), "use_prompt")
    assert scene(studio, movie, "s1").prompt != PROMPT and len(asked.log()) == 1
    press(page, "end_talk")
    assert "look_at_enhanced_prompt" not in keys(visit("movies", movie=movie, scene="s1"))
