"""Processes that read files for `isolated.py`: on Linux one that holds the decoders ready and forks for each file, else a new one."""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from studio.media.child import ENDED_IN_ORDER

ROOT = Path(__file__).parents[2]
# -I: neither PYTHONPATH nor the folder we happen to be in decides what is imported.
START = "import sys; sys.path.insert(0, sys.argv[1]); from studio.media.child import {main}; {main}()"
# No key is handed down: a bad file may take the process over.
HANDED_DOWN = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")

TIMED_OUT = "timed out"

# Ctrl-C, or a supervisor that ends us, signals all processes of a group at once. What these do is ours to stop, after us: they have a
# session of their own where they are sure to end with us nevertheless.
IS_APART = sys.platform == "linux"
TOLD_TO_END = (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM))


class Stopped(OSError):
    """It was told to end, as when the studio is: nothing is wrong with what it did, and it can be begun again."""


class Killed(OSError):
    """This machine made it end, as a rule because it had no memory left."""


def require_not_stopped(returncode: int) -> None:
    """Raises Stopped and Killed."""
    if returncode in (ENDED_IN_ORDER, *(-told for told in TOLD_TO_END)):
        raise Stopped("The reader was stopped from outside. Try again.")
    if returncode == -getattr(signal, "SIGKILL", signal.SIGTERM):
        raise Killed(
            "This machine ended the work, as a rule for want of memory. Close what else runs there. Try again."
        )


@dataclass(frozen=True)
class EndedProcess:
    """How a process ended, as `subprocess` counts it, and what it wrote."""

    returncode: int
    answer: str
    complaints: str


def read_anew(order: str, time_s: float) -> EndedProcess:
    """In a process that starts from nothing, which takes a fifth of a second. Raises TimeoutError."""
    try:
        ended = subprocess.run(
            command("main"),
            input=order,
            capture_output=True,
            text=True,
            timeout=time_s,
            env=surroundings(),
            start_new_session=IS_APART,
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError from error
    return EndedProcess(ended.returncode, ended.stdout, ended.stderr)


def read_warm(order: str) -> EndedProcess:
    """In a process forked from one that waits for orders. It keeps the order's `time_s` itself. Raises TimeoutError, or OSError
    where the one that waits was ended."""
    while True:
        reader = _waiting_or_new()
        try:
            line = reader.ask(order)
        except BaseException:
            reader.end()
            raise
        if line:
            _waiting.append(reader)
            break
        if code := reader.end():  # 0: it had waited so long that it left
            require_not_stopped(code)
            raise OSError("The reader came to an end. Try again.")
    told = json.loads(line)
    if told == TIMED_OUT:
        raise TimeoutError
    return EndedProcess(**told)


class _Reader:
    """Opens no file itself, and has one order at a time."""

    def __init__(self):
        self._process = subprocess.Popen(
            command("serve"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=surroundings(),
            start_new_session=IS_APART,
        )
        # Take note of its end at once: one that left by itself would stay behind as a zombie.
        threading.Thread(target=self._process.wait, daemon=True, name="reader").start()

    def ask(self, order: str) -> str:
        """Empty when it has gone."""
        assert self._process.stdin and self._process.stdout
        with suppress(BrokenPipeError):
            self._process.stdin.write(f"{order}\n")
            self._process.stdin.flush()
        return self._process.stdout.readline()

    def end(self) -> int:
        """Without its orders it ends by itself, and whatever it was reading with it."""
        assert self._process.stdin and self._process.stdout
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdout.close()
        return self._process.wait()


_waiting: list[_Reader] = []  # as many as there were orders at a time


def _waiting_or_new() -> _Reader:
    try:
        return _waiting.pop()
    except IndexError:
        return _Reader()


@atexit.register
def _end_all() -> None:
    while _waiting:
        _waiting.pop().end()


def command(main: str) -> list[str]:
    return [sys.executable, "-I", "-c", START.format(main=main), str(ROOT)]


def surroundings() -> dict[str, str]:
    """One thread for numpy: more get into each other's way where several processes work."""
    return {name: os.environ[name] for name in HANDED_DOWN if name in os.environ} | {"OPENBLAS_NUM_THREADS": "1"}
