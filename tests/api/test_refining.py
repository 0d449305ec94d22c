"""Refining over REST: asked for within rounds and dollars, looked at round by round, and stopped."""

import pytest
from sqlalchemy import Engine as Database
from starlette.testclient import TestClient

from studio import settings
from studio.engine import refining as engine
from studio.engine.tools import Tools
from studio.files import Files
from studio.tables import Access
from tests.api.conftest import Token, sentence
from tests.e2e import movies
from tests.productions.stories import BOAT


@pytest.fixture
def movie(studio: Database) -> str:
    return f"productions/{movies.start(studio, BOAT)}/refinings"


@pytest.fixture
def eyes(studio: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that can see; it is not asked here."""
    monkeypatch.setenv("GEMINI_API_KEY", "google-0123456789-secret-wxyz")
    settings.load.cache_clear()


def test_scenes_are_refined_within_a_limit_of_all_of_them(client: TestClient, movie: str, eyes: None):
    reply = client.post(movie, json={"scenes": ["s1", "s3"], "most_usd": 2, "most_rounds": 2, "least_score": 0.9})
    told = reply.json()
    assert (reply.status_code, [one["scene_id"] for one in told]) == (202, ["s1", "s3"])
    assert {(one["state"], one["limit_usd"], one["most_rounds"], one["writer"]) for one in told} == {
        ("waiting", 2, 2, "gemini")
    }
    assert len({one["group_id"] for one in told}) == 1 and told[0]["rounds"] == []


def test_more_than_all_rounds_can_cost_is_not_set_aside(client: TestClient, movie: str, eyes: None):
    [told] = client.post(movie, json={"scenes": ["s1"], "most_usd": 100, "most_rounds": 1}).json()
    assert 0.71 < told["limit_usd"] < 0.8  # a clip and a review


def test_a_round_is_told_with_its_take_and_what_it_costs(client: TestClient, movie: str, eyes: None, studio: Database):
    client.post(movie, json={"scenes": ["s1"], "most_usd": 5})
    tools = Tools(studio, Files(settings.load().media), NotImplemented, settings.load)
    [due] = engine.take_due(tools, "an engine")
    engine.step(tools, due, "an engine")
    [told] = client.get(movie).json()
    [one] = told["rounds"]
    assert (told["state"], one["number"], one["score"], one["usd"]) == ("generating", 1, None, 0.71)
    scene = client.get(movie.removesuffix("/refinings")).json()["scenes"][0]
    assert [(take["id"], take["is_of_round"]) for take in scene["takes"]] == [(one["take_id"], True)]


def test_a_review_without_a_known_price_is_agreed_to_by_name(
    client: TestClient, movie: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OPENAI_API_KEY", "openai-0123456789-secret-wxyz")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    settings.load.cache_clear()
    asked = {"scenes": ["s1"], "most_usd": 5, "writer": "openai"}
    refused = client.post(movie, json=asked)
    assert (refused.status_code, "accepts_unknown_price" in sentence(refused)) == (402, True)
    assert client.get(movie).json() == []
    assert client.post(movie, json=asked | {"accepts_unknown_price": True}).status_code == 202


def test_asked_again_with_the_same_key_nothing_is_refined_twice(client: TestClient, movie: str, eyes: None):
    key, asked = {"Idempotency-Key": "refine-1"}, {"scenes": ["s1"], "most_usd": 5}
    first = client.post(movie, json=asked, headers=key)
    client.post(f"{movie}/{first.json()[0]['id']}/stop")
    again = client.post(movie, json=asked, headers=key)
    assert (first.status_code, again.status_code) == (202, 200)
    assert [one["id"] for one in again.json()] == [one["id"] for one in first.json()] and len(
        client.get(movie).json()
    ) == 1
    other = client.post(movie, json=asked | {"scenes": ["s3"]}, headers=key)
    assert (other.status_code, "choose a new key" in sentence(other)) == (409, True)


def test_it_is_stopped_once(client: TestClient, movie: str, eyes: None):
    [begun] = client.post(movie, json={"scenes": ["s1"], "most_usd": 5}).json()
    stopped = client.post(f"{movie}/{begun['id']}/stop").json()
    assert (stopped["state"], stopped["ending"]) == ("ended", "stopped")
    again = client.post(f"{movie}/{begun['id']}/stop")
    assert (again.status_code, sentence(again)) == (409, "This has ended already.")
    assert client.post(f"{movie}/nothing/stop").status_code == 404


def test_a_scene_is_not_refined_twice_at_a_time(client: TestClient, movie: str, eyes: None):
    client.post(movie, json={"scenes": ["s1"], "most_usd": 5})
    refused = client.post(movie, json={"scenes": ["s1"], "most_usd": 5})
    assert (refused.status_code, "is being refined already" in sentence(refused)) == (409, True)
    assert len(client.get(movie).json()) == 1


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"most_usd": -1},
        {"most_usd": 1e9},
        {"most_usd": 1, "most_rounds": 0},
        {"most_usd": 1, "least_score": 2},
        {"most_usd": 1, "scenes": ["s9"]},
        {"most_usd": 1, "writer": "offline"},
        {"most_usd": 1, "writer": "openai"},
    ],
)
def test_terms_that_are_none_are_a_sentence(client: TestClient, movie: str, eyes: None, asked: dict[str, object]):
    reply = client.post(movie, json=asked)
    assert reply.status_code in (404, 422) and sentence(reply) and client.get(movie).json() == []


def test_it_takes_a_writer_that_can_see(client: TestClient, movie: str):
    refused = client.post(movie, json={"most_usd": 1})
    assert (refused.status_code, "A writer that can see" in sentence(refused)) == (422, True)


def test_a_viewer_looks_and_refines_nothing(client: TestClient, movie: str, eyes: None, token: Token):
    viewer = token(Access.VIEWER)
    assert client.post(movie, json={"most_usd": 1}, headers=viewer).status_code == 403
    assert client.get(movie, headers=viewer).json() == []
