"""Asking for clips over REST: once per key, refused with a sentence, queued as on the page."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import select
from starlette.testclient import TestClient

from studio import budgets, generations
from studio import database as db
from studio.brief import Brief
from studio.providers import catalogue
from studio.providers.catalogue import SUCCESSORS, listed
from studio.tables import Generation, LedgerLine, Scope
from tests.api.conftest import BOAT, sentence

KEY = {"Idempotency-Key": "order-7"}


def made(studio: Database) -> list[Generation]:
    with db.reading(studio) as session:
        return list(session.exec(select(Generation).order_by(Generation.id)).all())


def test_a_brief_is_queued_with_its_price(client: TestClient, studio: Database):
    reply = client.post("/videos/generate", json=BOAT)
    [job] = reply.json()["jobs"]
    assert (reply.status_code, job["state"], job["estimate_usd"], job["place"]) == (202, "queued", 0.14, 1)
    assert [one.id for one in made(studio)] == [job["id"]]


def test_what_is_left_out_is_what_comes_nearest_to_the_settings(client: TestClient, studio: Database):
    assert client.post("/videos/generate", json={"prompt": "A boat", "model": "runway:gen4.5"}).status_code == 202
    [one] = made(studio)
    assert (one.brief.duration_s, one.brief.resolution, one.brief.ratio) == (5, "720p", "16:9")
    refused = client.post("/videos/generate", json={"prompt": "A boat", "model": "luma:ray-2", "duration_s": 7})
    assert (refused.status_code, sentence(refused)) == (422, "Ray 2 makes clips of 5 or 9 s, not 7 s.")


def test_takes_belong_together_and_each_has_a_seed(client: TestClient, studio: Database):
    reply = client.post("/videos/generate", json={"prompt": "A boat", "takes": 3, "seed": 7})
    assert len({job["group_id"] for job in reply.json()["jobs"]}) == 1
    assert [one.brief.seed for one in made(studio)] == [7, 8, 9]


@pytest.mark.parametrize("takes", [1, 3])
def test_the_same_key_gives_the_same_generations_and_reserves_once(client: TestClient, studio: Database, takes: int):
    first, again = (client.post("/videos/generate", json=BOAT | {"takes": takes}, headers=KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 200)
    assert (first.json()["is_new"], again.json()["is_new"]) == (True, False)
    ids = [job["id"] for job in first.json()["jobs"]]
    assert [job["id"] for job in again.json()["jobs"]] == ids == [one.id for one in made(studio)]
    with db.reading(studio) as session:
        assert len(session.exec(select(LedgerLine)).all()) == takes


def test_the_same_key_for_something_else_is_refused(client: TestClient, studio: Database):
    client.post("/videos/generate", json=BOAT, headers=KEY)
    for other in (BOAT | {"prompt": "A kite"}, BOAT | {"takes": 2}):
        reply = client.post("/videos/generate", json=other, headers=KEY)
        assert (reply.status_code, sentence(reply)[:20]) == (409, "This Idempotency-Key")
    assert len(made(studio)) == 1


def test_what_goes_over_a_budget_is_refused_whole(client: TestClient, studio: Database):
    with db.writing(studio) as session:
        budgets.set_limit(session, Scope.DAY, 300_000, "local")
    reply = client.post("/videos/generate", json=BOAT | {"takes": 3}, headers=KEY)
    assert (reply.status_code, "budget" in sentence(reply), made(studio)) == (402, True, [])
    assert client.post("/videos/generate", json=BOAT | {"takes": 2}, headers=KEY).status_code == 202


def test_a_key_whose_order_was_refused_is_still_free(client: TestClient, studio: Database):
    assert client.post("/videos/generate", json=BOAT | {"duration_s": 7}, headers=KEY).status_code == 422
    assert client.post("/videos/generate", json=BOAT, headers=KEY).status_code == 202
    assert len(made(studio)) == 1


def test_two_who_ask_at_once_with_one_key_get_the_same_generations(database: Database):
    """On PostgreSQL as well, where they are really at it at the same time."""
    briefs = generations.takes_of(Brief(prompt="A boat"), 3)
    start, answers = threading.Barrier(8), []

    def ask() -> None:
        start.wait()
        with db.writing(database) as session:
            found, is_new = generations.queue_once(session, briefs, "order-7")
            answers.append((tuple(one.id for one in found), is_new))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({ids for ids, _ in answers}) == 1 and sum(is_new for _, is_new in answers) == 1
    assert len(made(database)) == 3


@pytest.mark.parametrize("old", sorted(SUCCESSORS))
def test_a_name_of_old_is_answered_with_its_successor(client: TestClient, old: str):
    for reply in (
        client.post("/videos/generate", json={"prompt": "A boat", "model": f"luma:{old}"}),
        client.get(f"/models/{old}"),
    ):
        assert reply.status_code == 404 and f"choose {SUCCESSORS[old]}, its successor" in sentence(reply)


def test_an_estimate_prices_each_brief_and_says_what_speaks_against_it(client: TestClient, studio: Database):
    wanted = [BOAT | {"takes": 2}, BOAT | {"duration_s": 7}, {"prompt": "A boat"}, {"prompt": "A boat", "model": "a:b"}]
    told = client.post("/estimates", json={"briefs": wanted}).json()
    assert [one["usd"] for one in told["estimates"][:3]] == [0.28, None, 0]
    assert [bool(one["reasons"]) for one in told["estimates"]] == [False, True, False, True]
    assert (told["total_usd"], told["sentence"]) == (0.28, "3 can be made: $0.28.")
    first = told["estimates"][0]
    assert (first["as_of"], first["is_verified"], first["source"][:4]) == ("2026-11-20", False, "Luma")
    assert made(studio) == []


def test_an_unknown_price_is_not_nothing(client: TestClient):
    ray = {"prompt": "A boat", "model": "luma_agents:ray-3.2", "resolution": "360p"}
    told = client.post("/estimates", json={"briefs": [ray, BOAT]}).json()
    assert (told["estimates"][0]["usd"], told["total_usd"], told["known_usd"]) == (None, None, 0.14)
    assert told["sentence"] == "2 can be made: $0.14 and 1 of unknown price."


def test_the_catalogue_is_told_with_its_prices_and_what_is_missing(client: TestClient):
    listed = {(one["id"], one["operation"]): one for one in client.get("/models").json()}
    ray, painted = listed["luma:ray-2", "make"], listed["animatic:cinematic", "make"]
    assert (ray["is_ready"], ray["sentence"]) == (False, "Its key is missing: set LUMA_API_KEY.")
    assert (painted["is_ready"], painted["prices"][0]["usd_per_second"]["720p"]) == (True, 0)
    assert ray["prices"][0]["per_clip"]["720p"] == {"5": 0.71, "9": 1.27} and ray["offers"]["durations_s"] == [5, 9]
    assert {one["provider"] for one in client.get("/models?provider=luma").json()} == {"luma"}


def test_a_model_that_is_added_to_the_catalogue_is_all_there(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    """One entry, and no other change."""
    kite = replace(catalogue.model("luma:ray-2"), id="luma:kite", label="Kite")
    monkeypatch.setattr(listed, "MODELS", (*listed.MODELS, kite))
    assert [one["label"] for one in client.get("/models/luma:kite").json()] == ["Kite"]
    asked = {"prompt": "A boat", "model": "luma:kite"}
    assert client.post("/estimates", json={"briefs": [asked]}).json()["total_usd"] == 0.71
    assert client.post("/videos/generate", json=asked).status_code == 202
