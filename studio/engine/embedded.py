"""The default engine: one dispatcher thread and one pool of threads in the server's own process. SQLite or PostgreSQL."""

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Self

from studio.engine import admission, steps
from studio.engine.housekeeping import Housekeeping
from studio.engine.look import Lookout, Waiting
from studio.engine.ownership import Ownership
from studio.engine.tools import Tools
from studio.tables import Generation

LOOK_EVERY_S = 0.03  # so what any process queues starts at once

log = logging.getLogger(__name__)


class Lane:
    """Some threads for one sort of step, and a count of those that are free.

    `on_free` is called where there was more to do than threads, once some are free again: several steps are started for the
    price of one look.
    """

    def __init__(self, name: str, threads: int, on_free: Callable[[], None]):
        self._pool = ThreadPoolExecutor(threads, name)
        self._free, self._some = threads, max(1, threads // 4)
        self._on_free, self._wants_more = on_free, False
        self._lock = threading.Lock()

    @contextmanager
    def free_threads(self) -> Iterator["Work"]:
        """Never take more than can start now, as a row must not grow old in our hands. Put what shall run into the list."""
        with self._lock:
            work, self._free = Work(self._free), 0
        try:
            yield work
        finally:
            with self._lock:
                self._free += work.left
                self._wants_more = work.left == 0
            for step in work:
                self._pool.submit(self._run, step)

    def _run(self, step: Callable[[], None]) -> None:
        try:
            step()
        finally:
            with self._lock:
                self._free += 1
                is_wanted = self._wants_more and self._free >= self._some
            if is_wanted:
                self._on_free()

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)


class Work(list[Callable[[], None]]):
    """Steps to start, at most `most`."""

    def __init__(self, most: int):
        super().__init__()
        self.most = most

    @property
    def left(self) -> int:
        return self.most - len(self)


class Engine:
    """Started once, stopped once. Threads only wait for the network and the disk: CPU work goes to child processes."""

    def __init__(self, tools: Tools, threads: int = 16):
        self.tools = tools
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._quick = Lane("step", threads, self._wake.set)
        self._slow = Lane("download", max(1, threads // 4), self._wake.set)  # so that downloads never hold up a check
        self._dispatcher = threading.Thread(target=self._run, name="engine", daemon=True)
        self._housekeeping = Housekeeping(tools, kind="embedded")
        self._ownership = Ownership(tools.database)

    def start(self) -> Self:
        """Raises EngineElsewhere when another process moves the generations of this SQLite file."""
        self._ownership.take()
        if self._ownership.is_sole:
            steps.make_all_due(self.tools)
        self._housekeeping.start(is_alone=self._ownership.is_sole)
        self._dispatcher.start()
        return self

    def stop(self) -> None:
        """Takes nothing new, lets running steps end: at most one call to a provider long."""
        self._stopping.set()
        self._wake.set()
        if self._dispatcher.ident:
            self._dispatcher.join(5)
        self._quick.close()
        self._slow.close()
        self._housekeeping.stop()
        self._ownership.give_back()

    def _run(self) -> None:
        lookout, is_called = Lookout(self.tools), False
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._tick(lookout.what_waits(insist=is_called))
                is_called = self._wake.wait(LOOK_EVERY_S)
            except Exception:  # the engine's loop outlives whatever happens in it
                log.exception("the dispatcher failed; going on")
                is_called = not self._stopping.wait(1)
        lookout.close()

    def _tick(self, waiting: Waiting) -> None:
        """Start what is due and what is admitted, as much as threads are free."""
        with self._slow.free_threads() as work:
            if waiting.slow:
                work += [self._step(one) for one in steps.take_due(self.tools, work.left, states=steps.SLOW)]
        with self._quick.free_threads() as work:
            if waiting.quick:
                work += [self._step(one) for one in steps.take_due(self.tools, work.left, states=steps.QUICK)]
            if waiting.queued:
                work += [self._step(one, is_admitted=True) for one in admission.admit(self.tools, work.left)]

    def _step(self, generation: Generation, *, is_admitted: bool = False) -> Callable[[], None]:
        def run() -> None:
            try:
                with self._housekeeping.holding(generation):
                    steps.step(self.tools, generation, is_admitted=is_admitted)
            except Exception:  # the row comes due again by itself
                log.exception("a step of generation %s failed", generation.id)

        return run
