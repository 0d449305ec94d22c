"""Doors of a shared studio: it asks who one is before it listens to others, and every answer carries safe headers."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database
from starlette.applications import Starlette
from starlette.testclient import TestClient

from studio import share_links, signed_addresses
from studio.headers import HEADERS
from studio.server import middleware, require_login_beyond, routes, secrets
from studio.settings import BadSetting, Settings, load
from tests.own_studio import surrounded


def settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # pyright: ignore[reportCallIssue, reportArgumentType]


@pytest.mark.parametrize("address", ["0.0.0.0", "", "192.0.2.7", "studio.example.org", "::"])
def test_a_studio_that_asks_nobody_listens_to_this_machine_only(address: str):
    with pytest.raises(BadSetting, match="asks nobody who they are: set STUDIO_ACCESS to oidc or proxy"):
        require_login_beyond(settings(), address)
    require_login_beyond(settings(access="proxy"), address)
    require_login_beyond(settings(allow_open=True), address)


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_on_this_machine_nobody_has_to_log_in(address: str):
    require_login_beyond(settings(), address)


def test_streamlits_login_gets_its_secrets_only_where_people_log_in():
    assert secrets(settings()) is None and secrets(settings(access="proxy")) is None
    known = {
        "oidc_metadata_url": "https://id.example.org/x",
        "oidc_client_id": "us",
        "oidc_client_secret": SecretStr("s"),
    }
    told = secrets(
        settings(access="oidc", public_url="https://studio.example.org", secret_key=SecretStr("ours"), **known)
    )
    assert told and told["auth"]["redirect_uri"] == "https://studio.example.org/oauth2callback"
    assert len(told["auth"]["cookie_secret"]) == 64


@pytest.fixture
def behind_a_proxy(sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    login = {"STUDIO_ACCESS": "proxy", "STUDIO_SECRET_KEY": "ours", "PUBLIC_URL": "https://studio.example.org"}
    with surrounded(monkeypatch, STUDIO_DATA=str(tmp_path), **login):
        (tmp_path / "media").mkdir()
        (tmp_path / "media" / NAME).write_bytes(b"GIF89a")
        app = Starlette(routes=routes(), middleware=middleware(load()))
        with TestClient(app, base_url="https://studio.example.org") as client:
            yield client


NAME = "0190-0123456789ab.gif"


def test_media_are_for_those_who_may_look_and_for_whom_they_were_shared_with(behind_a_proxy: TestClient):
    assert behind_a_proxy.get(f"/app/static/media/{NAME}").status_code == 401
    known = {"X-Forwarded-Email": "ada@example.org"}
    assert behind_a_proxy.get(f"/app/static/media/{NAME}", headers=known).content == b"GIF89a"
    shared = signed_addresses.address(NAME, load())
    assert shared and behind_a_proxy.get(shared).content == b"GIF89a"
    assert behind_a_proxy.get(f"/shared/forged/{NAME}").status_code == 404


def test_a_share_link_opens_its_own_page_and_no_other_door(behind_a_proxy: TestClient):
    signed = share_links.sign("a-link", load())
    assert behind_a_proxy.get(f"/watch/{signed}").status_code == 410, "no such link, but our signature: it has ended"
    assert behind_a_proxy.get("/watch/forged").status_code == 404
    for closed in (f"/app/static/media/{NAME}", "/app/static/movies/x.dailies", "/api/v1/productions"):
        assert behind_a_proxy.get(closed, headers={"Cookie": f"link={signed}"}).status_code == 401


def test_every_answer_carries_safe_headers_and_a_foreign_name_gets_none(behind_a_proxy: TestClient):
    for path in ("/api/v1/health", f"/app/static/media/{NAME}", "/nowhere"):
        assert HEADERS.items() <= {name: behind_a_proxy.get(path).headers.get(name) for name in HEADERS}.items()
    assert behind_a_proxy.get("/api/v1/health", headers={"Host": "evil.example"}).status_code == 400
