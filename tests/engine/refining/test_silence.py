"""Another engine that asked for a review is waited for while it may answer, and its answer is kept whenever it comes."""

import pytest

from studio import database as db
from studio.engine import refining as engine
from studio.engine.tools import Tools
from studio.productions.refining import silence
from studio.productions.refining.silence import DEAD_FROM, UNANSWERED
from studio.tables import Ending, Writing
from studio.writings.charging import LOST_AFTER
from tests.clock import Clock
from tests.engine.refining.turns import (
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
    stop,
    until_reviewing,
)


def test_one_that_died_in_mid_review_is_given_up_after_two_minutes_and_counts_as_paid(
    tools, clock, provider, sandbox, monkeypatch
):
    movie = until_killed(tools, clock, monkeypatch)
    pass_time(tools, clock, engine.LEASE_S + 1)
    waits = look(tools, movie)
    assert waits.is_open and waits.refining.sentence == UNANSWERED
    pass_time(tools, clock, DEAD_FROM.total_seconds())
    assert look(tools, movie).refining.ending == Ending.WRITER and reviews(sandbox) == 0
    with db.reading(tools.database) as session:
        assert session.get_one(Writing, waits.rounds[0].round.writing_id).outcome == "lost"


def test_what_it_waits_for_is_told_with_both_moments(tools, clock, provider, sandbox, monkeypatch):
    movie = until_killed(tools, clock, monkeypatch)
    asked_at = clock()
    pass_time(tools, clock, engine.LEASE_S + 1)
    with db.reading(tools.database) as session:
        waits = silence.of(session, look(tools, movie).refining, clock())
    assert waits and waits.since <= asked_at and waits.until == asked_at + DEAD_FROM


def test_one_that_has_stopped_is_not_waited_for(tools, clock, provider, sandbox, monkeypatch):
    movie = until_killed(tools, clock, monkeypatch, beats=False)
    pass_time(tools, clock, engine.LEASE_S + 1)
    assert look(tools, movie).refining.ending == Ending.WRITER


def test_one_that_tells_of_itself_is_waited_for_however_slow_its_writer(tools, clock, provider, sandbox, monkeypatch):
    says(sandbox, 0.9)
    movie = begin(tools)
    refining_id = until_reviewing(tools, clock, movie, "the slow")

    def wait() -> None:
        for _ in range(5):
            beat(tools, "the slow")
            pass_time(tools, clock, 100)

    meanwhile(monkeypatch, wait)
    beat(tools, "the slow")
    engine.step(tools, refining_id, "the slow")
    go_on(tools, clock)
    done = look(tools, movie)
    assert (done.refining.ending, done.best, reviews(sandbox)) == (Ending.ACCEPTED, 0.9, 1)


@pytest.mark.parametrize("is_stopped", [True, False])
def test_an_answer_that_comes_when_nobody_waits_any_more_is_kept_and_paid_once(
    tools, clock, provider, sandbox, monkeypatch, is_stopped
):
    says(sandbox, 0.9)
    movie = begin(tools)
    refining_id = until_reviewing(tools, clock, movie, "the slow")
    beat(tools, "the slow")

    def wait() -> None:
        pass_time(tools, clock, engine.LEASE_S + 1)
        stop(tools, movie) if is_stopped else clock.forward(DEAD_FROM.total_seconds())
        go_on(tools, clock, 3)

    meanwhile(monkeypatch, wait)
    engine.step(tools, refining_id, "the slow")
    done = look(tools, movie)
    assert done.refining.ending == (Ending.STOPPED if is_stopped else Ending.WRITER)
    assert (done.best, done.rounds[0].round.faults, reviews(sandbox)) == (0.9, ["No rain."], 1)
    assert not scene_of(tools, movie).chosen_id and clock() - done.refining.created_at < LOST_AFTER


def until_killed(tools: Tools, clock: Clock, monkeypatch: pytest.MonkeyPatch, *, beats: bool = True) -> str:
    """An engine has asked for a review and does nothing more."""
    movie = begin(tools)
    refining_id = until_reviewing(tools, clock, movie)
    if beats:
        beat(tools, "the dead")
    with monkeypatch.context() as patch:
        patch.setattr("studio.writings.asking._settle", die)
        patch.setattr("studio.writers.gemini.GeminiWriter.write", die)
        with pytest.raises(Killed):
            engine.step(tools, refining_id, "the dead")
    return movie
