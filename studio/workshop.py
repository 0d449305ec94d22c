"""The studio at work in this process: its database, its files, its providers and, where it owns one, its engine."""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from studio import database, saved_settings
from studio.engine.embedded import Engine
from studio.engine.ownership import EngineElsewhere
from studio.engine.tools import Tools
from studio.files import Files
from studio.providers.registry import Providers
from studio.settings import Settings

STOP_S = 5.0  # what an engine has in its hands may take this long to end
SETTINGS_LAST_S = 2.0  # what is saved on the page reaches the engine within this

log = logging.getLogger(__name__)


class Workshop:
    """Opened and closed once. Closing twice is fine: a signal and the web server may both ask for it."""

    def __init__(self) -> None:
        self.engine: Engine | None = None
        self._providers: Providers | None = None
        self._lock = threading.Lock()

    def open(self, settings: Settings) -> Self:
        tools = make_tools(settings)
        self._providers = tools.provider if isinstance(tools.provider, Providers) else None
        if settings.engine == "embedded":
            try:
                self.engine = Engine(tools, settings.engine_threads).start()
            except EngineElsewhere as elsewhere:
                log.info("%s This one only shows pages.", elsewhere)
        return self

    def close(self) -> None:
        with self._lock:
            if self.engine:
                self.engine.stop()
                self.engine = None
            if self._providers:
                self._providers.close()
                self._providers = None


def make_tools(settings: Settings) -> Tools:
    """Everything a step works with, on a database that is up to date."""
    db = database.connect(settings.database)
    database.migrate(db)
    current = FreshSettings(settings, db)
    return Tools(db, Files(settings.media), Providers(current), current)


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


class FreshSettings:
    """The settings as they hold now, read again every few seconds."""

    def __init__(self, base: Settings, db: database.Database):
        self._base, self._database = base, db
        self._read_at, self._current = float("-inf"), base

    def __call__(self) -> Settings:
        if time.monotonic() - self._read_at > SETTINGS_LAST_S:
            self._read_at = time.monotonic()
            with database.reading(self._database) as session:
                self._current = saved_settings.current(session, self._base)
        return self._current


# -- an engine without pages ------------------------------------------------------------------------------


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


def stop_within(stop: Callable[[], None], seconds: float) -> None:
    """Give it so long, then end this process: what was under way is taken up by the next start."""
    stopper = threading.Thread(target=stop, name="stop", daemon=True)
    stopper.start()
    stopper.join(seconds)
    if stopper.is_alive():
        os._exit(0)
