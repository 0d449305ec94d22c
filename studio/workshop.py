"""The studio at work in this process: its database, its files, its providers and, where it owns one, its engine."""

import logging
import threading
import time
from typing import Self

from studio import database, saved_settings
from studio.engine.embedded import Engine
from studio.engine.ownership import EngineElsewhere
from studio.engine.tools import Tools
from studio.files import Files
from studio.providers.registry import Providers
from studio.settings import Settings

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
    return Tools(db, Files(settings.data / "media"), Providers(current), current)


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
