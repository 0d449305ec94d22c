"""Processes that start quickly: each is forked from one that has imported the studio, which takes seconds of CPU.

They are real processes, with an id to kill them by, an environment, a folder and output of their own; only Python's start and the
imports are behind them. How the studio starts from nothing is for tests that use `subprocess`.
"""

import atexit
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import nullcontext
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from studio.settings import ROOT

LONGEST_ORDER = 1 << 18  # bytes: the environment is in it
BESIDE = ("pandas", "altair", "alembic.command", "alembic.config", "streamlit.web.bootstrap")  # what is imported late
NOT_BEFORE = ("studio.__main__", "studio.sandbox.__main__", "studio.ui.main", "studio.ui.board", "studio.migrations")


class Ran(NamedTuple):
    code: int
    out: str
    err: str


class Forked:
    """What tests need of a `subprocess.Popen`."""

    def __init__(self, words: Sequence[str], told: IO[bytes]) -> None:
        self.args = words
        self._told = told
        self._lock = threading.Lock()
        self.pid = int(told.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Raises subprocess.TimeoutExpired."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return code

    def _look(self, seconds: float | None) -> int | None:
        with self._lock:
            if self.returncode is None and select.select([self._told], [], [], seconds)[0]:
                self.returncode = int(self._told.readline())
                self._told.close()
            return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def start(words: Sequence[str], environment: dict[str, str], log: Path | None = None) -> Forked:
    """`words` stand behind `python`: `app.py`, or `-m studio ...`. What it prints goes into `log`, or to the terminal."""
    with log.open("ab") if log else nullcontext() as sink:
        output = sink.fileno() if sink else 2
        return _fork(words, environment, output, output)


def run(words: Sequence[str], environment: dict[str, str], seconds: float = 60) -> Ran:
    """To its end. Raises subprocess.TimeoutExpired."""
    with TemporaryFile() as out, TemporaryFile() as err:
        process = _fork(words, environment, out.fileno(), err.fileno())
        try:
            process.wait(seconds)
        finally:
            process.kill()
        return Ran(process.wait(), read_all(out), read_all(err))


def read_all(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


_asking = threading.Lock()


def _fork(words: Sequence[str], environment: dict[str, str], output: int, errors: int) -> Forked:
    read, write = os.pipe()
    with open(os.devnull, "rb") as nothing, _asking:
        order = json.dumps([list(words), environment]).encode()
        socket.send_fds(_server(), [order], [nothing.fileno(), output, errors, write])
    os.close(write)
    return Forked(words, os.fdopen(read, "rb", buffering=0))


@cache
def _server() -> socket.socket:
    """It ends when nobody can ask it any more."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (ours, its):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LONGEST_ORDER)
    with its:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.forks", str(its.fileno())], cwd=ROOT, pass_fds=[its.fileno()]
        )
    atexit.register(lambda: (ours.close(), server.wait(10)))
    return ours


# -- the other process ---------------------------------------------------------------------------------------


def serve(orders: socket.socket) -> list[str] | None:
    """Once for each order in a process of its own: what to run there. None when nobody is left to ask."""
    import_all()
    assert threading.active_count() == 1, "a process with threads cannot be forked"
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    living: dict[int, int] = {}  # process id -> where its end is told
    while True:
        ready, _, _ = select.select([orders, woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            tell_ended(living)
        if orders in ready:
            order, files, *_ = socket.recv_fds(orders, LONGEST_ORDER, 4)
            if not order:
                return None
            words, environment = json.loads(order)
            *streams, told = files
            child = os.fork()
            if not child:
                for file in (*living.values(), told, woken, wake):
                    os.close(file)
                orders.close()
                become(environment, streams)
                return words
            for file in streams:
                os.close(file)
            living[child] = told
            os.write(told, f"{child}\n".encode())


def import_all() -> None:
    for path in sorted((ROOT / "studio").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if not name.startswith(NOT_BEFORE):
            import_module(name)
    for name in BESIDE:
        import_module(name)


def tell_ended(living: dict[int, int]) -> None:
    for child, told in list(living.items()):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            os.write(told, f"{os.waitstatus_to_exitcode(status)}\n".encode())
            os.close(living.pop(child))


def become(environment: dict[str, str], streams: Sequence[int]) -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, file in enumerate(streams):
        os.dup2(file, number)
    for file in streams:
        os.close(file)
    os.environ.clear()
    os.environ.update(environment)


def run_as_python(words: Sequence[str]) -> None:
    """As Python itself would."""
    if words[0] == "-m":
        sys.argv = list(words[1:])
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    elif words[0] == "-c":
        sys.argv = ["-c", *words[2:]]
        exec(words[1], vars(sys.modules["__main__"]))
    else:
        sys.argv = list(words)
        sys.path[0] = str((ROOT / words[0]).parent)
        runpy.run_path(str(ROOT / words[0]), run_name="__main__")


if __name__ == "__main__":
    if to_run := serve(socket.socket(fileno=int(sys.argv[1]))):
        run_as_python(to_run)
