"""A clip that was made elsewhere becomes a scene at the end of a movie."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from studio import database as db
from studio import generations, productions
from studio.brief import Brief
from studio.engine.tools import Tools
from studio.productions import bringing, staleness, takes
from studio.productions.editing import BadScene
from tests.clock import Clock
from tests.engine.turns import queue, until_settled
from tests.productions.stories import BOAT, ids

PLANE = Brief(prompt="A paper plane over the sea", model="luma:ray-2", duration_s=9)


@pytest.fixture
def clip_id(tools: Tools, clock: Clock) -> str:
    made = queue(tools, PLANE)
    until_settled(tools, clock, rounds=12)
    return made


def test_it_is_the_take_that_its_scene_shows_and_never_out_of_date(tools: Tools, clip_id: str):
    with db.writing(tools.database) as session:
        movie = productions.create(session, BOAT).id
        _, scene = bringing.bring(session, clip_id, movie)
    with db.reading(tools.database) as session:
        outline, there = productions.get(session, movie).outline, takes.list_all(session, movie)
    assert ids(outline) == ["s1", "s2", "s3", scene.id]
    assert (scene.prompt, scene.duration_s, scene.model) == (PLANE.prompt, 9, PLANE.model)
    shown = takes.chosen(scene, there)
    assert shown and shown.id == clip_id
    assert staleness.find(outline, there) == {}


def test_without_a_movie_it_begins_one(tools: Tools, clip_id: str):
    with db.writing(tools.database) as session:
        movie, scene = bringing.bring(session, clip_id)
        assert ids(productions.get(session, movie).outline) == [scene.id]


def test_a_take_of_one_movie_is_not_taken_away_from_it(tools: Tools, clip_id: str):
    with db.writing(tools.database) as session:
        bringing.bring(session, clip_id)
        with pytest.raises(BadScene, match="a take of a movie already"):
            bringing.bring(session, clip_id)
        assert len(productions.list_all(session)) == 1


def test_of_two_who_bring_it_into_a_movie_each_at_once_one_is_refused(tools: Tools, clip_id: str):
    with db.writing(tools.database) as session:
        movies = [productions.create(session, BOAT).id for _ in range(2)]
    together = threading.Barrier(2)

    def bring(movie: str) -> bool:
        with db.reading(tools.database) as session:
            productions.get(session, movie)
            together.wait()  # each with a connection that is open already
        try:
            with db.writing(tools.database) as session:
                bringing.bring(session, clip_id, movie)
        except BadScene:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        has_it = dict(zip(movies, threads.map(bring, movies), strict=True))
    with db.reading(tools.database) as session:
        scenes = {movie: len(ids(productions.get(session, movie).outline)) for movie in movies}
        made = {movie: bool(takes.list_all(session, movie)) for movie in movies}
    assert sorted(has_it.values()) == [False, True] and made == has_it
    assert scenes == {movie: 4 if has_it[movie] else 3 for movie in movies}


def test_a_length_of_its_own_becomes_one_that_a_scene_can_have(tools: Tools, clip_id: str):
    with db.reading(tools.database) as session:
        generation = generations.get(session, clip_id)
        generation.brief = PLANE.model_copy(update={"duration_s": 0})
        assert bringing.scene_of(generation).duration_s == bringing.SHORTEST_S
