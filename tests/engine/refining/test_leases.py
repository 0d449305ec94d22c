"""Whoever dies meanwhile, each review is asked for once and paid once."""

import threading

import pytest
from sqlmodel import select

from studio import database as db
from studio.engine import refining as engine
from studio.productions.refining.reviews import MovedOn
from studio.tables import Call, Ending, Writing
from studio.writings.charging import LOST_AFTER
from tests.engine.refining.turns import (
    CLIP,
    REVIEW,
    Killed,
    beat,
    begin,
    die,
    go_on,
    look,
    meanwhile,
    pass_time,
    reviews,
    says,
    scene_of,
    until_reviewing,
)


def test_killed_before_the_review_it_is_asked_once(tools, clock, provider, sandbox, monkeypatch):
    says(sandbox, 0.9)
    movie = begin(tools)
    until_reviewing(tools, clock, movie)
    assert not engine.take_due(tools, "another")
    clock.forward(engine.LEASE_S + 1)
    go_on(tools, clock)
    assert look(tools, movie).refining.ending == Ending.ACCEPTED and reviews(sandbox) == 1


def test_killed_while_the_writer_answers_it_counts_as_paid_and_is_not_asked_again(
    tools, clock, provider, sandbox, monkeypatch
):
    movie = begin(tools)
    refining_id = until_reviewing(tools, clock, movie)
    with monkeypatch.context() as patch:
        patch.setattr("studio.writings.asking._settle", die)
        patch.setattr("studio.writers.gemini.GeminiWriter.write", die)
        with pytest.raises(Killed):
            engine.step(tools, refining_id, "the dead")
    clock.forward(LOST_AFTER.total_seconds())
    go_on(tools, clock)
    done = look(tools, movie)
    assert done.refining.ending == Ending.WRITER and "counts as paid" in done.refining.sentence
    assert reviews(sandbox) == 0 and done.micro_usd > CLIP
    with db.reading(tools.database) as session:
        assert [one.outcome for one in session.exec(select(Writing))] == ["lost"]


def test_killed_just_after_the_answer_it_is_there_for_the_next(tools, clock, provider, sandbox, monkeypatch):
    says(sandbox, 0.9)
    movie = begin(tools)
    refining_id = until_reviewing(tools, clock, movie)
    asked = engine._go_on(tools, refining_id, "the dead")
    assert asked
    engine._ask(tools, asked, "the dead")  # and nothing more
    clock.forward(engine.LEASE_S + 1)
    go_on(tools, clock)
    assert look(tools, movie).refining.ending == Ending.ACCEPTED and reviews(sandbox) == 1
    with db.reading(tools.database) as session:
        assert len(session.exec(select(Call).where(Call.operation == "write")).all()) == 1


def test_one_that_was_taken_for_dead_changes_nothing_any_more(tools, clock, provider, sandbox):
    says(sandbox, 0.9)
    movie = begin(tools)
    refining_id = until_reviewing(tools, clock, movie)
    asked = engine._go_on(tools, refining_id, "the dead")
    clock.forward(engine.LEASE_S + 1)
    go_on(tools, clock)
    assert asked
    with pytest.raises(MovedOn):
        engine._ask(tools, asked, "the dead")
    assert reviews(sandbox) == 1


def test_another_engine_that_takes_it_over_waits_for_the_answer(tools, clock, provider, sandbox, monkeypatch):
    says(sandbox, 0.9)
    movie = begin(tools)
    refining_id = until_reviewing(tools, clock, movie, "the slow")
    beat(tools, "the slow")
    meanwhile(monkeypatch, lambda: pass_time(tools, clock, engine.LEASE_S + 1))
    engine.step(tools, refining_id, "the slow")
    assert look(tools, movie).is_open
    go_on(tools, clock)
    done = look(tools, movie)
    assert (done.refining.ending, done.best, reviews(sandbox)) == (Ending.ACCEPTED, 0.9, 1)


def test_an_answer_that_comes_after_it_was_given_up_is_there_to_be_read(tools, clock, provider, sandbox, monkeypatch):
    says(sandbox, 0.9)
    movie = begin(tools)
    refining_id = until_reviewing(tools, clock, movie, "the slow")
    meanwhile(monkeypatch, lambda: pass_time(tools, clock, LOST_AFTER.total_seconds()))
    engine.step(tools, refining_id, "the slow")
    done = look(tools, movie)
    assert (done.refining.ending, done.best, done.rounds[0].round.faults) == (Ending.WRITER, 0.9, ["No rain."])
    assert CLIP < done.micro_usd < CLIP + 2 * REVIEW and not scene_of(tools, movie).chosen_id


def test_an_engine_does_not_take_what_it_moves_already(tools, clock, provider, sandbox):
    movie = begin(tools)
    refining_id = until_reviewing(tools, clock, movie, "an engine")
    busy = engine.RefiningScenes(tools, "an engine")
    busy._held[refining_id] = threading.current_thread()
    clock.forward(engine.LEASE_S + 1)
    busy.look()
    assert busy._held == {refining_id: threading.current_thread()}
    assert engine.take_due(tools, "another") == [refining_id]
