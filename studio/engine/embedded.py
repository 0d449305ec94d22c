"""The default engine: one dispatcher thread and one pool of threads in the server's own process. SQLite or PostgreSQL."""

import logging
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Self

from studio.engine import admission, steps
from studio.engine.housekeeping import Housekeeping
from studio.engine.ownership import Ownership
from studio.engine.tools import Tools
from studio.tables import Generation

LOOK_EVERY_S = 0.05  # one small query; so what any process queues starts at once

log = logging.getLogger(__name__)


class Engine:
    """Started once, stopped once. Threads only wait for the network and the disk: CPU work goes to child processes."""

    def __init__(self, tools: Tools, threads: int = 16):
        self.tools, self.threads = tools, threads
        self._pool = ThreadPoolExecutor(threads, "step")
        self._free = threading.Semaphore(threads)
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._dispatcher = threading.Thread(target=self._run, name="engine", daemon=True)
        self._housekeeping = Housekeeping(tools, kind="embedded")
        self._ownership = Ownership(tools.database)

    def start(self) -> Self:
        """Raises EngineElsewhere when another process moves the generations of this SQLite file."""
        self._ownership.take()
        if self._ownership.is_sole:
            steps.make_all_due(self.tools)
        self._housekeeping.start()
        self._dispatcher.start()
        return self

    def stop(self) -> None:
        """Takes nothing new, lets running steps end: at most one call to a provider long."""
        self._stopping.set()
        self._wake.set()
        if self._dispatcher.ident:
            self._dispatcher.join(5)
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._housekeeping.stop()
        self._ownership.give_back()

    def wake(self) -> None:
        """There may be something to do now."""
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            is_busy = False
            try:
                is_busy = self.tick()
            except Exception:  # the engine's loop outlives whatever happens in it
                log.exception("the dispatcher failed; going on")
                self._stopping.wait(1)
            if not is_busy:
                self._wake.wait(LOOK_EVERY_S)
            self._wake.clear()

    def tick(self) -> bool:
        """Start what is due and what is admitted, as much as threads are free. False: there was nothing."""
        free = self._take_free_threads()
        due: list[Generation] = []
        admitted: list[Generation] = []
        try:
            due = steps.take_due(self.tools, free)
            admitted = admission.admit(self.tools, free - len(due)) if len(due) < free else []
        finally:
            for _ in range(free - len(due) - len(admitted)):
                self._free.release()
        self._start(due, is_admitted=False)
        self._start(admitted, is_admitted=True)
        return bool(due or admitted)

    def _take_free_threads(self) -> int:
        """Never take more than can start now: a row must not grow old in our hands."""
        free = 0
        while free < self.threads and self._free.acquire(blocking=False):
            free += 1
        return free

    def _start(self, taken: Iterable[Generation], *, is_admitted: bool) -> None:
        for generation in taken:
            self._pool.submit(self._step, generation, is_admitted)

    def _step(self, generation: Generation, is_admitted: bool) -> None:
        try:
            with self._housekeeping.holding(generation):
                steps.step(self.tools, generation, is_admitted=is_admitted)
        except Exception:  # the row comes due again by itself
            log.exception("a step of generation %s failed", generation.id)
        finally:
            self._free.release()
            self._wake.set()
