"""REST by itself, on a studio in a folder of its own, without an engine: what is queued stays as it is."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from studio import access, budgets, database, settings
from studio.api import api, events
from studio.tables import Access, Scope
from tests import own_studio

ROOT = "/api/v1"
HERE = f"http://127.0.0.1:8501{ROOT}"
ADA = "ada@example.org"
BOAT = {"prompt": "A boat", "model": "luma:ray-flash-2", "resolution": "540p"}

Token = Callable[..., dict[str, str]]


@pytest.fixture
def studio(empty_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(events, "stopping", threading.Event())  # a server that ended in this process has set it
    with own_studio.opened(monkeypatch, empty_sqlite, tmp_path) as found:
        yield found


@pytest.fixture
def client(studio: Database) -> Iterator[TestClient]:
    app = Starlette(routes=[Mount(ROOT, app=api)])  # as the server mounts it
    with TestClient(app, base_url=HERE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def token(client: TestClient, studio: Database, monkeypatch: pytest.MonkeyPatch) -> Token:
    """The header of a fresh token; the studio asks everybody who they are."""
    monkeypatch.setenv("STUDIO_ACCESS", "proxy")
    monkeypatch.setenv("STUDIO_SECRET_KEY", "a-test")
    settings.load.cache_clear()

    def make(role: Access = Access.MAKER, limit_micro_usd: int | None = None) -> dict[str, str]:
        with database.writing(studio) as session:
            ada = access.enter(session, ADA, "Ada", None)
            made, text = access.make_token(session, "A script", role, ada)
            if limit_micro_usd is not None:
                budgets.set_limit(session, Scope.TOKEN, limit_micro_usd, ADA, made.id)
        return {"Authorization": f"Bearer {text}"}

    return make


def sentence(reply) -> str:
    """What an error says: one line for people, whatever went wrong."""
    detail = reply.json()["detail"]
    assert isinstance(detail, str) and detail[-1] in ".?" and "Traceback" not in detail
    return detail
