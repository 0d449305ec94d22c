"""A provider that cannot list what it made may count it: a clue for the person who decides, and no more."""

from typing import Any

import pytest

from studio import database, generations
from studio.brief import State
from studio.engine.tools import Tools
from studio.errors import ReadFailed, Unclear
from tests.clock import Clock
from tests.engine.turns import BOAT, look, queue, turn, until_settled
from tests.scripted import RUNNING, Scripted

LOST = Unclear("The connection broke.")


def note_of_a_lost_one(tools: Tools, clock: Clock, rounds: int = 8) -> str:
    lost = look(tools, queue(tools))
    until_settled(tools, clock, rounds)
    lost = look(tools, lost.id)
    assert lost.state == State.UNCLEAR
    return lost.note


@pytest.mark.parametrize(
    ("made", "clue"),
    [
        ([1], "counts 1 with this model in the last day, this studio knows of 0: it was probably accepted, unless"),
        ([0], "counts 0 with this model in the last day, this studio knows of 0: it was probably not accepted."),
        ([None], "This provider cannot tell."),
        ([ReadFailed("Nobody is there.")], "This provider cannot tell."),
    ],
)
def test_what_the_provider_counts_stands_beside_what_the_studio_knows(
    tools: Tools, provider: Scripted, clock: Clock, made: list[Any], clue: str
):
    provider.submits, provider.made = [LOST], made
    assert clue in note_of_a_lost_one(tools, clock)
    assert provider.count("submit") == 1


def test_the_studio_knows_what_was_accepted_in_the_last_day_with_that_model(
    tools: Tools, provider: Scripted, clock: Clock
):
    provider.checks, provider.made = [RUNNING], [2]
    queue(tools)
    turn(tools)
    clock.forward(25 * 3600)
    queue(tools)
    queue(tools, BOAT.model_copy(update={"model": "luma:ray-flash-2"}))
    turn(tools)
    provider.submits = [LOST]
    assert "counts 2 with this model in the last day, this studio knows of 1:" in note_of_a_lost_one(tools, clock)


def test_where_several_were_lost_the_count_does_not_say_which(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits, provider.made = [LOST], [1]
    queue(tools)
    note = note_of_a_lost_one(tools, clock)
    assert "this studio knows of 0 and got no answer to 2: some of these were probably accepted." in note


def test_to_look_again_is_to_count_again(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits, provider.made = [LOST], [0, 1]
    lost = queue(tools)
    until_settled(tools, clock, rounds=8)
    assert "probably not accepted" in look(tools, lost).note
    with database.writing(tools.database) as session:
        generations.look_again(session, lost)
    until_settled(tools, clock, rounds=2)
    assert "probably accepted" in look(tools, lost).note
