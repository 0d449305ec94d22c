"""Turning the engine by hand: one round is what the dispatcher does once, without its threads."""

from studio import database, generations
from studio.brief import Brief
from studio.engine import admission, steps
from studio.engine.tools import Tools
from studio.tables import Generation
from tests.clock import Clock
from tests.ledger_lines import lines

BOAT = Brief(prompt="A paper boat in the rain", model="luma:ray-2", duration_s=5)


def queue(tools: Tools, brief: Brief = BOAT, priority: int = 0) -> str:
    with database.writing(tools.database) as session:
        generation = generations.queue(session, brief, priority=priority)
        generation.created_at = generation.next_step_at = tools.clock()  # the test's clock, not the machine's
        session.add(generation)
        return generation.id


def turn(tools: Tools, rounds: int = 1) -> None:
    """Do everything that is due now, and admit what may start."""
    for _ in range(rounds):
        for generation in steps.take_due(tools, 100):
            steps.step(tools, generation)
        for generation in admission.admit(tools, 100):
            steps.step(tools, generation, is_admitted=True)
        tools.notebook.write()


def until_settled(tools: Tools, clock: Clock, rounds: int = 60, seconds: float = 5) -> None:
    for _ in range(rounds):
        turn(tools)
        clock.forward(seconds)


def look(tools: Tools, generation_id: str) -> Generation:
    with database.reading(tools.database) as session:
        return session.get_one(Generation, generation_id)


def story(tools: Tools, generation_id: str) -> list[str]:
    """The states it went through."""
    with database.reading(tools.database) as session:
        return [event.state.value for event in generations.history(session, generation_id)]


def ledger(tools: Tools) -> list[tuple[str, float]]:
    """In USD."""
    return [(line.kind, line.micro_usd / 1e6) for line in lines(tools.database)]
