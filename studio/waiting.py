"""Waiting for a clip without pages: on the engine that runs already, or on one of our own for as long as it takes."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from studio import database, generations
from studio.brief import ENDED, State
from studio.engine import housekeeping
from studio.engine.embedded import Engine
from studio.engine.ownership import EngineElsewhere
from studio.engine.tools import Tools
from studio.moves import NEVER
from studio.settings import Settings
from studio.tables import Generation, now
from studio.workshop import make_tools

LOOK_EVERY_S = 0.2
PATIENCE_WITHOUT_ENGINE_S = 20


def until_ended(tools: Tools, generation_id: str, tell: Callable[[Generation], None] | None = None) -> Generation:
    """Returns when it has ended, or is unclear for good. `tell` is called when something about it has changed."""
    told: tuple[object, ...] = ()
    with some_engine(tools):
        while True:
            seen = look(tools, generation_id)
            news = (seen.state, seen.note, seen.stage, seen.fraction and round(seen.fraction, 1))
            if tell and news != told:
                tell(seen)
                told = news
            if seen.state in ENDED or (seen.state == State.UNCLEAR and seen.next_step_at >= NEVER):
                return seen
            threading.Event().wait(LOOK_EVERY_S)


def look(tools: Tools, generation_id: str) -> Generation:
    with database.reading(tools.database) as session:
        return generations.get(session, generation_id)


@contextmanager
def some_engine(tools: Tools) -> Iterator[None]:
    """The one that runs already; where none does, one of our own."""
    with database.reading(tools.database) as session:
        is_served = bool(housekeeping.living(session, now()))
    try:
        own = None if is_served and tools.database.dialect.name == "postgresql" else Engine(tools, threads=4).start()
    except EngineElsewhere:
        own = None
    try:
        yield
    finally:
        if own:
            own.stop()


def run_engine(settings: Settings, threads: int) -> None:
    """Until a signal. Distributed on PostgreSQL; on SQLite the embedded one, alone. Raises EngineElsewhere."""
    tools = make_tools(settings)
    if tools.database.dialect.name == "postgresql":
        from studio.engine import distributed

        asyncio.run(distributed.run(tools, threads))
        return
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    own = Engine(tools, threads).start()
    stopping.wait()
    own.stop()
