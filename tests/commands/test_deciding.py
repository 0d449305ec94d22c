"""An unclear generation in the hands of a person at the command line."""

import pytest

from studio import generations, moves
from studio.brief import Brief, State
from studio.tables import Generation
from tests.commands.shell import Shell

LUMA = Brief(prompt="A boat", model="luma:ray-2")


@pytest.fixture
def unclear(shell: Shell) -> str:
    def lose(session) -> str:
        generation = generations.queue(session, LUMA)
        moves.move(session, generation, State.UNCLEAR, "Lost.", note="The reply was lost.", next_step_at=moves.NEVER)
        return generation.id

    return shell.change(lose)


def state(shell: Shell, made: str) -> State:
    return shell.look(lambda session: session.get(Generation, made).state)


def test_what_happened_and_what_each_way_costs_is_told_first(shell: Shell, unclear: str):
    said = shell.call("decide", unclear)
    assert "The reply was lost. At stake: $0.71. Look at your Luma account, then decide." in said.err
    assert (
        "--not-accepted  queue it again: $0.71" in said.err
        and "--look-again    ask the provider once more: costs nothing" in said.err
    )
    assert (said.code, state(shell, unclear)) == (0, State.UNCLEAR)


@pytest.mark.parametrize(
    ("way", "becomes"),
    [("--look-again", State.UNCLEAR), ("--not-accepted", State.QUEUED), ("--give-up", State.FAILED)],
)
def test_a_person_says_what_is_true(shell: Shell, unclear: str, way: str, becomes: State):
    said = shell.call("decide", unclear, way, "--yes")
    assert (said.code, said.last_line.split()[0], state(shell, unclear)) == (0, becomes, becomes)


def test_only_one_way_at_a_time_and_only_for_what_is_unclear(shell: Shell, unclear: str):
    assert shell.call("decide", unclear, "--look-again", "--give-up").code == 2
    shell.call("decide", unclear, "--give-up")
    late = shell.call("decide", unclear, "--not-accepted")
    assert (late.code, late.last_line) == (1, "There is nothing to decide: it is failed.")
    assert shell.call("decide", "nothing").last_line == "There is no generation 'nothing'."
