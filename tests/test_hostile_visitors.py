"""Whoever comes with something forged, old, revoked or foreign gets a sentence and the right status, and nothing else."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import Engine as Database
from starlette.applications import Starlette
from starlette.testclient import TestClient

from studio import access, database, generations, library, server, settings, visitors
from studio.access import NotAllowed, Visitor
from studio.errors import NotFound
from studio.files import Files
from studio.settings import ROOT
from studio.tables import Access, Asset, now
from tests import own_studio, processes
from tests.ports import free_port

HERE = "http://127.0.0.1:8501"
ADA, BOB, EVE = "ada@example.org", "bob@example.org", "eve@example.org"  # admin, maker, viewer
BOAT = {"prompt": "A boat", "model": "luma:ray-flash-2", "resolution": "540p"}
NAME = "0192aaaa-0123456789ab.mp4"
MEDIA = f"/app/static/media/{NAME}"
ADDRESSES = pytest.mark.parametrize("address", ["/api/v1/videos/jobs", MEDIA])
OIDC = {
    "STUDIO_ACCESS": "oidc", "OIDC_METADATA_URL": "https://id.example.org/x", "OIDC_CLIENT_ID": "us",
    "OIDC_CLIENT_SECRET": "s", "STUDIO_SECRET_KEY": "a-test", "STUDIO_NEWCOMERS": "nobody",
}  # fmt: skip


@pytest.fixture
def studio(empty_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """With a login, three people and a clip."""
    with own_studio.opened(monkeypatch, empty_sqlite, tmp_path, **OIDC) as found:
        Files(tmp_path / "media").path_of(NAME).write_bytes(b"a clip")
        with database.writing() as session:
            for email, role in ((ADA, Access.ADMIN), (BOB, Access.MAKER), (EVE, Access.VIEWER)):
                access.add_person(session, email, role, "local")
        yield found


@pytest.fixture
def client(studio: Database) -> Iterator[TestClient]:
    """The server's own routes and middleware, without Streamlit."""
    app = Starlette(routes=server.routes(), middleware=server.middleware(settings.load()))
    with TestClient(app, base_url=HERE, raise_server_exceptions=False) as client:
        yield client


class Earlier(TimestampSigner):
    def get_timestamp(self) -> int:
        return int(time.time()) - visitors.COOKIE_LIVES_S - 1


def cookie(email: str, secret: str = "", signer: type[TimestampSigner] = TimestampSigner) -> dict[str, str]:
    """The header that a browser sends after a login."""
    secret = secret or visitors.cookie_secret(settings.load())
    signed = URLSafeTimedSerializer(secret, salt=visitors.COOKIE, signer=signer).dumps(f'{{"email": "{email}"}}')
    return {"Cookie": f"{visitors.COOKIE}={signed}"}


def token(email: str, role: Access = Access.VIEWER, **values: object) -> tuple[str, dict[str, str]]:
    """Its id, and the header of who shows it."""
    with database.writing() as session:
        made, text = access.make_token(session, "A script", role, Visitor(email, Access.ADMIN), **values)  # pyright: ignore[reportArgumentType]
    return made.id, {"Authorization": f"Bearer {text}"}


def said(reply) -> str:  # pyright: ignore[reportMissingParameterType, reportUnknownParameterType]
    """A sentence for a person, from REST or from the media."""
    is_json = reply.headers["content-type"].startswith("application/json")
    told = reply.json()["detail"] if is_json else reply.text
    assert told[-1] in ".?" and "Traceback" not in told
    return told


def queued() -> int:
    with database.reading() as session:
        return len(generations.list_newest(session))


# -- cookies and tokens -----------------------------------------------------------------------------------


@ADDRESSES
def test_a_good_cookie_lets_in(client: TestClient, address: str):
    """So that what follows is refused for the reason it names."""
    assert client.get(address, headers=cookie(EVE)).status_code == 200


@ADDRESSES
@pytest.mark.parametrize("show", [lambda: cookie(ADA, secret="theirs"), lambda: cookie(ADA, signer=Earlier)])
def test_a_forged_or_old_cookie_lets_nobody_in(client: TestClient, address: str, show: Callable[[], dict[str, str]]):
    reply = client.get(address, headers=show())
    assert (reply.status_code, said(reply)) == (401, visitors.LOG_IN)


@ADDRESSES
def test_a_cookie_with_other_letters_at_its_end_lets_nobody_in(client: TestClient, address: str):
    good = cookie(ADA)["Cookie"]
    for changed in (good[:-4], f"{good}x", good.replace(".", "..", 1), f"{visitors.COOKIE}={'x' * 8000}"):
        assert client.get(address, headers={"Cookie": changed}).status_code == 401


@ADDRESSES
def test_who_is_blocked_is_out_with_cookie_and_token(client: TestClient, address: str):
    _, shown = token(BOB)
    with database.writing() as session:
        access.change_person(session, BOB, ADA, blocked=True)
    by_cookie, by_token = client.get(address, headers=cookie(BOB)), client.get(address, headers=shown)
    assert (by_cookie.status_code, "is blocked" in said(by_cookie)) == (403, True)
    assert (by_token.status_code, "not good" in said(by_token)) == (401, True)


@ADDRESSES
def test_a_revoked_or_ended_token_is_not_good(client: TestClient, address: str):
    revoked, shown = token(BOB)
    with database.writing() as session:
        access.revoke_token(session, revoked, Visitor(BOB, Access.MAKER))
    _, ended = token(BOB, expires_at=now() - timedelta(seconds=1))
    for headers in (shown, ended, shown | cookie(ADA)):
        reply = client.get(address, headers=headers)
        assert (reply.status_code, "not good" in said(reply)) == (401, True)


def test_nobody_sees_or_revokes_the_token_of_another(studio: Database):
    of_ada, _ = token(ADA)
    bob = Visitor(BOB, Access.MAKER)
    with database.writing() as session:
        assert access.list_tokens(session, bob) == []
        with pytest.raises(NotFound, match="not there"):
            access.revoke_token(session, of_ada, bob)
        assert access.list_tokens(session, Visitor(ADA, Access.ADMIN))[0].is_good


ID = "0192aaaa-bbbb-7ccc-8ddd-eeeeffff0000"
DEEDS = [
    "videos/generate",
    *(f"videos/jobs/{ID}/{deed}" for deed in ["cancel", "retry", "look-again", "not-accepted", "give-up"]),
]


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("show", [lambda: cookie(EVE), lambda: token(EVE, Access.ADMIN)[1]])
def test_a_viewer_does_nothing_whatever_they_show(client: TestClient, deed: str, show: Callable[[], dict[str, str]]):
    reply = client.post(f"/api/v1/{deed}", json=BOAT, headers=show())
    assert (reply.status_code, "role maker" in said(reply), queued()) == (403, True, 0)


@pytest.mark.parametrize("email", ["a\x00b@example.org", "\u202eada@example.org", f"{'a' * 5000}@example.org"])
def test_a_login_with_a_name_that_nobody_can_read_stays_outside(studio: Database, email: str):
    with database.writing() as session, pytest.raises(NotAllowed, match="nobody can read"):
        access.enter(session, email, "", Access.MAKER)


# -- pages of other sites ---------------------------------------------------------------------------------

FOREIGN = [
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""}, {"Origin": f"{HERE}.evil.example"},
    {"Origin": f"{HERE}@evil.example"}, {"Origin": "https://evil.example/127.0.0.1:8501"}, {"Origin": "file://"},
    {"Origin": "http://127.0.0.1:9999"}, {"Origin": "http://[bad"}, {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]  # fmt: skip


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_a_page_elsewhere_spends_nothing_with_the_login_of_its_visitor(
    client: TestClient, headers: dict[str, str], kind: str
):
    body = b'{"prompt": "A boat", "model": "luma:ray-flash-2", "resolution": "540p"}'
    shown = cookie(BOB) | {"Content-Type": kind} | headers
    reply = client.post("/api/v1/videos/generate", content=body, headers=shown)
    assert (reply.status_code, "from elsewhere" in said(reply), queued()) == (403, True, 0)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_form_can_send_is_no_order(client: TestClient, kind: str):
    """A browser sends these without asking the server first."""
    shown = cookie(BOB) | {"Content-Type": kind}
    reply = client.post("/api/v1/videos/generate", content=b'{"prompt": "A boat"}', headers=shown)
    assert (reply.status_code in (415, 422), bool(said(reply)), queued()) == (True, True, 0)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "127.0.0.1, evil"]
)
def test_a_name_of_another_for_this_machine_spends_nothing(client: TestClient, host: str):
    for headers in ({"Host": host}, {"Host": host, "Origin": f"http://{host}"}):
        reply = client.post("/api/v1/videos/generate", json=BOAT, headers=cookie(BOB) | headers)
        assert (reply.status_code, queued()) == (400, 0)


# -- media ------------------------------------------------------------------------------------------------

TRICKS = [
    "..%2fstudio.db", "%2e%2e%2fstudio.db", "%2fetc%2fpasswd", "%5c%5cserver%5cx.mp4", f"{NAME}%00.png",
    f".%2f{NAME}", NAME.upper(), "a" * 5000, "%ff", "~root", f"{NAME}%20",
]  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
@pytest.mark.parametrize("place", ["/app/static/media", "/shared/AAAAAA.BBBB", "/watch/AAAAAA.BBBB"])
def test_a_name_with_a_trick_is_no_file(client: TestClient, place: str, name: str):
    reply = client.get(f"{place}/{name}", headers=cookie(ADA))
    assert reply.status_code == 404 and (said(reply) if reply.text != "Not Found" else True)


def test_a_clip_that_is_gone_for_good_is_no_file(client: TestClient, tmp_path: Path):
    with database.writing() as session:
        made = library.add(session, Asset(name=NAME, sha256="0" * 64, size_bytes=6, width=1, height=1)).id
    with database.writing() as session:
        library.delete(session, made)
    with database.writing() as session:
        for name in library.purge(session, now() + timedelta(seconds=1)):
            Files(tmp_path / "media").remove(name)
    reply = client.get(MEDIA, headers=cookie(ADA))
    assert (reply.status_code, said(reply)) == (404, "There is no file of that name.")


# -- the pages' own connection ----------------------------------------------------------------------------


@pytest.mark.slow
def test_a_page_elsewhere_does_not_open_the_connection_of_the_pages(tmp_path: Path):
    port = free_port()
    log = tmp_path / "server.log"
    command = [str(ROOT / "app.py")]
    child = processes.start_in(
        tmp_path, command, log, STUDIO_DATA=str(tmp_path / "home"), STUDIO_ENGINE="off", STUDIO_PORT=str(port)
    )
    try:
        processes.wait_for(f"http://127.0.0.1:{port}/api/v1/health", child)
        assert opened(port, f"http://127.0.0.1:{port}") == 101
        assert {opened(port, origin) for origin in ("https://evil.example", "null")} <= {400, 403}
        assert opened(port, "https://evil.example", host="evil.example") in (400, 403)
    finally:
        processes.end(child)


def opened(port: int, origin: str, host: str = "") -> int:
    """What a browser hears that wants the stream of a page. 101: it is open."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {
        "Host": host or f"127.0.0.1:{port}", "Origin": origin, "Connection": "Upgrade", "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }  # fmt: skip
    try:
        connection.request("GET", "/_stcore/stream", headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()
