"""A cut is asked for, watched and fetched over REST; and a program goes all the way, from a text to the bytes of a film."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine as Database
from starlette.applications import Starlette
from starlette.testclient import TestClient

from studio import database, library, server, settings, workshop
from studio.engine.cutting import render_due
from studio.engine.embedded import Engine
from studio.engine.tools import Tools
from studio.files import Files
from studio.media.probe import probe
from studio.productions import editing
from studio.productions.cut import cuts
from studio.tables import Access
from tests.api.conftest import Token, sentence
from tests.e2e import movies, seeds
from tests.patience import until
from tests.productions.stories import BOAT, story

STORY = "A boat leaves the harbour.\n\nIt meets a storm."


@pytest.fixture
def movie(studio: Database, tmp_path: Path, clip: Path) -> str:
    """Two scenes with takes."""
    outline = editing.change_look(story("A boat", "A bridge"), model="animatic:cinematic")
    made = movies.start(studio, outline)
    for generation_id in movies.generate(studio, made):
        seeds.make_clip(studio, tmp_path, clip, generation_id)
    return f"productions/{made}"


@pytest.fixture
def engine(studio: Database) -> Iterator[Engine]:
    with workshop.open_tools(settings.load()) as tools:
        engine = Engine(tools, threads=4).start()
        yield engine
        engine.stop()


def render(studio: Database) -> None:
    files = Files(settings.load().media)
    assert render_due(Tools(studio, files, NotImplemented, settings.load), "an engine")


@pytest.mark.timeout(600)
def test_a_text_becomes_a_film(client: TestClient, engine: Engine, tmp_path: Path):
    """As a program of this machine would: no page is involved, and nothing is paid."""
    small = {"resolution": "540p"}
    told = client.post(
        "productions/start", json={"text": STORY, "look": small, "finish": {"end": "Fin", "card_s": 1}}
    ).json()
    movie = f"productions/{told['id']}"
    for scene in told["scenes"]:
        seen = {"version": client.get(movie).json()["version"]}
        client.patch(f"{movie}/scenes/{scene['id']}", params=seen, json={"duration_s": 1})
    assert client.post(f"{movie}/plan", json={}).json()["total_usd"] == 0
    assert len(client.post(f"{movie}/generate", json={}).json()["jobs"]) == 2
    cut = client.post(f"{movie}/cuts", json={"when_ready": True}).json()["id"]
    until(lambda: client.get(f"{movie}/cuts/{cut}").json()["state"] in ("ready", "failed"))
    assert client.get(movie).json()["standings"] == {"ready": 2}
    film = tmp_path / "film.mp4"
    film.write_bytes(client.get(f"{movie}/cuts/{cut}/film").content)
    assert (probe(film).shown_size, probe(film).duration_s) == ((960, 540), pytest.approx(3, abs=0.2))


def test_a_cut_is_rendered_and_its_film_and_all_else_is_fetched(client: TestClient, movie: str, studio: Database):
    asked = client.post(f"{movie}/cuts", json={"is_preview": True})
    told = asked.json()
    assert (asked.status_code, told["state"], told["is_preview"], told["film"]) == (202, "queued", True, None)
    early = client.get(f"{movie}/cuts/{told['id']}/film")
    assert (early.status_code, sentence(early)) == (409, "There is nothing to fetch: it is queued.")
    render(studio)
    ready = client.get(f"{movie}/cuts/{told['id']}").json()
    assert (ready["state"], ready["fraction"], ready["film"]["kind"]) == ("ready", 1, "preview")
    part = client.get(f"{movie}/cuts/{told['id']}/film", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert client.head(f"{movie}/cuts/{told['id']}/film").status_code == 200
    with TestClient(Starlette(routes=server.routes())) as browser:
        got = {kind: browser.get(urlsplit(where).path).status_code for kind, where in ready["exports"].items()}
        assert got == {
            "srt": 200,
            "vtt": 200,
            "otio": 200,
            "zip": 200,
            "stems": 404,
            "strip": 200,
        }  # nothing is heard in it
        assert browser.get(urlsplit(ready["film"]["url"]).path).status_code == 200


def test_cuts_are_listed_newest_first_and_a_preview_takes_the_place_of_one_that_waits(client: TestClient, movie: str):
    first, second = (client.post(f"{movie}/cuts", json={"is_preview": True}).json()["id"] for _ in range(2))
    told = client.get(f"{movie}/cuts").json()
    assert [(cut["id"], cut["state"]) for cut in told] == [(second, "queued"), (first, "cancelled")]


def test_a_preview_waits_for_no_take(client: TestClient, movie: str):
    reply = client.post(f"{movie}/cuts", json={"is_preview": True, "when_ready": True})
    assert (reply.status_code, sentence(reply)[:29]) == (422, "A preview waits for nothing: ")
    assert client.get(f"{movie}/cuts").json() == []


def test_a_cut_is_cancelled_once(client: TestClient, movie: str):
    cut = client.post(f"{movie}/cuts", json={}).json()["id"]
    assert client.post(f"{movie}/cuts/{cut}/cancel").json()["state"] == "cancelled"
    again = client.post(f"{movie}/cuts/{cut}/cancel")
    assert (again.status_code, sentence(again)) == (409, "This cut has ended already.")


def test_a_film_may_wait_for_its_takes_and_there_is_one_such_cut(client: TestClient, studio: Database):
    made = movies.start(studio, BOAT)
    refused = client.post(f"productions/{made}/cuts", json={})
    assert (refused.status_code, sentence(refused)[:26]) == (409, "There is nothing to cut ye")
    movies.generate(studio, made)
    first, again = (client.post(f"productions/{made}/cuts", json={"when_ready": True}).json() for _ in range(2))
    assert (first["state"], first["id"]) == ("waiting", again["id"])


def test_a_film_that_was_deleted_is_a_sentence(client: TestClient, movie: str, studio: Database):
    cut = client.post(f"{movie}/cuts", json={"is_preview": True}).json()["id"]
    render(studio)
    with database.writing(studio) as session:
        film = cuts.film_of(session, cuts.get(session, cut))
        assert film
        library.delete(session, film.id)
    gone = client.get(f"{movie}/cuts/{cut}/film")
    assert (gone.status_code, sentence(gone)) == (404, "It is no longer in the library.")
    assert client.get(f"{movie}/cuts/{cut}").json()["film"] is None


def test_a_cut_belongs_to_its_movie(client: TestClient, movie: str, studio: Database):
    cut, other = client.post(f"{movie}/cuts", json={}).json()["id"], f"productions/{movies.start(studio, BOAT)}"
    for method, way in [("GET", ""), ("GET", "/film"), ("POST", "/cancel")]:
        for address in (f"{other}/cuts/{cut}", f"{movie}/cuts/nothing", f"productions/nothing/cuts/{cut}"):
            reply = client.request(method, f"{address}{way}")
            assert reply.status_code == 404 and sentence(reply)
    for address in ("productions/nothing/cuts", f"{other}%00/cuts"):
        assert client.get(address).status_code == client.post(address, json={"when_ready": True}).status_code == 404


def test_of_a_movie_that_was_deleted_no_cut_is_told_or_fetched(client: TestClient, movie: str, studio: Database):
    cut = client.post(f"{movie}/cuts", json={"is_preview": True}).json()["id"]
    render(studio)
    ways = [("GET", f"/cuts/{cut}"), ("GET", f"/cuts/{cut}/film"), ("POST", f"/cuts/{cut}/cancel"), ("GET", "/cuts")]
    ways += [("GET", "/narration"), ("GET", "/refinings"), ("POST", "/plan"), ("POST", "/cancel"), ("GET", "/file")]
    client.delete(movie)
    for method, way in ways:
        reply = client.request(method, f"{movie}{way}", json={} if method == "POST" else None)
        assert (reply.status_code, sentence(reply)) == (404, "This production is not there any more."), way
    client.post(f"{movie}/restore")
    assert client.get(f"{movie}/cuts/{cut}/film").status_code == 200


def test_a_viewer_watches_and_asks_for_nothing(client: TestClient, movie: str, token: Token):
    viewer, maker = token(Access.VIEWER), token()
    assert client.post(f"{movie}/cuts", json={}, headers=viewer).status_code == 403
    told = client.post(f"{movie}/cuts", json={}, headers=maker).json()
    assert told["created_by"] == "ada@example.org"
    assert client.post(f"{movie}/cuts/{told['id']}/cancel", headers=viewer).status_code == 403
    assert client.get(f"{movie}/cuts", headers=viewer).json()[0]["id"] == told["id"]
