"""Refine until good, on the page: what it can cost at most is told before, how far it is meanwhile, and what came of each round."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from studio import database
from studio.productions.outline import Outline
from studio.productions.refining import history
from studio.productions.refining.history import Refined
from studio.productions.refining.silence import UNANSWERED
from studio.sandbox import server as sandbox
from studio.sandbox.server import Address
from studio.tables import Ending, RefiningState, Round, Writing, now
from tests.e2e import movies
from tests.own_studio import forget
from tests.pages.conftest import Open
from tests.pages.shown import keys, words
from tests.pages.test_movies import boat, edit, finish, go, save
from tests.pages.test_movies_starting import press


@pytest.fixture
def eyes(monkeypatch: pytest.MonkeyPatch, studio: Database) -> Iterator[Address]:
    """A writer that sees, at the sandbox."""
    with sandbox.running() as address:
        monkeypatch.setenv("GOOGLE_BASE_URL", address.google)
        monkeypatch.setenv("GEMINI_API_KEY", "a-key-of-google-0123456789")
        monkeypatch.setenv("LUMA_API_KEY", "a-key-of-luma-0123456789")
        forget()
        yield address


@pytest.fixture
def movie(studio: Database) -> str:
    return boat(studio, "luma:ray-2")


def newest(studio: Database, movie: str, scene_id: str = "s1") -> Refined:
    with database.reading(studio) as session:
        return history.list_all(session, movie)[scene_id][-1]


def test_without_a_writer_that_sees_it_says_what_is_needed(visit: Open, movie: str):
    page = press(visit("movies", movie=movie, scene="s1"), "refine_scene")
    assert "A writer that can see is needed" in words(page)
    assert "accept_refining" not in keys(page) and "to_writers" in keys(page)


def test_the_most_it_can_cost_is_told_with_its_sources_before_it_begins(
    visit: Open, studio: Database, movie: str, eyes
):
    page = press(visit("movies", movie=movie, scene="s1"), "refine_scene")
    assert "3 rounds of a clip ($0.71) and a review" in words(page) and "2026-11-20" in words(page)
    page.number_input(key="refine_rounds").set_value(2).run()
    [label] = [button.label for button in page.button if button.key == "accept_refining"]
    press(page, "accept_refining")
    begun = newest(studio, movie).refining
    assert (begun.most_rounds, begun.least_score, begun.writer) == (2, 0.8, "gemini")
    assert label == rf"Refine · at most \${begun.limit_micro_usd / 1e6:.2f}"
    assert "Refining 1 scene" in words(page) and "Round 1 of 2" in words(page)


def test_a_scene_that_goes_while_its_dialog_is_open_is_a_sentence(visit: Open, studio: Database, movie: str, eyes):
    page = press(visit("movies", movie=movie, scene="s1"), "refine_scene")
    save(studio, movie, Outline(), "Removed all scenes.")
    page.number_input(key="refine_rounds").set_value(2).run()
    assert "Choose a scene to refine." in words(page) and "accept_refining" not in keys(page)
    assert not page.exception


def test_the_dialog_of_one_movie_is_closed_over_another(visit: Open, studio: Database, movie: str, eyes):
    page = press(visit("movies", movie=movie, scene="s1"), "refine_scene")
    assert "accept_refining" not in keys(go(page, boat(studio, "luma:ray-2")))


def test_a_lower_limit_holds_and_too_low_a_one_is_told(visit: Open, studio: Database, movie: str, eyes):
    page = press(visit("movies", movie=movie, scene="s1"), "refine_movie")
    assert page.multiselect(key="refine_scenes").value == ["s1", "s2", "s3"]
    page.number_input(key="refine_limit").set_value(0.5).run()
    assert "less than one round costs" in words(page)
    page.number_input(key="refine_limit").set_value(2.0).run()
    assert "less than one round costs" not in words(page)
    press(page, "accept_refining")
    assert {newest(studio, movie, one).refining.limit_micro_usd for one in ("s1", "s2", "s3")} == {2_000_000}


def test_a_scene_that_is_being_refined_is_stopped(visit: Open, studio: Database, movie: str, eyes):
    page = press(press(visit("movies", movie=movie, scene="s1"), "refine_scene"), "accept_refining")
    assert "refine_scene" not in keys(page) and "Good enough from 80 %" in words(page)
    press(page, "stop_refining")
    assert newest(studio, movie).refining.ending == Ending.STOPPED and "refine_scene" in keys(page)


def test_a_review_that_an_engine_has_not_answered_is_told_and_may_be_stopped(
    visit: Open, studio: Database, movie: str, eyes
):
    press(press(visit("movies", movie=movie, scene="s1"), "refine_scene"), "accept_refining")
    [generation_id] = movies.generate(studio, movie, [1])
    with database.writing(studio) as session:
        asked = Writing(writer="gemini", model="m", task="review", sent_at=now() - timedelta(minutes=5))
        row = session.merge(newest(studio, movie).refining)
        row.state, row.sentence, row.next_step_at = RefiningState.REVIEWING, UNANSWERED, now() + timedelta(hours=1)
        one = Round(refining_id=row.id, number=1, prompt="A boat", generation_id=generation_id, writing_id=asked.id)
        session.add(asked)
        session.flush()
        session.add(one)
    page = visit("movies", movie=movie, scene="s1")
    assert "has not answered. Asked 5 min ago; waited for 10 min more at most. You may stop it" in words(page)
    press(page, "stop_refining")
    assert newest(studio, movie).refining.is_stop_asked and "You may stop it" not in words(page)


def test_what_came_of_each_round_stays_to_be_read(
    visit: Open, studio: Database, folder: Path, clip: Path, movie: str, eyes
):
    [generation_id] = movies.generate(studio, movie, [1])
    finish(studio, folder, clip)
    press(press(visit("movies", movie=movie, scene="s1"), "refine_scene"), "accept_refining")
    begun = newest(studio, movie).refining
    assert begun.first_take_id == generation_id
    with database.writing(studio) as session:
        row = session.merge(begun)
        row.state, row.ending, row.sentence = RefiningState.ENDED, Ending.ROUNDS, "The one round is used up."
        faults = ["The *boat* sinks."]
        session.add(
            Round(refining_id=row.id, number=1, prompt="A boat", generation_id=generation_id, score=0.62, faults=faults)
        )
    page = visit("movies", movie=movie, scene="s1")
    assert "Round 1 · 62 %" in words(page) and "The *boat* sinks." in words(page)
    assert [one.label for one in page.expander if "Refined" in one.label] == ["Refined: rounds used up · 62 %"]


def test_what_begun_with_another_price_is_not_begun_behind_anyones_back(
    visit: Open, studio: Database, movie: str, eyes
):
    page = press(visit("movies", movie=movie, scene="s1"), "refine_scene")
    edit(studio, movie, "s1", duration_s=9.0)  # by somebody else, while the price is on the screen
    press(page, "accept_refining")
    assert "has changed since it was told" in words(page)
    with database.reading(studio) as session:
        assert not history.list_open(session, movie)
