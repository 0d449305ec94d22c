"""A new movie: what the writer makes of an idea or a text is looked at, priced and kept; nothing that was typed is lost."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine as Database
from streamlit.testing.v1 import AppTest

from studio import budgets, database, productions
from studio.productions.outline import Continuity, Outline
from studio.sandbox import server as sandbox
from studio.sandbox.server import Address
from studio.tables import Scope, Setting
from studio.ui.movies.starting import EMPTY, IDEA, TEXT
from tests.own_studio import forget
from tests.pages.conftest import Open
from tests.pages.shown import keys, words

STORY = "A paper boat leaves the harbour.\n\nIt meets a storm in the night.\n\nIt comes home at dawn."
SCREENPLAY = (
    "INT. KITCHEN - DAY\n\nAda folds a boat.\n\nADA\nSail away.\n\nEXT. RIVER - CONTINUOUS\n\nThe boat sails.\n"
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, studio: Database) -> Iterator[Address]:
    """A writer elsewhere, which costs what nobody knows."""
    with sandbox.running() as address:
        monkeypatch.setenv("STUDIO_WRITER", "openai")
        monkeypatch.setenv("OPENAI_BASE_URL", address.openai)
        monkeypatch.setenv("OPENAI_API_KEY", "writers-key-0123456789-wxyz")
        forget()
        yield address


def begin(visit: Open, way: str, text: str, title: str = "") -> AppTest:
    page = visit("movies").button(key="new_movie").click().run()
    page.segmented_control(key="new_movie_way").set_value(way).run()
    page.text_input(key="new_movie_title").set_value(title)
    page.text_area(key="new_movie_text").set_value(text).run()
    return page


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def newest(studio: Database) -> Outline:
    with database.reading(studio) as session:
        [movie] = productions.list_all(session)
        return productions.outline_of(session, movie)


def test_a_pasted_story_becomes_a_movie_once_it_was_looked_at(visit: Open, studio: Database):
    page = press(begin(visit, TEXT, STORY, "The boat"), "write_outline")
    assert "3 scenes" in words(page) and "It meets a storm in the night." in words(page)
    assert any('"narration"' in code.value for code in page.code)
    press(page, "start_movie")
    assert [title.value for title in page.title] == ["The boat"] and "Started with 3 scenes" in words(page)
    assert [one.narration for one in newest(studio).scenes()] == STORY.split("\n\n")
    assert newest(studio).idea == STORY


def test_what_is_typed_is_there_after_a_reload_until_the_movie_is_made(visit: Open, studio: Database):
    page = begin(visit, TEXT, STORY, "The boat")
    page.number_input(key="new_movie_scenes").set_value(3).run()
    again = press(visit("movies"), "new_movie")
    assert again.text_area(key="new_movie_text").value == STORY
    assert (again.text_input(key="new_movie_title").value, again.number_input(key="new_movie_scenes").value) == (
        "The boat",
        3,
    )
    press(press(again, "write_outline"), "start_movie")
    assert press(visit("movies"), "new_movie").text_area(key="new_movie_text").value == ""


def test_who_starts_over_has_an_empty_form_also_after_a_reload(visit: Open):
    page = press(begin(visit, TEXT, STORY, "The boat"), "start_over")
    assert page.text_area(key="new_movie_text").value == "" and "start_over" not in keys(page)
    again = press(visit("movies"), "new_movie")
    assert (again.text_area(key="new_movie_text").value, again.text_input(key="new_movie_title").value) == ("", "")


def test_drafts_are_not_kept_where_nobody_wants_them(visit: Open, studio: Database):
    with database.writing(studio) as session:
        session.add(Setting(name="autosave", value=False))
    begin(visit, TEXT, STORY)
    assert press(visit("movies"), "new_movie").text_area(key="new_movie_text").value == ""


def test_a_screenplay_keeps_its_scenes_and_how_they_begin(visit: Open, studio: Database):
    press(press(begin(visit, TEXT, SCREENPLAY), "write_outline"), "start_movie")
    first, second = newest(studio).scenes()
    assert "Sail away." in first.narration and second.continuity == Continuity.CONTINUE


def test_an_idea_becomes_as_many_scenes_as_were_wished(visit: Open, studio: Database):
    page = begin(visit, IDEA, "A paper boat sails through a flooded city until a girl finds it.")
    page.number_input(key="new_movie_scenes").set_value(4)
    page.text_input(key="new_movie_style").set_value("watercolour").run()
    press(press(page, "write_outline"), "start_movie")
    made = newest(studio)
    assert len(list(made.scenes())) == 4 and made.look.style == "watercolour"


def test_a_movie_begins_without_scenes_too(visit: Open, studio: Database):
    page = visit("movies").button(key="new_movie").click().run()
    page.segmented_control(key="new_movie_way").set_value(EMPTY).run()
    page.text_input(key="new_movie_title").set_value("Later").run()
    press(page, "start_movie")
    assert newest(studio).title == "Later" and "No scenes yet" in words(page)


def test_back_from_what_was_written_all_that_was_typed_is_there(visit: Open):
    page = press(press(begin(visit, TEXT, STORY, "The boat"), "write_outline"), "back_to_form")
    assert page.text_area(key="new_movie_text").value == STORY
    assert page.text_input(key="new_movie_title").value == "The boat"
    assert page.segmented_control(key="new_movie_way").value == TEXT


def test_nothing_to_write_of_is_a_sentence(visit: Open):
    page = press(begin(visit, IDEA, "  "), "write_outline")
    assert "Write an idea first." in words(page) and "write_outline" in keys(page)


def test_what_costs_money_is_asked_about_before(visit: Open, studio: Database, asked: Address):
    page = begin(visit, IDEA, "A paper boat", "The boat")
    assert page.button(key="write_outline").label == "Outline it · price unknown"
    assert "OpenAI writes it, with gpt-5.4-mini." in words(page)
    press(page, "write_outline")
    assert not asked.log() and "no rate is known for this address and model" in words(page)
    press(page, "accept_writer")
    assert len(asked.log()) == 1 and "What was changed" not in words(page)
    press(page, "start_movie")
    assert newest(studio).title == "The boat" and list(newest(studio).scenes())


def test_who_does_not_want_to_pay_is_back_at_the_form(visit: Open, asked: Address):
    page = press(press(begin(visit, TEXT, STORY), "write_outline"), "refuse_writer")
    assert page.text_area(key="new_movie_text").value == STORY and not asked.log()


@pytest.mark.parametrize(
    ("fault", "said"),
    [({"what": "status", "code": 429}, "slow down"), ({"what": "no_json"}, "ask once more"), ({"what": "drop"}, "")],
)
def test_a_writer_that_fails_is_a_sentence_and_the_text_stays(visit: Open, asked: Address, fault, said: str):
    asked.fault(on="write", **fault)
    page = press(press(begin(visit, TEXT, STORY, "The boat"), "write_outline"), "accept_writer")
    assert page.text_area(key="new_movie_text").value == STORY
    assert any(":orange[" in one.value and said in one.value for one in page.markdown)


def test_over_a_budget_no_writer_is_asked(visit: Open, studio: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUDIO_WRITER", "gemini")
    monkeypatch.setenv("GEMINI_API_KEY", "writers-key-0123456789-wxyz")
    forget()
    with database.writing(studio) as session:
        budgets.set_limit(session, Scope.DAY, 100, "ada")
    page = press(begin(visit, IDEA, "A paper boat"), "write_outline")
    assert "Outline it · $0.0" in words(page)
    press(page, "accept_writer")
    assert "would go over the budget" in words(page)
    assert page.text_area(key="new_movie_text").value == "A paper boat"


def test_another_beginning_keeps_what_was_typed(visit: Open):
    page = begin(visit, IDEA, STORY, "The boat")
    page.segmented_control(key="new_movie_way").set_value(TEXT).run()
    assert page.text_area(key="new_movie_text").value == STORY
    page.segmented_control(key="new_movie_way").set_value(EMPTY).run()
    page.segmented_control(key="new_movie_way").set_value(IDEA).run()
    assert page.text_area(key="new_movie_text").value == STORY
    assert page.text_input(key="new_movie_title").value == "The boat"


def test_an_outline_that_was_paid_is_there_after_a_reload_with_what_was_typed(visit: Open, studio: Database, asked):
    page = begin(visit, IDEA, "A paper boat", "The boat")
    press(press(page, "write_outline"), "accept_writer")
    page = visit("movies")
    assert "The outline that you asked for" in words(page)
    press(press(page, "look_at_outline"), "start_movie")
    assert newest(studio).title == "The boat" and newest(studio).idea == "A paper boat" and len(asked.log()) == 1
    assert "look_at_outline" not in keys(visit("movies"))


def begun_again_after_an_outline(visit: Open) -> None:
    """An outline is asked for and paid, the page is reloaded, and something else is typed."""
    press(press(begin(visit, IDEA, "A paper boat", "The boat"), "write_outline"), "accept_writer")
    begin(visit, IDEA, "A kite", "The kite")


def test_a_newer_draft_is_there_still_when_an_earlier_outline_becomes_a_movie(visit: Open, studio: Database, asked):
    begun_again_after_an_outline(visit)
    press(press(visit("movies"), "look_at_outline"), "start_movie")
    assert newest(studio).title == "The boat"
    again = press(visit("movies"), "new_movie")
    assert (again.text_area(key="new_movie_text").value, again.text_input(key="new_movie_title").value) == (
        "A kite",
        "The kite",
    )


def test_back_from_an_earlier_outline_is_the_newer_draft_and_the_outline_stays(visit: Open, asked):
    begun_again_after_an_outline(visit)
    page = press(press(visit("movies"), "look_at_outline"), "back_to_form")
    assert page.text_area(key="new_movie_text").value == "A kite"
    assert press(visit("movies"), "new_movie").text_area(key="new_movie_text").value == "A kite"
    page = press(visit("movies"), "look_at_outline")
    assert press(page, "back_to_form").text_input(key="new_movie_title").value == "The kite"


def test_what_was_typed_in_another_tab_stays_when_a_movie_starts(visit: Open, studio: Database):
    first = press(begin(visit, TEXT, STORY, "The boat"), "write_outline")
    begin(visit, IDEA, "A kite", "The kite")
    press(first, "start_movie")
    assert newest(studio).title == "The boat"
    assert press(visit("movies"), "new_movie").text_input(key="new_movie_title").value == "The kite"


def test_a_movie_without_scenes_takes_its_draft_with_it(visit: Open, studio: Database):
    page = begin(visit, IDEA, "A kite", "The kite")
    page.segmented_control(key="new_movie_way").set_value(EMPTY).run()
    page.text_input(key="new_movie_title").set_value("Later")
    press(page, "start_movie")
    again = press(visit("movies"), "new_movie")
    assert (newest(studio).title, again.text_input(key="new_movie_title").value) == ("Later", "")
