"""It ends with the best take, unless somebody has changed the scene, or stops it."""

import pytest

from studio import access, library, notices, productions
from studio import database as db
from studio.access import Visitor
from studio.engine import refining as engine
from studio.errors import FailureKind
from studio.productions import editing, takes
from studio.productions.refining import asking
from studio.productions.refining.reviews import MovedOn
from studio.providers.interface import Outcome, Progress
from studio.tables import Access, Ending, RefiningState
from tests.engine.refining.turns import (
    begin,
    edit,
    go_on,
    look,
    meanwhile,
    reviews,
    says,
    scene_of,
    stop,
    until_reviewing,
)
from tests.engine.turns import turn
from tests.scripted import DONE, RUNNING


def test_a_take_that_fails_ends_it_and_the_best_so_far_is_chosen(tools, clock, provider, sandbox):
    says(sandbox, 0.4)
    movie = begin(tools)
    until_reviewing(tools, clock, movie, "an engine")
    provider.checks = [Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence="The filter said no.")]
    clock.forward(engine.LEASE_S + 1)
    go_on(tools, clock)
    done = look(tools, movie)
    assert done.refining.ending == Ending.GENERATION
    assert done.refining.sentence == "The filter said no. The take of round 1 is chosen: 40 %."


def test_who_edits_the_scene_keeps_it_as_it_is(tools, clock, provider, sandbox):
    says(sandbox, 0.4)
    movie = begin(tools)
    turn(tools)
    edit(tools, movie, prompt="It sinks")
    go_on(tools, clock)
    done, scene = look(tools, movie), scene_of(tools, movie)
    assert done.refining.ending == Ending.EDITED and "edited meanwhile" in done.refining.sentence
    assert (scene.prompt, scene.chosen_id) == ("It sinks", None)


def test_a_scene_that_is_removed_ends_it(tools, clock, provider, sandbox):
    movie = begin(tools)
    with db.writing(tools.database) as session:
        opened = productions.get(session, movie)
        productions.save(session, opened.production, editing.remove(opened.outline, "s1"), "Removed scene 1.")
    go_on(tools, clock)
    assert look(tools, movie).refining.ending == Ending.EDITED and provider.count("submit") == 0


def test_what_is_edited_while_it_is_reviewed_is_not_told_as_good(tools, clock, provider, sandbox, monkeypatch):
    says(sandbox, 0.9)
    movie = begin(tools)
    meanwhile(monkeypatch, lambda: edit(tools, movie, prompt="It sinks"))
    go_on(tools, clock)
    done = look(tools, movie)
    assert (done.refining.ending, done.best) == (Ending.EDITED, 0.9) and "edited meanwhile" in done.refining.sentence
    with db.reading(tools.database) as session:
        assert [one.title for one in notices.list_unseen(session, "local")] == ["Refining a scene has ended"]


@pytest.mark.parametrize("is_deleted", [True, False])
def test_a_deleted_movie_and_an_edited_scene_are_not_reviewed(tools, clock, provider, sandbox, is_deleted):
    movie = begin(tools)
    while look(tools, movie).refining.state != RefiningState.REVIEWING:
        go_on(tools, clock, 1)
    with db.writing(tools.database) as session:
        opened = productions.get(session, movie)
        if is_deleted:
            productions.delete(session, movie)
        else:
            productions.save(
                session, opened.production, editing.change(opened.outline, "s1", prompt="It sinks"), "Sank."
            )
    go_on(tools, clock)
    assert look(tools, movie).refining.ending == Ending.EDITED and reviews(sandbox) == 0


def test_a_deleted_take_is_a_sentence(tools, clock, provider, sandbox):
    movie = begin(tools)
    while look(tools, movie).refining.state != RefiningState.REVIEWING:
        go_on(tools, clock, 1)
    with db.writing(tools.database) as session:
        [take] = takes.list_all(session, movie)["s1"]
        assert take.clip
        library.delete(session, take.clip.id)
    go_on(tools, clock)
    assert "is not there any more" in look(tools, movie).refining.sentence


def test_stopped_the_take_that_is_made_is_kept(tools, clock, provider, sandbox):
    provider.checks = [RUNNING, RUNNING, DONE]
    movie = begin(tools)
    go_on(tools, clock, 1)
    with db.writing(tools.database) as session:
        assert asking.stop_all(session, movie) == 1
    assert look(tools, movie).refining.ending == Ending.STOPPED
    go_on(tools, clock)
    with db.reading(tools.database) as session:
        [take] = takes.list_all(session, movie)["s1"]
    assert take.is_ready and reviews(sandbox) == 0


def test_stopped_just_before_its_review_nothing_is_asked(tools, clock, provider, sandbox):
    movie = begin(tools)
    refining_id = until_reviewing(tools, clock, movie, "an engine")
    asked = engine._go_on(tools, refining_id, "an engine")
    stop(tools, movie)
    assert asked
    with pytest.raises(MovedOn):
        engine._ask(tools, asked, "an engine")
    clock.forward(engine.LEASE_S + 1)
    go_on(tools, clock)
    assert look(tools, movie).refining.ending == Ending.STOPPED and reviews(sandbox) == 0


def test_stopped_during_its_review_the_score_is_kept_and_the_take_chosen(tools, clock, provider, sandbox):
    says(sandbox, 0.4)
    movie = begin(tools)
    refining_id = until_reviewing(tools, clock, movie, "an engine")
    asked = engine._go_on(tools, refining_id, "an engine")
    assert asked
    engine._ask(tools, asked, "an engine")
    stop(tools, movie)
    assert look(tools, movie).is_open
    engine.step(tools, refining_id, "an engine")
    done = look(tools, movie)
    assert (done.refining.ending, done.best) == (Ending.STOPPED, 0.4)
    assert scene_of(tools, movie).chosen_id == done.rounds[0].round.generation_id


def test_who_may_not_make_any_more_spends_no_more(tools, clock, provider, sandbox):
    ada = Visitor("ada@example.org", Access.MAKER)
    with db.writing(tools.database) as session:
        access.add_person(session, "boss@example.org", Access.ADMIN, "local")
        access.add_person(session, ada.name, Access.MAKER, "local")
    movie = begin(tools, who=ada)
    with db.writing(tools.database) as session:
        access.change_person(session, ada.name, "local", blocked=True)
    go_on(tools, clock)
    assert "may not make anything any more" in look(tools, movie).refining.sentence and provider.count("submit") == 0
