"""What the tests share: databases (SQLite and a real PostgreSQL), a clip, a clock, and an engine's tools."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database

from studio import database as db
from studio import redaction
from studio.engine.tools import Tools
from studio.files import Files
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
    """A migrated database without anything in it, to be copied as that file is."""
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
    server, empty = request.getfixturevalue("postgres_server"), request.getfixturevalue("empty_postgres")
    with postgres.fresh_database(server, copy_of=empty) as address:
        found = db.connect(address)
        yield found
        found.dispose()


@pytest.fixture
def sqlite(empty_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated SQLite database, for what does not depend on the kind."""
    found = db.connect(f"sqlite:///{copyfile(empty_sqlite, tmp_path / 'studio.db')}")
    yield found
    found.dispose()


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real second of video."""
    from studio.media.encode import write_test_clip

    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    write_test_clip(path, 320, 180, 1)
    return path


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
    """Journeys in the browser come last: Playwright keeps an event loop running in this thread from then on."""
    items.sort(key=lambda item: item.get_closest_marker("e2e") is not None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are cores: nearly half of a test's time is waiting, for a server, a browser or a disk."""
    cores = os.cpu_count() or 1
    return cores + cores // 2
