"""The server: well or not, media by address, hosts it knows, and an end that comes soon. In this process, and as a child."""

import http.client
import json
import os
import runpy
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine as Database
from starlette.testclient import TestClient

from studio import __version__, generations, library, settings
from studio import database as db
from studio.brief import Brief, State
from studio.files import Files
from studio.providers.catalogue import PROVIDERS
from studio.sandbox.server import Address
from studio.settings import ROOT
from tests import own_studio, processes
from tests.patience import PATIENCE_S, until
from tests.ports import free_port

KEY = "luma-0123456789-secret-wxyz"
CLIP = bytes(range(256)) * 40
NAME = "0192aaaa-0123456789ab.mp4"
MEDIA = f"/app/static/media/{NAME}"
APP = str(ROOT / "app.py")
SOON_S = 20  # a clip that is open takes a minute, and a busy machine its time


def put_clip(home: Path, size: int = len(CLIP)) -> None:
    path = Files(home / "media").path_of(NAME)
    path.write_bytes(CLIP)
    os.truncate(path, size)


@pytest.fixture(scope="module")
def client(one_sandbox: Address, empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The real app with its engine in this process; Streamlit allows it once."""
    home = tmp_path_factory.mktemp("home")
    put_clip(home)
    with pytest.MonkeyPatch.context() as patch:
        luma = {"LUMA_API_KEY": KEY, "LUMA_BASE_URL": one_sandbox.luma}
        with own_studio.opened(patch, empty_sqlite, home, **luma), TestClient(runpy.run_path(APP)["app"]) as client:
            yield client


# -- in this process --------------------------------------------------------------------------------------


def test_a_studio_with_its_engine_is_well(client: TestClient):
    health = client.get("/api/v1/health").json()
    assert (health["state"], health["version"]) == ("ok", __version__)
    ours = {"database", "engine", "queue", "clock", "alerts", "backup", "disk", "media"}
    assert health["checks"].keys() == {*ours, *PROVIDERS}
    assert health["checks"]["engine"].startswith("1 running: embedded on ")
    assert health["checks"]["luma"] == "Luma: ready."
    assert KEY not in str(health)


def test_what_is_queued_is_made_and_can_be_fetched(client: TestClient):
    with db.writing() as session:
        made = generations.queue(session, Brief(prompt="A boat", model="luma:ray-flash-2", resolution="540p")).id
    ended = until_ended(db.default(), made)
    assert (ended, client.get(address_of(made)).headers["content-type"]) == (State.SUCCEEDED, "video/mp4")


def test_an_order_by_rest_is_made_watched_and_fetched(client: TestClient):
    """As a program of this machine would: no page is involved."""
    order = {"prompt": "A boat", "model": "luma:ray-flash-2", "resolution": "540p"}
    made = client.post("/api/v1/videos/generate", json=order, headers={"Idempotency-Key": "a"}).json()["jobs"][0]["id"]
    told = client.get(f"/api/v1/videos/jobs/{made}/events").text  # ends with the generation
    assert "event: end" in told and '"state":"succeeded"' in told.rpartition("event: end")[2]
    address = client.get(f"/api/v1/videos/jobs/{made}/video-url").json()["url"]
    part = client.get(address, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert client.get(f"/api/v1/videos/jobs/{made}/status").json()["charged_usd"] == 0.14


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Content-Type": "text/plain"}])
def test_a_web_page_from_elsewhere_spends_nothing(client: TestClient, headers: dict[str, str]):
    reply = client.post("/api/v1/videos/generate", content='{"prompt": "Spent"}', headers=headers)
    assert reply.status_code in (403, 422) and reply.json()["detail"]
    assert "Spent" not in client.get("/api/v1/videos/jobs").text


def until_ended(database: Database, made: str) -> State:
    until(lambda: state_of(database, made) in (State.SUCCEEDED, State.FAILED))
    return state_of(database, made)


def state_of(database: Database, made: str) -> State:
    with db.reading(database) as session:
        return generations.get(session, made).state


def address_of(made: str) -> str:
    with db.reading() as session:
        return library.address(library.get(session, generations.get(session, made).asset_id or "").asset.name)


def test_a_clip_is_sent_whole_to_be_kept_for_ever(client: TestClient):
    reply = client.get(MEDIA)
    assert (reply.status_code, reply.content) == (200, CLIP)
    told = {name: reply.headers[name] for name in ("content-type", "content-disposition", "accept-ranges")}
    assert told == {
        "content-type": "video/mp4",
        "content-disposition": f'inline; filename="{NAME}"',
        "accept-ranges": "bytes",
    }
    assert reply.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_a_download_is_kept_as_a_file(client: TestClient):
    assert client.get(f"{MEDIA}?download=1").headers["content-disposition"] == f'attachment; filename="{NAME}"'


@pytest.mark.parametrize(
    ("asked", "part", "told"),
    [
        ("bytes=0-99", CLIP[:100], "bytes 0-99/10240"),
        ("bytes=10000-", CLIP[10000:], "bytes 10000-10239/10240"),
        ("bytes=-100", CLIP[-100:], "bytes 10140-10239/10240"),
        ("bytes=10200-99999", CLIP[10200:], "bytes 10200-10239/10240"),
    ],
)
def test_a_player_may_seek(client: TestClient, asked: str, part: bytes, told: str):
    reply = client.get(MEDIA, headers={"Range": asked})
    assert (reply.status_code, reply.content, reply.headers["content-range"]) == (206, part, told)


@pytest.mark.parametrize(("suffix", "sort"), [("mp3", "audio/mpeg"), ("flac", "audio/flac"), ("wav", "audio/wav")])
def test_a_player_is_told_what_sort_of_sound_it_gets(client: TestClient, suffix: str, sort: str):
    name = NAME.replace("mp4", suffix)
    Files(settings.load().media).path_of(name).write_bytes(CLIP)
    reply = client.get(f"/app/static/media/{name}", headers={"Range": "bytes=0-9"})
    assert (reply.status_code, reply.headers["content-type"], reply.content) == (206, sort, CLIP[:10])


def test_a_part_beyond_the_end_is_refused(client: TestClient):
    reply = client.get(MEDIA, headers={"Range": "bytes=10240-"})
    assert (reply.status_code, reply.headers["content-range"]) == (416, "bytes */10240")


def test_a_head_tells_the_size_and_sends_nothing(client: TestClient):
    reply = client.head(MEDIA)
    assert (reply.status_code, reply.content, reply.headers["content-length"]) == (200, b"", "10240")


NO_NAMES = ["nothing.mp4", "0192bbbb-0123456789ab.mp4", "studio.db", "", "a/b.mp4", "/etc/passwd", "C:%5Cx", ".work"]


@pytest.mark.parametrize("name", NO_NAMES)
def test_there_is_no_file_of_any_other_name(client: TestClient, name: str):
    reply = client.get(f"/app/static/media/{name}")
    assert (reply.status_code, reply.text) == (404, "There is no file of that name.")


def test_nobody_puts_a_file_there(client: TestClient):
    assert [client.request(method, MEDIA).status_code for method in ("POST", "PUT", "DELETE")] == [405] * 3


@pytest.mark.parametrize("path", ["/", "/api/v1/health", MEDIA])
@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "localhost.example.org:8501", ""])
def test_a_page_elsewhere_does_not_reach_us_by_a_name_of_its_own(client: TestClient, path: str, host: str):
    assert client.get(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost", "[::1]:8501"])
def test_this_machines_own_names_are_known(client: TestClient, host: str):
    assert client.get("/api/v1/health", headers={"Host": host}).status_code == 200


# -- as a child -------------------------------------------------------------------------------------------


class Child:
    """A server of its own, started from a folder that is not the project's."""

    def __init__(self, stack: ExitStack, folder: Path, log: str, command: list[str], port: int, **environment: str):
        self.port, self.log = port, folder / log
        home = {"STUDIO_DATA": str(folder / "home")}
        self.process = processes.start_in(folder, command, self.log, **home, **environment)
        stack.callback(processes.end, self.process, signal.SIGKILL)
        processes.wait_for(f"http://127.0.0.1:{port}/api/v1/health", self.process)

    def said(self) -> str:
        return self.log.read_text()

    def health(self) -> dict[str, str]:
        health = httpx.get(f"http://127.0.0.1:{self.port}/api/v1/health", trust_env=False, timeout=PATIENCE_S).json()
        return health["checks"] | {"state": health["state"]}

    def end(self, with_signal: int) -> tuple[int, float]:
        """Its return code, and after how many seconds."""
        started = time.monotonic()
        self.process.send_signal(with_signal)
        return self.process.wait(30), time.monotonic() - started


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.mark.slow
def test_a_second_server_only_shows_pages_and_the_first_ends_soon_whatever_is_open(
    stack: ExitStack, sandbox: Address, tmp_path: Path
):
    put_clip(tmp_path / "home", size=100_000_000)
    ports, luma = (free_port(), free_port()), {"LUMA_API_KEY": KEY, "LUMA_BASE_URL": sandbox.luma}
    first, second = (Child(stack, tmp_path, f"{p}.log", [APP], p, STUDIO_PORT=str(p), **luma) for p in ports)
    own = f"1 running: embedded on {socket.gethostname()}, process {first.process.pid}."
    assert (first.health()["engine"], second.health()["engine"]) == (own, own)
    assert "Another process already moves the generations of this database. This one only shows pages." in second.said()
    wait_for_slow_download(tmp_path / "home", sandbox)
    stack.enter_context(closing(stalled_download(first.port)))
    stack.enter_context(closing(watched(first.port)))
    code, seconds = first.end(signal.SIGTERM)
    assert code in (0, -signal.SIGTERM) and seconds < SOON_S
    assert second.health()["database"] == "sqlite answers."  # it goes on as it is: it does not take over
    code, seconds = second.end(signal.SIGTERM)
    assert code in (0, -signal.SIGTERM) and seconds < SOON_S
    assert KEY not in first.said() + second.said()


def wait_for_slow_download(home: Path, sandbox: Address) -> None:
    """An engine has a clip in its hands that takes a minute."""
    sandbox.fault(on="download", what="slow_file", seconds=60, match="Slow")
    database = db.connect(f"sqlite:///{home / 'studio.db'}")
    with db.writing(database) as session:
        made = generations.queue(session, Brief(prompt="Slow", model="luma:ray-flash-2", resolution="540p")).id
    until(lambda: any((entry["prompt"], entry["operation"]) == ("Slow", "download") for entry in sandbox.log()))
    assert state_of(database, made) == State.DOWNLOADING
    database.dispose()


def stalled_download(port: int) -> socket.socket:
    """A browser that asks for a clip and then does not read on."""
    browser = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
    browser.sendall(f"GET {MEDIA} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    assert browser.recv(12) == b"HTTP/1.1 200"
    return browser


def watched(port: int) -> http.client.HTTPConnection:
    """A program that watches a generation over REST."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.request("GET", "/api/v1/videos/jobs?state=downloading")
    job = json.loads(connection.getresponse().read())["jobs"][0]["id"]
    connection.request("GET", f"/api/v1/videos/jobs/{job}/events")
    assert connection.getresponse().readline() == b"event: progress\n"
    return connection


TRICKS = ["../studio.db", "../../home/studio.db", "..%2fstudio.db", "%2e%2e/studio.db", "a%00b.mp4", "..\\studio.db"]


@pytest.mark.slow
def test_streamlit_run_listens_where_its_own_flags_say_and_serves_no_file_but_media(stack: ExitStack, tmp_path: Path):
    port = free_port()
    flags = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command = ["-m", "streamlit", "run", APP, *flags]
    server = Child(stack, tmp_path, "server.log", command, port, STUDIO_ENGINE="off", STUDIO_PORT=str(free_port()))
    assert (server.health()["state"], server.health()["engine"][:20]) == ("degraded", "No engine is running")
    put_clip(tmp_path / "home")
    assert raw(port, MEDIA) == 200
    assert {raw(port, f"/app/static/media/{trick}") for trick in TRICKS} <= {400, 404}
    code, seconds = server.end(signal.SIGINT)
    assert code in (0, 1) and seconds < SOON_S  # 1: Streamlit's command says "Aborted!"


def raw(port: int, path: str) -> int:
    """The address as it stands: a client like httpx would tidy it up."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    with closing(connection):
        connection.putrequest("GET", path)
        connection.endheaders()
        reply = connection.getresponse()
        assert b"SQLite format" not in reply.read()
        return reply.status
