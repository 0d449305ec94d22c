"""The studio as real processes, to be killed: a server, engines, a sandbox. Each is ended by its own id."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from tests import forks
from tests.forks import Forked
from tests.ports import free_port

Process = subprocess.Popen[bytes] | Forked

STARTS_WITHIN_S = 60
ENDS_WITHIN_S = 30


def start(words: list[str], log: Path | None, **environment: str) -> Forked:
    """`words` stand behind `python`, in the project's folder. What it prints goes into `log`, or to the terminal."""
    return forks.start(words, surroundings() | environment, log)


def start_in(folder: Path, words: list[str], log: Path, /, **environment: str) -> subprocess.Popen[bytes]:
    """From nothing, as a person starts it, which takes seconds."""
    with log.open("ab") as sink:
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=folder, env=surroundings() | environment, stdout=sink, stderr=subprocess.STDOUT,
        )  # fmt: skip


def surroundings() -> dict[str, str]:
    """The environment, without a proxy: all that is asked here is on this machine."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def end(process: Process, with_signal: int = signal.SIGTERM) -> None:
    if process.poll() is None:
        process.send_signal(with_signal)
        process.wait(ENDS_WITHIN_S)


@contextmanager
def running(words: list[str], address: str, log: Path | None = None, /, **environment: str) -> Iterator[Forked]:
    """Until the end of the block; it begins when `address` answers."""
    started = start(words, log, **environment)
    try:
        wait_for(address, started)
        yield started
    finally:
        end_at_last(started)


def end_at_last(process: Process) -> None:
    try:
        end(process)
    except subprocess.TimeoutExpired:
        end(process, signal.SIGKILL)


@contextmanager
def sandbox(log: Path | None, *options: str) -> Iterator[str]:
    """Yields its address. It outlives the studio's processes, as a provider does."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    words = ["-m", "studio.sandbox", "--port", str(port), *options]
    with running(words, f"{address}/sandbox/faults", log):
        yield address


def wait_for(address: str, process: Process) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    with httpx.Client(trust_env=False, timeout=2) as client:
        while time.monotonic() < until and process.poll() is None:
            with suppress(httpx.HTTPError):
                if client.get(address).is_success:
                    return
            time.sleep(0.05)
    raise AssertionError(f"{process.args} did not answer at {address} within {STARTS_WITHIN_S} s")
