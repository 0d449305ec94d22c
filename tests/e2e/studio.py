"""A real studio in a process of its own, and a real browser to look at it."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STARTS_WITHIN_S = 60
ENDS_WITHIN_S = 15
PATIENCE_MS = 15_000  # of what is expected on a page: other tests run beside


def surroundings() -> dict[str, str]:
    """The environment, without a proxy: all that is asked here is on this machine."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


@contextmanager
def process(
    command: list[str], address: str, log: Path | None = None, /, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs until the end of the block; starts when `address` answers. What it prints goes into `log`, or to the terminal."""
    with log.open("ab") if log else nullcontext() as output:
        started = subprocess.Popen(
            command, cwd=ROOT, env=surroundings() | environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait_for(address, started)
        yield started
    finally:
        started.send_signal(signal.SIGTERM)
        try:
            started.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def wait_for(address: str, started: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline and started.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{started.args} does not answer at {address}")


@contextmanager
def running(data: Path, log: Path | None = None, /, **environment: str) -> Iterator[str]:
    """The studio, on a folder of its own. Gives its address."""
    port = free_port()
    with serving(data, port, log, **environment):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def serving(data: Path, port: int, log: Path | None = None, /, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """The same at a port that stays, for one that is killed and started again."""
    own = (
        {"STUDIO_PORT": str(port), "STUDIO_DATA": str(data), "STUDIO_LOG_LEVEL": "WARNING"}
        | {"STUDIO_SECRET_KEY": "a-test"}
        | environment
    )
    health = f"http://127.0.0.1:{port}/_stcore/health"
    with process([sys.executable, "app.py"], health, log, **own) as started:
        yield started


@contextmanager
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield found
        finally:
            found.close()


def eventually(is_so: Callable[[], bool], within_s: float = 15) -> None:
    """A click has gone its whole way, to the database and back."""
    until = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < until, "it has not come to pass"
        time.sleep(0.1)


def settle(page: Page) -> None:
    """Wait until the page is drawn, and see that nothing on it failed."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=30_000)
    assert page.locator('[data-testid="stException"]').count() == 0, page.inner_text("body")
