"""What the tests share: databases (SQLite and a real PostgreSQL), a clip, a clock, and an engine's tools."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database

from studio import database as db
from studio import redaction
from studio.engine.tools import Tools
from studio.files import Files
from studio.sandbox.server import Address, running
from studio.settings import Settings
from tests import postgres
from tests.clock import Clock
from tests.scripted import Scripted

for name in [
    name
    for name in os.environ
    if name.startswith(("STUDIO_", "LUMA", "RUNWAY", "GOOGLE", "GEMINI", "VEO", "OPENAI", "DATABASE_URL", "ANIMATIC_"))
]:
    del os.environ[name]  # a test's settings are its own

_pool = db._pool  # pyright: ignore[reportPrivateUsage]
_first: dict[str, Any] = {}


def pool_with_shared_statements(address: str) -> Database:
    """SQLAlchemy compiles a statement once for each pool, and here each test has a pool of its own. Tests of pages
    and of the engine take a third less CPU so."""
    found: Any = _pool(address)
    first = _first.setdefault(found.dialect.name, found)
    found.dialect, found._compiled_cache = first.dialect, first._compiled_cache
    return found


db._pool = pool_with_shared_statements  # pyright: ignore[reportPrivateUsage]


@pytest.fixture(autouse=True)
def forgotten_keys() -> Iterator[None]:
    """What one test gave as a key may stand in the log of the next."""
    yield
    redaction.forget()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.cluster() as address:
        yield address


@pytest.fixture
def postgres_address(postgres_server: str) -> Iterator[str]:
    with postgres.fresh_database(postgres_server) as address:
        yield address


@pytest.fixture(scope="session")
def empty_postgres(postgres_server: str) -> Iterator[str]:
    """A migrated database without anything in it; who used it empties it."""
    with postgres.fresh_database(postgres_server) as address:
        made = db.connect(address)
        db.migrate(made)
        made.dispose()
        yield address


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file without anything in it, to be copied: to migrate one takes ten times as long."""
    path = tmp_path_factory.mktemp("empty") / "studio.db"
    made = db.connect(f"sqlite:///{path}")
    db.migrate(made)
    made.dispose()
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
        return
    address = request.getfixturevalue("empty_postgres")
    found = db.connect(address)
    yield found
    found.dispose()
    postgres.make_empty(address)


@pytest.fixture
def sqlite(empty_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated SQLite database, for what does not depend on the kind."""
    found = db.connect(f"sqlite:///{copyfile(empty_sqlite, tmp_path / 'studio.db')}")
    yield found
    found.dispose()


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real second of video."""
    from tests.clips import write_test_clip

    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    write_test_clip(path, 320, 180, 1)
    return path


@pytest.fixture(scope="module")
def one_sandbox() -> Iterator[Address]:
    """What providers and writers speak, where nothing takes any time."""
    with running(seconds=0) as address:
        yield address


@pytest.fixture
def sandbox(one_sandbox: Address) -> Iterator[Address]:
    """As if it had just been started."""
    one_sandbox.clear()
    yield one_sandbox
    one_sandbox.clear()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider(clip: Path) -> Scripted:
    return Scripted(clip)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    given = {"luma_max_running": 5, "luma_creates_per_minute": 100, "secret_key": SecretStr("a-test")}
    return Settings(_env_file=None, data=tmp_path, **given)  # pyright: ignore[reportCallIssue]


@pytest.fixture
def tools(database: Database, provider: Scripted, clock: Clock, settings: Settings, tmp_path: Path) -> Tools:
    """An engine's tools with a clock that a test sets and no chance in them."""
    return Tools(database, Files(tmp_path / "media"), lambda _: provider, lambda: settings, clock, chance=lambda: 0.0)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys in the browser come last: Playwright keeps an event loop running in this thread from then on. Files that take
    long come first, so that no worker is left alone with one at the end."""
    long = {item.path for item in items if item.get_closest_marker("timeout")}
    items.sort(key=lambda item: (item.get_closest_marker("e2e") is not None, item.path not in long))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are cores: nearly half of a test's time is waiting, for a server, a browser or a disk."""
    cores = os.cpu_count() or 1
    return cores + cores // 2
