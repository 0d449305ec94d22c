"""What a movie costs, in its head and on the shelf, and its budget."""

from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from studio import budgets, database
from studio.access import Visitor
from studio.budgets import BudgetStanding
from studio.productions import takes
from studio.tables import Access, Scope, Writing
from studio.ui import who
from studio.writings.charging import reserve, settle
from tests.e2e import movies
from tests.pages.conftest import Open
from tests.pages.shown import keys, words
from tests.pages.test_movies import boat, finish


def standing(studio: Database, movie: str) -> BudgetStanding | None:
    with database.reading(studio) as session:
        return budgets.of_production(session, movie)


def allow(studio: Database, movie: str, micro_usd: int) -> None:
    with database.writing(studio) as session:
        budgets.set_limit(session, Scope.PRODUCTION, micro_usd, "ada", movie)


@pytest.fixture
def paid(studio: Database, folder: Path, clip: Path) -> str:
    """A movie of three scenes, made once and in line once more, and a review that cost more than expected."""
    movie = boat(studio, "luma:ray-flash-2")
    movies.generate(studio, movie)
    finish(studio, folder, clip)
    with database.writing(studio) as session:
        asked = Writing(
            writer="gemini", model="gemini:x", task="review", estimate_micro_usd=10_000, production_id=movie
        )
        reserve(session, asked, "The list")
        settle(session, asked, 30_000, "the writer's reply")
    movies.generate(studio, movie, [1, 2, 3])
    return movie


def test_a_movie_that_cost_nothing_says_so(visit: Open, studio: Database):
    page = visit("movies", movie=boat(studio))
    assert "Nothing was spent on it yet" in words(page) and "spent" not in words(visit("movies"))


def test_it_says_what_each_scene_cost_and_what_the_writers_did(visit: Open, studio: Database, paid: str):
    page = visit("movies", movie=paid)
    told = words(page)
    assert all(part in told for part in ("Scene 1", "Scene 3", "**Clips**", "**Writers**", "$0.03 spent"))
    assert "$0.02 more was paid" in told
    assert "spent · $0.72 reserved" in words(visit("movies"))


def test_its_budget_is_set_beside_its_costs_and_holds(visit: Open, studio: Database):
    movie = boat(studio, "luma:ray-2")
    page = visit("movies", movie=movie)
    page.number_input(key=f"movie_budget_{movie}").set_value(1.0)
    page.button(key="save_movie_budget").click().run()
    stands = standing(studio, movie)
    assert stands and stands.budget.micro_usd == 1_000_000 and "$1.00 left of $1.00" in words(page)
    page.button(key="generate_missing").click().run()
    page.button(key="accept_plan").click().run()
    assert "Raise it at its costs" in page.error[0].value
    with database.reading(studio) as session:
        assert takes.list_all(session, movie) == {}
    page.button(key="remove_movie_budget").click().run()
    assert standing(studio, movie) is None and not page.error


def test_a_budget_that_is_nearly_used_up_warns_where_one_generates(visit: Open, studio: Database, paid: str):
    allow(studio, paid, 1_500_000)
    assert "The budget of “The boat” is used up to" in words(visit("movies", movie=paid))


def test_a_maker_sees_the_budget_and_cannot_change_it(visit: Open, studio: Database, monkeypatch: pytest.MonkeyPatch):
    movie = boat(studio)
    allow(studio, movie, 1_000_000)
    monkeypatch.setattr(who, "visitor", lambda: Visitor("bob@example.org", Access.MAKER))
    page = visit("movies", movie=movie)
    assert "An admin can change what it may cost." in words(page) and "save_movie_budget" not in keys(page)
