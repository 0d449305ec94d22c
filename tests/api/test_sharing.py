"""Share links of a film over REST: made, listed, watched without a login, and revoked."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine as Database
from starlette.applications import Starlette
from starlette.testclient import TestClient

from studio import database, server
from studio.productions.cut import cuts
from studio.tables import Access
from tests.api.conftest import Token, sentence
from tests.e2e import movies, seeds
from tests.productions.stories import BOAT


@pytest.fixture
def links(studio: Database, tmp_path: Path, clip: Path) -> str:
    """Of a movie with a film."""
    movie = movies.start(studio, BOAT)
    [take] = movies.generate(studio, movie, [1])
    seeds.make_clip(studio, tmp_path, clip, take)
    film = movies.add_film(studio, movie)
    with database.reading(studio) as session:
        cut = cuts.of_film(session, film)
    assert cut
    return f"productions/{movie}/cuts/{cut.id}/share-links"


@pytest.fixture
def stranger() -> TestClient:
    """Somebody without a login, at the server as it is."""
    return TestClient(Starlette(routes=server.routes()), base_url="http://127.0.0.1:8501")


def test_a_link_is_watched_until_it_is_revoked(client: TestClient, links: str, stranger: TestClient):
    made = client.post(links, json={"days": 1, "title": "Mine"})
    link = made.json()
    assert (made.status_code, link["title"], link["views"], link["remark"]) == (201, "Mine", 0, "")
    page = stranger.get(urlsplit(link["address"]).path)
    assert (page.status_code, "Mine" in page.text) == (200, True)
    assert [(one["id"], one["views"]) for one in client.get(links).json()] == [(link["id"], 1)]
    assert client.delete(f"{links}/{link['id']}").status_code == 204
    assert client.get(links).json() == []
    assert stranger.get(urlsplit(link["address"]).path).status_code in (404, 410)
    gone = client.delete(f"{links}/{link['id']}")
    assert (gone.status_code, sentence(gone)) == (404, "This share link is not there any more.")


def test_a_link_outlives_its_movie_and_can_still_be_revoked(client: TestClient, links: str):
    link = client.post(links).json()
    assert client.delete(links.partition("/cuts")[0]).status_code == 200
    assert client.post(links).status_code == 404
    assert [one["id"] for one in client.get(links).json()] == [link["id"]]
    assert client.delete(f"{links}/{link['id']}").status_code == 204


def test_without_words_it_has_the_title_of_the_film_and_lasts_a_week(client: TestClient, links: str):
    link = client.post(links).json()
    assert link["title"] == "The boat" and link["address"].startswith("http://127.0.0.1:8501/watch/")
    assert link["ends_at"][:10] > link["created_at"][:10]
    refused = client.post(links, json={"days": 365})
    assert (refused.status_code, "1, 7 or 30" in sentence(refused)) == (422, True)


def test_only_a_film_that_is_there_is_shared(client: TestClient, links: str, studio: Database):
    movie = links.split("/")[1]
    waiting = client.post(f"productions/{movie}/cuts", json={"when_ready": True}).json()["id"]
    refused = client.post(f"productions/{movie}/cuts/{waiting}/share-links")
    assert (refused.status_code, "nothing to fetch" in sentence(refused)) == (409, True)
    other = movies.start(studio, BOAT)
    assert client.post(links.replace(movie, other)).status_code == 404


def test_a_link_is_revoked_only_where_its_film_is(client: TestClient, links: str, studio: Database, clip: Path):
    link = client.post(links).json()["id"]
    other = movies.start(studio, BOAT)
    assert client.delete(f"{links.replace(links.split('/')[1], other)}/{link}").status_code == 404
    assert [one["id"] for one in client.get(links).json()] == [link]


def test_a_viewer_makes_and_revokes_none(client: TestClient, links: str, token: Token):
    link, viewer = client.post(links, headers=token()).json()["id"], token(Access.VIEWER)
    for method, address in [("POST", links), ("GET", links), ("DELETE", f"{links}/{link}")]:
        assert client.request(method, address, headers=viewer).status_code == 403
    assert len(client.get(links, headers=token()).json()) == 1
