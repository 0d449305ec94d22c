"""A page under test: a studio on a folder of its own, without an engine, and the page as a browser would get it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import Engine as Database
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from studio import database, settings

ROOT = Path(__file__).resolve().parents[2]
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
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STUDIO_DATA", str(tmp_path))
    monkeypatch.setenv("STUDIO_SECRET_KEY", "a-test")
    monkeypatch.setitem(settings.Settings.model_config, "env_file", None)  # not what somebody keeps in .env
    return tmp_path


@pytest.fixture
def studio(empty_sqlite: Path, folder: Path) -> Iterator[Database]:
    """Its database, which the pages find by themselves."""
    copyfile(empty_sqlite, folder / "studio.db")
    forget()
    db = database.default()
    yield db
    db.dispose()
    forget()


def forget() -> None:
    """What is read once per process."""
    database.default.cache_clear()
    settings.load.cache_clear()


@pytest.fixture
def visit(studio: Database) -> Open:
    """Opens a page by its name, with a query in its address: `visit("library", clip="...")`."""

    def open_page(name: str, **query: str) -> AppTest:
        page = AppTest.from_file(str(MAIN), default_timeout=20)
        page.query_params.update(query) if query else None
        page.run()
        if name != "create":
            page.switch_page(str(PAGES / f"{name}.py")).run()
        assert not page.exception
        return page

    return open_page
