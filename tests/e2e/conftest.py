"""A browser for all journeys, and a page that fails a test when anything on it failed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e import studio

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with studio.browser() as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("studio")


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Opens an address in a window of its own: `visit(address, width=390)`."""
    pages: list[Page] = []

    def open_page(address: str, width: int = 1280, height: int = 900) -> Page:
        page = browser.new_context(viewport={"width": width, "height": height}).new_page()
        page.set_default_timeout(studio.PATIENCE_MS)
        pages.append(page)
        page.goto(address)
        studio.settle(page)
        return page

    yield open_page
    for page in pages:
        assert page.locator('[data-testid="stException"]').count() == 0
        page.context.close()
