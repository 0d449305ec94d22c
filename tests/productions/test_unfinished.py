"""A movie that is begun with the same text and wishes: the one that is not finished, or the id of the next."""

import pytest
from sqlalchemy import Engine as Database

from studio import database as db
from studio import productions
from studio.access import OWNER
from studio.productions import shelf, unfinished
from studio.productions.cut import cuts
from studio.productions.outline import Outline
from studio.tables import Cut, CutState


def begin(database: Database, key: str) -> str:
    with db.writing(database) as session:
        new_id = unfinished.find(session, OWNER, key).new_id
        return shelf.create_once(session, Outline(title="The boat"), new_id).id


def find(database: Database, key: str) -> str | None:
    with db.reading(database) as session:
        there = unfinished.find(session, OWNER, key).unfinished
        return there and there.id


def add_cut(database: Database, movie_id: str, state: CutState, *, is_preview: bool = False) -> None:
    with db.writing(database) as session:
        session.add(Cut(production_id=movie_id, recipe={}, state=state, is_preview=is_preview))


def test_what_was_begun_with_the_same_is_found_until_its_film_is_there(database: Database):
    movie = begin(database, "story")
    add_cut(database, movie, CutState.FAILED)
    add_cut(database, movie, CutState.READY, is_preview=True)
    assert (find(database, "story"), find(database, "another story")) == (movie, None)
    add_cut(database, movie, CutState.READY)
    assert find(database, "story") is None


def test_of_two_the_later_is_found(database: Database):
    first, second = begin(database, "story"), begin(database, "story")
    assert first != second and find(database, "story") == second


def test_a_deleted_one_is_not_gone_on_with_and_its_id_not_used_again(database: Database):
    movie = begin(database, "story")
    with db.writing(database) as session:
        productions.delete(session, movie)
    assert find(database, "story") is None
    assert begin(database, "story") != movie


@pytest.mark.parametrize("state", list(CutState))
def test_a_film_is_under_way_while_something_has_to_be_done_for_it(database: Database, state: CutState):
    movie = begin(database, "story")
    add_cut(database, movie, state)
    with db.reading(database) as session:
        assert (unfinished.film_under_way(session, movie) is not None) == (state in cuts.OPEN)
