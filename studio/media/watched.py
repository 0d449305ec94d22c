"""Long work in a process of its own, as in `isolated.py`, that tells how far it is and can be stopped."""

import json
import queue
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any

from studio.errors import BadMedia
from studio.media import isolated, reader
from studio.media.isolated import ProcessLimits

OnProgress = Callable[[float, str], None]  # how much is done, 0-1, and a sentence about it
LOOK_EVERY_S = 0.1
ENDS_WITHIN_S = 5  # after it was asked to: it removes what is half written
STALLED = "The work came to a standstill and was ended."

_place = threading.BoundedSemaphore(1)  # a film takes every core by itself


class Cancelled(Exception):
    """Somebody wants it no more."""


def nobody_listens(fraction: float, sentence: str) -> None:
    """For who does not care how far it is."""


def run(
    function: str,
    *arguments: isolated.Argument,
    limits: ProcessLimits,
    on_progress: OnProgress = nobody_listens,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Any:
    """Call "module:function" over there; its first argument is what it tells its progress with. One at a time: the others wait.

    `limits.time_s` is how long it may say nothing. Raises Cancelled, and what `isolated.run` raises.
    """
    while not _place.acquire(timeout=LOOK_EVERY_S):
        if is_cancelled():
            raise Cancelled
    try:
        order = isolated.order(function, arguments, limits) | {"is_watched": True}
        return _Watched(order, limits).follow(on_progress, is_cancelled)
    finally:
        _place.release()


class _Watched:
    def __init__(self, order: dict[str, Any], limits: ProcessLimits):
        self._quiet_s = limits.time_s
        self._process = subprocess.Popen(
            reader.command("main"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=reader.surroundings(),
            start_new_session=reader.IS_APART,
        )
        self._said = queue.Queue[str | None]()
        self._errors: list[str] = []
        self._readers = [
            threading.Thread(target=self._hear, args=(_pipe(self._process.stdout),), daemon=True),
            threading.Thread(target=self._note_errors, args=(_pipe(self._process.stderr),), daemon=True),
        ]
        for thread in self._readers:
            thread.start()
        with suppress(BrokenPipeError):  # it ended at once: its end says why
            _pipe(self._process.stdin).write(json.dumps(order))
            _pipe(self._process.stdin).close()

    def follow(self, on_progress: OnProgress, is_cancelled: Callable[[], bool]) -> Any:
        try:
            answer = self._listen(on_progress, is_cancelled)
        except BaseException:
            self._process.terminate()
            raise
        finally:
            self._wait_for_end()
        isolated.check_end(reader.EndedProcess(self._process.returncode, "", "".join(self._errors)))
        return isolated.value_in(answer)

    def _listen(self, on_progress: OnProgress, is_cancelled: Callable[[], bool]) -> dict[str, Any]:
        """Until it has answered or ended."""
        quiet_s = 0.0
        while quiet_s < self._quiet_s:
            if is_cancelled():
                raise Cancelled
            try:
                line = self._said.get(timeout=LOOK_EVERY_S)
            except queue.Empty:
                quiet_s += LOOK_EVERY_S
                continue
            told = json.loads(line) if line else {}
            if "fraction" not in told:
                return told
            quiet_s = 0.0
            on_progress(told["fraction"], told["sentence"])
        raise BadMedia(STALLED)

    def _wait_for_end(self) -> None:
        """It was asked to end, or has answered and ends by itself. Who does neither is made to."""
        try:
            self._process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for thread in self._readers:
            thread.join(ENDS_WITHIN_S)
        for pipe in (self._process.stdout, self._process.stderr):
            _pipe(pipe).close()

    def _hear(self, answers: IO[str]) -> None:
        for line in answers:
            self._said.put(line)
        self._said.put(None)

    def _note_errors(self, errors: IO[str]) -> None:
        for line in errors:
            self._errors = [*self._errors[-50:], line]


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe
    return pipe
