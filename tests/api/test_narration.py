"""Narration over REST: a paid voice speaks what is missing, within what was agreed to, and the same words once."""

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import select
from starlette.testclient import TestClient

from studio import database, generations, moves, settings
from studio.productions import editing
from studio.tables import Access, Asset, LedgerLine
from tests.api.conftest import Token, sentence
from tests.e2e import movies
from tests.productions.stories import BOAT

WHOLE = {"most_usd": 1}


@pytest.fixture
def narration(studio: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of three scenes with words, for a voice of Gemini's."""
    monkeypatch.setenv("GEMINI_API_KEY", "google-0123456789-secret-wxyz")
    settings.load.cache_clear()
    return f"productions/{movies.start(studio, editing.change_finish(BOAT, voice='gemini:Kore'))}/narration"


def reserved(studio: Database) -> int:
    with database.reading(studio) as session:
        return sum(line.micro_usd for line in session.exec(select(LedgerLine)))


def test_what_is_missing_is_told_with_its_price(client: TestClient, narration: str):
    told = client.get(narration).json()
    assert [(part["number"], part["state"]) for part in told["parts"]] == [(n, "missing") for n in (1, 2, 3)]
    assert told["missing_usd"] > 0 and told["as_of"] and told["parts"][0]["text"] == "Words of scene 1."


def test_it_is_spoken_only_within_what_was_agreed_to_and_once(client: TestClient, narration: str, studio: Database):
    for agreed in ({}, {"most_usd": client.get(narration).json()["missing_usd"] / 2}):
        refused = client.post(f"{narration}/speak", json=agreed)
        assert (refused.status_code, "most_usd" in sentence(refused), reserved(studio)) == (402, True, 0)
    told = client.post(f"{narration}/speak", json=WHOLE)
    assert (told.status_code, {part["state"] for part in told.json()["parts"]}) == (202, {"under_way"})
    once = reserved(studio)
    assert once > 0 and client.post(f"{narration}/speak", json=WHOLE).json()["missing_usd"] == 0
    assert reserved(studio) == once


def test_no_voice_is_paid_for_a_film_that_it_would_make_too_long(client: TestClient, narration: str, studio: Database):
    movie = narration.split("/")[1]
    movies.change(studio, movie, 3, narration="The sea is wide. " * 60)
    made = movies.generate(studio, movie)
    with database.writing(studio) as session:
        for generation_id, length_s in zip(made, (3595, 3595, 5), strict=True):
            clip = Asset(name="clip.mp4", sha256="0", size_bytes=1, width=16, height=9, duration_s=length_s)
            moves.succeed(session, generations.get(session, generation_id), clip)
    before = reserved(studio)
    refused = client.post(f"{narration}/speak", json=WHOLE)
    assert (refused.status_code, "The film would last 121 minutes" in sentence(refused)) == (409, True)
    assert reserved(studio) == before


def test_what_is_not_sent_yet_is_stopped_for_nothing(client: TestClient, narration: str, studio: Database):
    client.post(f"{narration}/speak", json=WHOLE)
    told = client.post(f"{narration}/stop").json()
    assert ({part["state"] for part in told["parts"]}, reserved(studio)) == ({"missing"}, 0)


def test_without_a_key_it_is_a_sentence(client: TestClient, narration: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("GEMINI_API_KEY")
    settings.load.cache_clear()
    refused = client.post(f"{narration}/speak", json=WHOLE)
    assert (refused.status_code, "need a key" in sentence(refused)) == (422, True)


def test_a_movie_that_nobody_speaks_in_has_none(client: TestClient, studio: Database):
    told = client.get(f"productions/{movies.start(studio, BOAT)}/narration").json()
    assert (told["parts"], told["missing_usd"]) == ([], 0)


def test_a_viewer_has_nothing_spoken(client: TestClient, narration: str, token: Token):
    viewer = token(Access.VIEWER)
    assert client.get(narration, headers=viewer).status_code == 200
    assert client.post(f"{narration}/speak", json=WHOLE, headers=viewer).status_code == 403
