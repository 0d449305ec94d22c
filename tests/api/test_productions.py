"""A movie as a file over REST and for the browser: streamed out, streamed in, refused with a sentence."""

import io
from pathlib import Path
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine as Database
from starlette.applications import Starlette
from starlette.testclient import TestClient

from studio import audit, database, productions, server
from studio.api import border
from studio.api.productions import movie_files as door
from studio.audit import AuditFilter
from studio.productions import movie_file
from studio.tables import Deed
from tests.api.conftest import sentence
from tests.productions.two_studios import Studio, make_movie

ZIP = {"Content-Type": "application/zip"}


@pytest.fixture
def movie(studio: Database, tmp_path: Path) -> str:
    (tmp_path / "scratch").mkdir()
    return make_movie(Studio(studio, tmp_path), tmp_path / "scratch")


def count() -> int:
    with database.reading() as session:
        return len(productions.list_all(session))


def test_a_movie_goes_out_and_comes_in_again(client: TestClient, movie: str):
    file = client.get(f"productions/{movie}/file?takes=all")
    assert 'filename="The-boat.dailies"' in file.headers["content-disposition"]
    reply = client.post("productions", content=file.content, headers=ZIP)
    assert (reply.status_code, reply.json()["title"], reply.json()["is_copy"], reply.json()["scenes"]) == (
        201,
        "The boat",
        True,
        3,
    )
    listed = client.get("productions").json()["productions"]
    assert [one["id"] for one in listed] == [reply.json()["id"], movie]


def test_it_may_be_larger_than_any_other_body(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    large = b"x" * (border.MOST_BODY_BYTES + 1)
    assert "no movie file" in sentence(client.post("productions", content=large, headers=ZIP))
    assert client.post("videos/generate", content=large).status_code == 413
    monkeypatch.setattr("studio.files.Files.free_bytes", lambda _: 1000)
    assert "not enough room" in sentence(client.post("productions", content=large, headers=ZIP))


def test_what_announces_more_than_that_is_told_how_much_a_movie_file_may_have(client: TestClient):
    for size in (60_000_000_000, 10**13):
        reply = client.post("productions", content=b"x", headers=ZIP | {"Content-Length": str(size)})
        assert (reply.status_code, sentence(reply)) == (413, "A movie file has at most 50 GB.")


@pytest.mark.parametrize(
    "headers", [{"Content-Type": "multipart/form-data; boundary=x"}, {"Content-Type": "text/plain"}, {}]
)
def test_what_a_form_elsewhere_can_send_is_no_movie(client: TestClient, movie: str, headers: dict[str, str]):
    file = client.get(f"productions/{movie}/file").content
    reply = client.post("productions", content=file, headers=headers)
    assert (reply.status_code, "Content-Type: application/zip" in sentence(reply), count()) == (415, True, 1)
    reply = client.post("productions", content=file, headers=ZIP | {"Origin": "https://evil.example"})
    assert (reply.status_code, count()) == (403, 1)


def test_nothing_is_left_of_what_is_refused(client: TestClient, tmp_path: Path):
    assert client.post("productions", content=b"hello", headers=ZIP).status_code == 422
    assert count() == 0 and list((tmp_path / "media").rglob("*.*")) == [tmp_path / "media" / ".work"]


def test_a_movie_that_is_not_there_is_a_sentence(client: TestClient):
    reply = client.get("productions/0192aaaa-bbbb-7ccc-8ddd-eeeeffff0000/file")
    assert (reply.status_code, sentence(reply)) == (404, "This production is not there any more.")


def test_a_browser_keeps_it_by_an_address_of_the_pages(studio: Database, movie: str):
    with TestClient(Starlette(routes=server.routes())) as browser:
        few, every = (browser.get(movie_file.address(movie, all_takes=all_takes)) for all_takes in (False, True))
        where = urlsplit(movie_file.address(movie, all_takes=False)).path
        assert browser.get(where.replace(".dailies", ".zip")).status_code == 404
        assert browser.get(where.replace(movie, "nothing")).status_code == 404
    clips = [
        [name for name in ZipFile(io.BytesIO(one.content)).namelist() if name.endswith("mp4")] for one in (few, every)
    ]
    assert [len(names) for names in clips] == [3, 4]


def test_an_upload_leaves_room_on_the_disk_and_looks_at_it_again(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    free = iter([movie_file.SPARE_BYTES, movie_file.SPARE_BYTES - 1])
    monkeypatch.setattr("studio.files.Files.free_bytes", lambda _: next(free))
    monkeypatch.setattr(door, "LOOKS_EVERY", 1_000_000)
    pieces = (b"x" * 1_000_000 for _ in range(5))
    assert sentence(client.post("productions", content=pieces, headers=ZIP)) == door.FULL
    assert list(free) == []


def test_a_third_upload_at_once_is_a_sentence(client: TestClient):
    with door.SLOTS.one(), door.SLOTS.one():
        reply = client.post("productions", content=b"x", headers=ZIP)
        assert (reply.status_code, sentence(reply)) == (429, door.TOO_MANY)
    assert client.post("productions", content=b"x", headers=ZIP).status_code == 422


def test_each_movie_file_that_is_saved_stands_in_the_audit_list(client: TestClient, movie: str):
    client.get(f"productions/{movie}/file")
    with TestClient(Starlette(routes=server.routes())) as browser:
        browser.get(movie_file.address(movie, all_takes=False, earlier=True))
        browser.get(movie_file.address("nothing", all_takes=False))
    with database.reading() as session:
        lines = audit.find(session, AuditFilter(deed=Deed.EXPORT))
    assert [(line.about, line.sentence) for line in lines] == [("movie file", "The boat")] * 2
