"""What an engine does beside its steps: for each matter a thread that looks for what is due, does it, and looks again."""

import logging
import threading
from abc import ABC, abstractmethod
from typing import ClassVar

from studio.engine.tools import Tools

BEGUN_AGAIN_S = 5.0  # after a process of ours was stopped from outside: as a rule we are, next

log = logging.getLogger(__name__)


class Beside(ABC):
    """Started and stopped with the housekeeping of every engine."""

    name: ClassVar[str]  # of its thread
    look_every_s: ClassVar[float] = 0.5
    ends_within_s: ClassVar[float] = 10  # what is in hand when the engine stops has this long

    def __init__(self, tools: Tools, engine_id: str):
        self.tools, self.engine_id = tools, engine_id
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)

    @abstractmethod
    def look(self) -> None:
        """Do what is due, and come back: when the engine stops, as soon as can be."""

    def start(self) -> None:
        self._thread.start()

    def ask_to_stop(self) -> None:
        self.stopping.set()

    def wait_for_end(self) -> None:
        if self._thread.ident:
            self._thread.join(self.ends_within_s)

    def _run(self) -> None:
        while not self.stopping.wait(self.look_every_s):
            try:
                self.look()
            except Exception:  # the engine's loop outlives whatever happens in it
                if not self.stopping.is_set():
                    log.exception("%s: something failed; going on", self.name)
