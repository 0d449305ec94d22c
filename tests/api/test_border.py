"""Who may call: programs of this machine and our own pages. Nobody's web page, and nobody from elsewhere, spends money."""

import pytest
from sqlalchemy import Engine as Database
from starlette.testclient import TestClient

from studio import settings
from tests.api.conftest import BOAT, sentence
from tests.api.test_videos import made
from tests.own_studio import forget

OWN = "http://127.0.0.1:8501"
FOREIGN = [
    "http://evil.example", "https://127.0.0.1.evil.example", "null", "", "http://127.0.0.1:3000", "http://localhost:8501",
    "file://", "http://[", "http://evil.example, http://127.0.0.1:8501", "chrome-extension://abc", "127.0.0.1:8501",
]  # fmt: skip


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/videos/generate"), ("GET", "/videos/jobs"), ("GET", "/models")]
)
def test_a_page_from_elsewhere_is_refused(client: TestClient, studio: Database, origin: str, method: str, path: str):
    reply = client.request(method, path, json=BOAT, headers={"Origin": origin})
    assert (reply.status_code, sentence(reply)[:29]) == (403, "A web page from elsewhere ask")
    assert made(studio) == []


def test_a_deed_without_a_body_is_refused_to_a_page_too(client: TestClient, studio: Database):
    job = client.post("/videos/generate", json=BOAT).json()["jobs"][0]["id"]
    for headers in (
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert client.post(f"/videos/jobs/{job}/cancel", headers=headers).status_code == 403
    assert made(studio)[0].state == "queued"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", None])
def test_what_a_page_can_send_without_asking_is_no_order(client: TestClient, studio: Database, kind: str | None):
    """A form's body is JSON only to those who look away."""
    headers = {} if kind is None else {"Content-Type": kind}
    reply = client.post("/videos/generate", content='{"prompt": "A boat"}', headers=headers)
    assert (reply.status_code, "Content-Type: application/json" in sentence(reply)) == (422, True)
    assert made(studio) == []


def test_our_own_pages_and_programs_may_ask(client: TestClient):
    for headers in ({}, {"Origin": OWN}, {"Origin": OWN, "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}):
        assert client.post("/videos/generate", json=BOAT, headers=headers).status_code == 202


def test_a_page_where_the_world_reaches_us_is_our_own(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    listen(monkeypatch, PUBLIC_URL="https://studio.example.org")
    assert client.get("/models", headers={"Origin": "https://studio.example.org"}).status_code == 200
    assert client.get("/models", headers={"Origin": "http://studio.example.org"}).status_code == 403


@pytest.mark.parametrize(
    ("setting", "headers"),
    [
        ({"STUDIO_HOST": "0.0.0.0"}, {}),
        ({"STUDIO_HOST": "192.168.1.5"}, {}),
        ({"PUBLIC_URL": "https://studio.example.org"}, {"Host": "studio.example.org"}),
        ({}, {"X-Forwarded-For": "192.0.2.1"}),
        ({}, {"Forwarded": "for=192.0.2.1"}),
    ],
)
def test_a_studio_that_others_can_reach_takes_no_orders(
    client: TestClient, studio: Database, monkeypatch, setting, headers
):
    listen(monkeypatch, **setting)
    reply = client.post("/videos/generate", json=BOAT, headers=headers)
    assert (reply.status_code, "STUDIO_ALLOW_OPEN=1" in sentence(reply), made(studio)) == (403, True, [])
    assert client.get("/models", headers=headers).status_code == 200
    listen(monkeypatch, STUDIO_ALLOW_OPEN="1", **setting)
    assert client.post("/videos/generate", json=BOAT, headers=headers).status_code == 202


@pytest.mark.parametrize("caller", ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"])
def test_a_caller_from_another_machine_gives_no_orders(client: TestClient, caller: str):
    outside = TestClient(client.app, base_url=str(client.base_url), client=(caller, 4711))
    assert outside.post("/videos/generate", json=BOAT).status_code == 403


def listen(monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    forget()
    assert settings.load()
