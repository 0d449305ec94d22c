"""A real studio in a process of its own, and a real browser to look at it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import processes
from tests.forks import Forked
from tests.patience import PATIENCE_S
from tests.ports import free_port

CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the first needs half the CPU
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = PATIENCE_S * 1000


@contextmanager
def running(data: Path, log: Path | None = None, /, **environment: str) -> Iterator[str]:
    """The studio, on a folder of its own. Gives its address."""
    port = free_port()
    with serving(data, port, log, **environment):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def serving(data: Path, port: int, log: Path | None = None, /, **environment: str) -> Iterator[Forked]:
    """The same at a port that stays, for one that is killed and started again."""
    own = (
        {"STUDIO_PORT": str(port), "STUDIO_DATA": str(data), "STUDIO_LOG_LEVEL": "WARNING"}
        | {"STUDIO_SECRET_KEY": "a-test"}
        | environment
    )
    health = f"http://127.0.0.1:{port}/_stcore/health"
    with processes.running(["app.py"], health, log, **own) as started:
        yield started


def chromium() -> str:
    found = next((path for path in map(shutil.which, CHROMIUMS) if path), None)
    assert found, "There is no Chromium here: tests/setup/system.sh installs it."
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            yield found
        finally:
            found.close()


def settle(page: Page) -> None:
    """Wait until the page is drawn, and see that nothing on it failed."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=2 * PATIENCE_MS)
    assert page.locator('[data-testid="stException"]').count() == 0, page.inner_text("body")
