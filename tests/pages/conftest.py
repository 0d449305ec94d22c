"""A page under test: a studio on a folder of its own, without an engine, and the page as a browser would get it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from studio.settings import ROOT
from tests import own_studio
from tests.patience import PATIENCE_S

MAIN = ROOT / "studio" / "ui" / "main.py"
PAGES = ROOT / "pages"
Open = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def one_scan() -> Iterator[None]:
    """AppTest looks through every installed package for components whenever it opens a page: half of what a test here would cost."""
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda *_, **__: found)
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the studio keeps what it has."""
    return tmp_path


@pytest.fixture
def studio(empty_sqlite: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Its database, which the pages find by themselves."""
    with own_studio.opened(monkeypatch, empty_sqlite, folder, STUDIO_SECRET_KEY="a-test") as found:
        yield found


@pytest.fixture
def visit(studio: Database) -> Open:
    """Opens a page by its name, with a query in its address: `visit("library", clip="...")`."""

    def open_page(name: str, **query: str) -> AppTest:
        page = AppTest.from_file(str(MAIN), default_timeout=PATIENCE_S)
        page.query_params.update(query) if query else None
        if name != "create":
            page.switch_page(str(PAGES / f"{name}.py"))
        page.run()
        assert not page.exception
        return page

    return open_page
