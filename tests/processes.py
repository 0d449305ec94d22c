"""The studio as real processes, to be killed: a server, engines, a sandbox. Each is ended by its own id."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent


def start(command: list[str], log: Path, **environment: str) -> subprocess.Popen[bytes]:
    return start_in(ROOT, command, log, **environment)


def start_in(folder: Path, command: list[str], log: Path, /, **environment: str) -> subprocess.Popen[bytes]:
    with log.open("ab") as sink:
        return subprocess.Popen(
            [sys.executable, *command], cwd=folder, env=os.environ | environment, stdout=sink, stderr=subprocess.STDOUT
        )


def end(process: subprocess.Popen[bytes], with_signal: int = signal.SIGTERM) -> None:
    if process.poll() is None:
        process.send_signal(with_signal)
        process.wait(30)


@contextmanager
def sandbox(log: Path, *options: str) -> Iterator[str]:
    """Yields its address. It outlives the studio's processes, as a provider does."""
    port = free_port()
    process = start(["-m", "studio.sandbox", "--port", str(port), *options], log)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/sandbox/faults", process)
        yield address
    finally:
        end(process)


def wait_for(address: str, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(address, trust_env=False, timeout=2).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise AssertionError(f"{address} did not answer within {seconds} s")
