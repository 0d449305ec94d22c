"""What a writer says that is of no use, and one that is busy."""

import pytest

from studio.engine import refining as engine
from studio.productions.refining.asking import RefiningTerms
from studio.productions.refining.reviews import MOST_TROUBLES
from studio.tables import Ending
from tests.engine.refining.turns import CLIP, begin, go_on, look, meanwhile, reviews, says, stop, until_reviewing


@pytest.mark.parametrize(
    ("writer", "fault", "sentence"),
    [
        ("gemini", {"what": "no_json"}, "no JSON"),
        ("openai", {"what": "wrong_schema"}, "another shape"),
        ("gemini", {"what": "blocked"}, "filter"),
        ("openai", {"what": "blocked"}, "filter"),
        ("gemini", {"what": "drop"}, "before its reply came"),
        ("openai", {"what": "html"}, "cannot be read"),
    ],
)
def test_a_writer_that_is_of_no_use_ends_it_and_is_not_asked_again(
    tools, clock, provider, sandbox, writer, fault, sentence
):
    sandbox.fault(on="write", **fault)
    movie = begin(tools, RefiningTerms(writer, limit_micro_usd=5_000_000))
    go_on(tools, clock)
    done = look(tools, movie)
    assert done.refining.ending == Ending.WRITER and sentence in done.refining.sentence
    assert (reviews(sandbox), provider.count("submit")) == (1, 1)


def test_a_busy_writer_is_asked_later_and_costs_nothing_meanwhile(tools, clock, provider, sandbox):
    sandbox.fault(on="write", what="status", code=429, times=2)
    says(sandbox, 0.9)
    movie = begin(tools)
    go_on(tools, clock)
    assert look(tools, movie).refining.ending == Ending.ACCEPTED and reviews(sandbox) == 3


def test_one_that_stays_busy_is_given_up(tools, clock, provider, sandbox):
    sandbox.fault(on="write", what="status", code=429, times=None)
    movie = begin(tools)
    go_on(tools, clock, 150)
    done = look(tools, movie)
    assert done.refining.ending == Ending.WRITER and reviews(sandbox) == MOST_TROUBLES
    assert done.micro_usd == CLIP


def test_stopped_while_a_busy_writer_is_waited_for_it_ends_at_once(tools, clock, provider, sandbox):
    sandbox.fault(on="write", what="status", code=429, times=None)
    movie = begin(tools)
    engine.step(tools, until_reviewing(tools, clock, movie, "an engine"), "an engine")
    stop(tools, movie)
    for refining_id in engine.take_due(tools, "an engine"):
        engine.step(tools, refining_id, "an engine")
    assert look(tools, movie).refining.ending == Ending.STOPPED and reviews(sandbox) == 1


def test_stopped_while_a_writer_says_that_it_is_busy_it_is_not_asked_again(
    tools, clock, provider, sandbox, monkeypatch
):
    sandbox.fault(on="write", what="status", code=429, times=None)
    movie = begin(tools)
    refining_id = until_reviewing(tools, clock, movie, "an engine")
    meanwhile(monkeypatch, lambda: stop(tools, movie))
    engine.step(tools, refining_id, "an engine")
    assert look(tools, movie).refining.ending == Ending.STOPPED and reviews(sandbox) == 1
