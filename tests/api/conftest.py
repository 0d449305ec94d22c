"""REST by itself, on a studio in a folder of its own, without an engine: what is queued stays as it is."""

import threading
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import Engine as Database
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from studio import database, settings
from studio.api import api, events

ROOT = "/api/v1"
HERE = f"http://127.0.0.1:8501{ROOT}"
BOAT = {"prompt": "A boat", "model": "luma:ray-flash-2", "resolution": "540p"}


@pytest.fixture
def studio(empty_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    copyfile(empty_sqlite, tmp_path / "studio.db")
    monkeypatch.setenv("STUDIO_DATA", str(tmp_path))
    monkeypatch.setitem(settings.Settings.model_config, "env_file", None)
    monkeypatch.setattr(events, "stopping", threading.Event())  # a server that ended in this process has set it
    forget()
    yield database.default()
    database.default().dispose()
    forget()


def forget() -> None:
    """What is read once per process."""
    database.default.cache_clear()
    settings.load.cache_clear()


@pytest.fixture
def client(studio: Database) -> Iterator[TestClient]:
    app = Starlette(routes=[Mount(ROOT, app=api)])  # as the server mounts it
    with TestClient(app, base_url=HERE, raise_server_exceptions=False) as client:
        yield client


def sentence(reply) -> str:
    """What an error says: one line for people, whatever went wrong."""
    detail = reply.json()["detail"]
    assert isinstance(detail, str) and detail[-1] in ".?" and "Traceback" not in detail
    return detail
