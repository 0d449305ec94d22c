"""Music by mood over REST: asked for as an edit, made by an engine, and then a sound of the library."""

import pytest
from sqlalchemy import Engine as Database
from starlette.testclient import TestClient

from studio import database, library, settings
from studio.engine import composing
from studio.engine.tools import Tools
from studio.files import Files
from studio.tables import Access
from tests.api.conftest import Token, sentence
from tests.api.test_scenes import edit
from tests.e2e import movies
from tests.productions.stories import BOAT


@pytest.fixture
def movie(studio: Database) -> str:
    return f"productions/{movies.start(studio, BOAT)}"


def compose(studio: Database) -> None:
    files = Files(settings.load().media)
    assert composing.render_due(Tools(studio, files, NotImplemented, settings.load), "an engine")


@pytest.mark.timeout(120)
def test_music_of_a_mood_is_made_as_long_as_the_film(client: TestClient, movie: str, studio: Database):
    assert client.get(f"{movie}/music").json()["state"] == "none"
    told = edit(client, "POST", "/music", movie, json={"mood": "calm", "seed": 7})
    coming = client.get(f"{movie}/music").json()
    assert (told["undoes"], coming["state"], coming["title"]) == ("Made calm music.", "coming", "Calm, made here")
    compose(studio)
    ready = client.get(f"{movie}/music").json()
    assert (ready["state"], ready["music_id"]) == ("ready", told["outline"]["finish"]["music_id"])
    assert ready["length_s"] == pytest.approx(15, abs=0.5)
    edit(client, "POST", "/undo", movie)
    assert client.get(f"{movie}/music").json()["state"] == "none"
    with database.writing(studio) as session:
        library.delete(session, ready["music_id"])
    edit(client, "POST", "/redo", movie)
    assert client.get(f"{movie}/music").json()["state"] == "gone"


def test_a_mood_that_nobody_knows_is_a_sentence_and_changes_nothing(client: TestClient, movie: str, token: Token):
    seen = {"version": client.get(movie, headers=token()).json()["version"]}
    refused = client.post(f"{movie}/music", params=seen, json={"mood": "grim"}, headers=token())
    assert (refused.status_code, "calm" in sentence(refused)) == (404, True)
    viewer = token(Access.VIEWER)
    assert client.post(f"{movie}/music", params=seen, json={"mood": "calm"}, headers=viewer).status_code == 403
    stale = client.post(f"{movie}/music", params={"version": "1-0"}, json={"mood": "calm"}, headers=token())
    assert stale.status_code == 409
    assert client.get(f"{movie}/music", headers=viewer).json()["state"] == "none"
