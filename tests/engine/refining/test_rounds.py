"""Rounds go on with the writer's better prompt until a take is good enough."""

from sqlmodel import select

from studio import database as db
from studio import notices, productions
from studio.productions import editing, staleness, takes
from studio.productions.refining.asking import RefiningTerms
from studio.tables import Ending, Refining, RefiningState
from tests.engine.refining.turns import CLIP, PLENTY, begin, edit, go_on, look, opened_of, refine, says, scene_of
from tests.productions.stories import BOAT, story
from tests.scripted import Scripted


def test_rounds_go_on_with_the_better_prompt_until_a_take_is_good_enough(tools, clock, provider, sandbox):
    says(sandbox, 0.4, 0.7, 0.9)
    movie = begin(tools)
    go_on(tools, clock)
    done = look(tools, movie)
    assert [(one.round.number, one.round.score) for one in done.rounds] == [(1, 0.4), (2, 0.7), (3, 0.9)]
    assert done.refining.ending == Ending.ACCEPTED and "Accepted in round 3: 90 %" in done.refining.sentence
    prompts = [brief.prompt for operation, brief in provider.asked if operation == "submit"]
    assert prompts == ["A paper boat in the rain", "A better boat, 1", "A better boat, 2"]


def test_what_was_accepted_is_one_edit_and_is_not_out_of_date(tools, clock, provider, sandbox):
    says(sandbox, 0.4, 0.9)
    movie = begin(tools)
    go_on(tools, clock)
    scene, opened = scene_of(tools, movie), opened_of(tools, movie)
    assert scene.prompt == "A better boat, 1" and scene.chosen_id == look(tools, movie).rounds[1].round.generation_id
    assert opened.undoes == "Refined scene 1: took round 2 with 90 %."
    with db.writing(tools.database) as session:
        assert not staleness.find(opened.outline, takes.list_all(session, movie))
        productions.undo(session, opened.production)
    assert scene_of(tools, movie) == editing.require(BOAT, "s1")


def test_when_all_rounds_are_used_up_the_best_is_chosen(tools, clock, provider, sandbox):
    says(sandbox, 0.3, 0.7, 0.5)
    movie = begin(tools)
    go_on(tools, clock)
    done = look(tools, movie)
    assert done.refining.ending == Ending.ROUNDS
    assert done.refining.sentence.endswith("none reached 80 %. The take of round 2 is chosen: 70 %.")
    assert scene_of(tools, movie).prompt == "A better boat, 1"


def test_a_take_that_was_there_is_reviewed_before_another_is_paid(tools, clock, provider, sandbox):
    says(sandbox, 0.9, 0.85)
    movie = begin(tools)
    go_on(tools, clock)
    refine(tools, movie, PLENTY)
    go_on(tools, clock)
    done = look(tools, movie)
    assert [one.round.is_own for one in done.rounds] == [False] and provider.count("submit") == 1
    assert done.micro_usd < CLIP and done.refining.ending == Ending.ACCEPTED


def test_while_it_goes_on_the_take_that_was_shown_stays(tools, clock, provider, sandbox):
    says(sandbox, 0.9, 0.1, 0.2, 0.3)
    movie = begin(tools)
    go_on(tools, clock)
    chosen = scene_of(tools, movie).chosen_id
    edit(tools, movie, chosen_id=None)
    refine(tools, movie, RefiningTerms("gemini", limit_micro_usd=5_000_000, begins_with_shown=False))
    go_on(tools, clock, 3)
    with db.reading(tools.database) as session:
        made = takes.list_all(session, movie)
    assert len(made["s1"]) == 2 and takes.chosen(scene_of(tools, movie), made)
    assert all(take.is_of_round for take in made["s1"]) and chosen


def test_a_notice_tells_of_all_of_it_once(tools, clock, provider: Scripted, sandbox):
    says(sandbox, 0.4, 0.9, 0.9)
    begin(tools, PLENTY, story("One", "Two"), "s1", "s2")
    go_on(tools, clock)
    with db.reading(tools.database) as session:
        told = [one.title for one in notices.list_unseen(session, "local")]
        assert not session.exec(select(Refining).where(Refining.state != RefiningState.ENDED)).all()
    assert told == ["2 of 2 scenes are as good as you asked for"]
