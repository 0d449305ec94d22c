"""A scene begins once, and after the one that it goes on from."""

import threading
from concurrent.futures import ThreadPoolExecutor

from studio import database as db
from studio import generations, productions
from studio.productions.refining import asking
from studio.productions.refining.asking import RefiningTerms
from studio.tables import Ending
from tests.engine.refining.turns import (
    CLIP,
    PLENTY,
    REVIEW,
    SMALL,
    begin,
    begin_with_takes,
    go_on,
    look,
    offer_of,
    refine,
    says,
    scene_of,
)
from tests.productions.stories import BOAT

MANY = 8  # people


def test_of_several_who_refine_one_scene_at_once_one_begins(tools, provider):
    with db.writing(tools.database) as session:
        movie = productions.create(session, BOAT.model_copy(update={"look": SMALL})).id
    told = offer_of(tools, movie)
    together = threading.Barrier(MANY)

    def try_to(_: int) -> bool:
        with db.reading(tools.database) as session:
            productions.get(session, movie)
            together.wait()  # each with a connection that is open already
        try:
            with db.writing(tools.database) as session:
                asking.start(session, movie, told, PLENTY)
        except asking.CannotRefine:
            return False
        return True

    with ThreadPoolExecutor(MANY) as threads:
        assert sum(threads.map(try_to, range(MANY))) == 1


def test_a_scene_waits_for_the_one_it_goes_on_from(tools, clock, provider, sandbox):
    says(sandbox, 0.4, 0.9, 0.9)
    movie = begin(tools, PLENTY, BOAT, "s1", "s2")
    go_on(tools, clock)
    first, second = look(tools, movie, "s1"), look(tools, movie, "s2")
    assert (first.refining.ending, second.refining.ending) == (Ending.ACCEPTED, Ending.ACCEPTED)
    with db.reading(tools.database) as session:
        follower = generations.get(session, second.rounds[0].round.generation_id)
    assert follower.continues_id == first.rounds[1].round.generation_id


def test_while_the_scene_it_goes_on_from_may_change_its_take_that_was_there_is_not_reviewed(
    tools, clock, provider, sandbox
):
    movie = begin_with_takes(tools, clock, sandbox)
    says(sandbox, 0.4, 0.9, 0.9)
    refine(tools, movie, PLENTY, "s1", "s2")
    go_on(tools, clock)
    first, second = look(tools, movie, "s1"), look(tools, movie, "s2")
    assert [one.round.is_own for one in (*first.rounds, *second.rounds)] == [False, True, True]
    assert (first.refining.ending, second.refining.ending) == (Ending.ACCEPTED, Ending.ACCEPTED)
    assert scene_of(tools, movie, "s2").chosen_id == second.rounds[0].round.generation_id


def test_where_that_stays_as_it_is_no_clip_is_paid(tools, clock, provider, sandbox):
    movie = begin_with_takes(tools, clock, sandbox)
    says(sandbox, 0.9, 0.9)
    refine(tools, movie, PLENTY, "s1", "s2")
    go_on(tools, clock)
    assert [one.round.is_own for one in look(tools, movie, "s2").rounds] == [False] and provider.count("submit") == 2


def test_what_such_a_scene_can_cost_at_most_counts_its_clip(tools, clock, provider, sandbox):
    movie = begin_with_takes(tools, clock, sandbox)
    told = offer_of(tools, movie, "s1", "s2")
    terms = RefiningTerms("gemini", most_rounds=1)
    assert [told.most_of(one, terms) for one in ("s1", "s2")] == [REVIEW, CLIP + REVIEW]
