"""Waiting for a clip without pages: on the engine that runs already, or on one of our own for as long as it takes."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from studio import database, generations
from studio.brief import ENDED, State
from studio.engine import housekeeping
from studio.engine.embedded import Engine
from studio.engine.ownership import EngineElsewhere
from studio.engine.tools import Tools
from studio.moves import NEVER
from studio.providers.registry import Providers
from studio.settings import Settings
from studio.tables import Generation, now
from studio.workshop import make_tools

LOOK_EVERY_S = 0.2
STOP_S = 5.0  # what an engine has in its hands may take this long to end


@contextmanager
def open_tools(settings: Settings) -> Iterator[Tools]:
    """What a command works with; connections and child processes are let go at the end."""
    tools = make_tools(settings)
    try:
        yield tools
    finally:
        if isinstance(tools.provider, Providers):
            tools.provider.close()
        tools.database.dispose()


def until_ended(tools: Tools, generation_id: str, tell: Callable[[Generation], None] | None = None) -> Generation:
    """Returns when it has ended, or is unclear for good. `tell` is called when something about it has changed."""
    told: tuple[object, ...] = ()
    with Standby(tools) as standby:
        while True:
            standby.take_over_if_alone()
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


class Standby:
    """Leaves the work to the engine that runs. Where none does, or does no longer, one of our own takes over."""

    def __init__(self, tools: Tools):
        self.tools = tools
        self.own: Engine | None = None

    def take_over_if_alone(self) -> None:
        if self.own or self._is_served():
            return
        try:
            self.own = Engine(self.tools, threads=4).start()
        except EngineElsewhere:
            return

    def _is_served(self) -> bool:
        """Of a SQLite file its lock knows better than what an engine has told of itself: that may have died since."""
        if self.tools.database.dialect.name == "sqlite":
            return False
        with database.reading(self.tools.database) as session:
            return bool(housekeeping.living(session, now()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.own:
            self.own.stop()


def stop_within(stop: Callable[[], None], seconds: float) -> None:
    """Give it so long, then end this process: what was under way is taken up by the next start."""
    stopper = threading.Thread(target=stop, name="stop", daemon=True)
    stopper.start()
    stopper.join(seconds)
    if stopper.is_alive():
        os._exit(0)


def run_engine(settings: Settings, threads: int) -> None:
    """Until a signal. Distributed on PostgreSQL; on SQLite the embedded one, alone. Raises EngineElsewhere."""
    with open_tools(settings) as tools:
        if tools.database.dialect.name == "postgresql":
            from studio.engine import distributed

            asyncio.run(distributed.run(tools, threads))
        else:
            _run_embedded(tools, threads)


def _run_embedded(tools: Tools, threads: int) -> None:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    own = Engine(tools, threads).start()
    stopping.wait()
    stop_within(own.stop, STOP_S)
