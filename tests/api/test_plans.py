"""Scenes are generated over REST: planned with prices, within what was agreed to, once for one key; and takes are chosen."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import select
from starlette.testclient import TestClient

from studio import budgets, moves
from studio import database as db
from studio.brief import State
from studio.errors import FailureKind, StudioError
from studio.orders import Allowance
from studio.productions import editing, ordering, shelf
from studio.productions.ordering import WantedTakes, Which
from studio.tables import Access, Generation, LedgerLine, Scope
from tests.api.conftest import Token, sentence
from tests.api.test_videos import made
from tests.e2e import movies, seeds
from tests.productions.stories import BOAT, story

KEY = {"Idempotency-Key": "order-7"}
ONE = 0.71  # USD, of a scene


@pytest.fixture
def movie(studio: Database) -> str:
    """Three scenes for a model that costs something; the second goes on from the first."""
    return f"productions/{movies.start(studio, BOAT)}"


@pytest.fixture
def taken(studio: Database, movie: str, tmp_path: Path, clip: Path) -> list[str]:
    """Its takes, all ready."""
    takes = movies.generate(studio, movie.rpartition("/")[2])
    for one in takes:
        seeds.make_clip(studio, tmp_path, clip, one)
    return takes


def test_a_plan_tells_each_scene_with_its_price_and_stores_nothing(client: TestClient, movie: str, studio: Database):
    told = client.post(f"{movie}/plan", json={"takes": 2}).json()
    assert [(line["number"], line["usd"], line["takes"]) for line in told["lines"]] == [
        (n, 2 * ONE, 2) for n in (1, 2, 3)
    ]
    assert [line["follows"] for line in told["lines"]] == [None, "s1", None]
    first = told["lines"][0]
    assert (first["source"][:4], first["as_of"], first["reasons"]) == ("Luma", "2026-11-20", [])
    assert (told["total_usd"], told["sentence"], made(studio)) == (4.26, "6 can be made: $4.26.", [])


def test_a_plan_says_what_speaks_against_a_scene(client: TestClient, movie: str, studio: Database):
    [line] = client.post(f"{movie}/plan", json={"scenes": ["s2"]}).json()["lines"]
    assert "goes on from scene 1, which has no take" in line["reasons"][0]
    refused = client.post(f"{movie}/generate", json={"scenes": ["s2"], "most_usd": 9})
    assert (refused.status_code, sentence(refused)[:8], made(studio)) == (422, "Scene 2:", [])


def test_what_costs_something_is_made_only_within_what_was_agreed_to(client: TestClient, movie: str, studio: Database):
    for agreed in ({}, {"most_usd": 2.12}):
        refused = client.post(f"{movie}/generate", json=agreed)
        assert (refused.status_code, "$2.13" in sentence(refused), made(studio)) == (402, True, [])
    reply = client.post(f"{movie}/generate", json={"most_usd": 2.13})
    assert (reply.status_code, [one["estimate_usd"] for one in reply.json()["jobs"]]) == (202, [ONE] * 3)
    told = client.get(movie).json()
    assert (told["standings"], told["costs"]["reserved_usd"]) == ({"in_line": 3}, 2.13)
    assert [len(scene["takes"]) for scene in told["scenes"]] == [1, 1, 1]


def test_a_price_that_nobody_knows_has_to_be_agreed_to(client: TestClient, studio: Database):
    unknown = editing.change_look(story("A boat", model="luma_agents:ray-3.2"), resolution="360p")
    movie = f"productions/{movies.start(studio, unknown)}"
    assert client.post(f"{movie}/plan", json={}).json()["total_usd"] is None
    refused = client.post(f"{movie}/generate", json={"most_usd": 100})
    assert (refused.status_code, "accepts_unknown_price" in sentence(refused)) == (402, True)
    assert client.post(f"{movie}/generate", json={"accepts_unknown_price": True}).status_code == 202


def test_over_a_budget_nothing_is_queued(client: TestClient, movie: str, studio: Database):
    with db.writing(studio) as session:
        budgets.set_limit(session, Scope.PRODUCTION, 1_000_000, "local", movie.rpartition("/")[2])
    refused = client.post(f"{movie}/generate", json={"most_usd": 9}, headers=KEY)
    assert (refused.status_code, "budget of “The boat”" in sentence(refused), made(studio)) == (402, True, [])
    costs = client.get(movie).json()["costs"]
    assert (costs["budget_usd"], costs["left_usd"]) == (1, 1)


@pytest.mark.parametrize("scenes", ["missing", "all", ["s1", "s3"]])
def test_the_same_key_generates_once(client: TestClient, movie: str, studio: Database, scenes: str | list[str]):
    wanted = {"scenes": scenes, "takes": 2, "most_usd": 9}
    first, again = (client.post(f"{movie}/generate", json=wanted, headers=KEY) for _ in range(2))
    assert (first.status_code, again.status_code, again.json()["is_new"]) == (202, 200, False)
    ids = [one["id"] for one in first.json()["jobs"]]
    assert [one["id"] for one in again.json()["jobs"]] == ids == [one.id for one in made(studio)]


def test_the_same_key_for_something_else_is_refused(client: TestClient, movie: str, studio: Database):
    client.post(f"{movie}/generate", json={"scenes": ["s1"], "most_usd": 9}, headers=KEY)
    other = f"productions/{movies.start(studio, BOAT.model_copy(update={'chapters': story('A kite').chapters}))}"
    for address, wanted in [
        (f"{movie}/generate", {"scenes": ["s3"], "most_usd": 9}),
        (f"{movie}/generate", {"scenes": ["s1"], "takes": 2, "most_usd": 9}),
        (f"{other}/generate", {"most_usd": 9}),
        ("videos/generate", {"prompt": "A boat"}),
    ]:
        reply = client.post(address, json=wanted, headers=KEY)
        assert (reply.status_code, sentence(reply)[:20]) == (409, "This Idempotency-Key")
    assert len(made(studio)) == 1


def test_the_same_key_is_known_again_where_a_blocked_scene_came_free_with_what_was_asked(
    client: TestClient, movie: str, studio: Database
):
    first, follower, _ = client.post(f"{movie}/generate", json={"most_usd": 9}).json()["jobs"]
    with db.writing(studio) as session:
        found = session.get_one(Generation, first["id"])
        moves.end(session, found, State.FAILED, FailureKind.MEDIA, "The clip could not be read.", was_charged=False)
    wanted = {"scenes": ["s1"], "most_usd": 9}
    told = client.post(f"{movie}/plan", json={"scenes": ["s1"]}).json()
    assert [line["scene_id"] for line in told["freed"]] == ["s2"] and "2 can be made" in told["sentence"]
    made_now, again = (client.post(f"{movie}/generate", json=wanted, headers=KEY) for _ in range(2))
    ids = {one["id"] for one in made_now.json()["jobs"]}
    freed = client.get(f"videos/jobs/{follower['id']}/status").json()
    assert (made_now.status_code, len(ids), freed["state"]) == (202, 1, "queued")
    assert (again.status_code, {one["id"] for one in again.json()["jobs"]}, len(made(studio))) == (200, ids, 4)
    refused = client.post(f"{movie}/generate", json=wanted | {"scenes": ["s1", "s2"]}, headers=KEY)
    assert (refused.status_code, sentence(refused)[:20]) == (409, "This Idempotency-Key")


@pytest.mark.parametrize("key", ["order-7", None])
def test_many_who_ask_at_once_for_what_is_missing_make_it_once(database: Database, key: str | None):
    """On PostgreSQL as well, where they are really at it at the same time."""
    with db.writing(database) as session:
        movie = shelf.create(session, BOAT).id
    start, answers, agreed = threading.Barrier(8), list[tuple[tuple[str, ...], bool] | str](), Allowance(9_000_000)

    def ask() -> None:
        start.wait()
        try:
            with db.writing(database) as session:
                found, is_new = ordering.queue(session, movie, WantedTakes(Which.MISSING), agreed, key)
                answers.append((tuple(one.id for one in found), is_new))
        except StudioError as reason:
            answers.append(str(reason))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = {answer[0] for answer in answers if answer[0]}
    assert len(ids) == 1 and (not key or all(answer[0] for answer in answers))
    with db.reading(database) as session:
        assert len(session.exec(select(Generation)).all()) == len(session.exec(select(LedgerLine)).all()) == 3


def test_nothing_is_missing_twice(client: TestClient, movie: str):
    client.post(f"{movie}/generate", json={"most_usd": 9})
    reply = client.post(f"{movie}/generate", json={"most_usd": 9})
    assert (reply.status_code, reply.json()["jobs"]) == (200, [])


@pytest.mark.parametrize(
    "wanted",
    [{"scenes": "some"}, {"scenes": []}, {"scenes": ["s9"]}, {"takes": 0}, {"takes": 9}, {"scenes": [7]}, {"x": 1}],
)
def test_scenes_that_are_none_are_a_sentence(
    client: TestClient, movie: str, studio: Database, wanted: dict[str, object]
):
    for way in ("plan", "generate"):
        reply = client.post(f"{movie}/{way}", json=wanted)
        assert reply.status_code in (404, 422) and sentence(reply) and made(studio) == []


def test_what_no_scenes_are_is_told_what_they_may_be(client: TestClient, movie: str):
    reply = client.post(f"{movie}/plan", json={"scenes": "nope"})
    may_be = "scenes: missing, out_of_date, all, or a list of the ids of 1 to 200 scenes."
    assert (reply.status_code, sentence(reply)) == (422, may_be)


def test_what_was_edited_since_is_out_of_date_and_can_be_made_again(
    client: TestClient, movie: str, taken: list[str], studio: Database
):
    assert client.get(movie).json()["standings"] == {"ready": 3}
    movies.change(studio, movie.rpartition("/")[2], 1, prompt="A kite")
    first, follower, other = client.get(movie).json()["scenes"]
    assert (first["standing"], first["reasons"]) == ("out_of_date", ["The prompt or the style has changed."])
    assert (follower["reasons"], other["standing"]) == (["What it goes on from is out of date."], "ready")
    lines = client.post(f"{movie}/plan", json={"scenes": "out_of_date"}).json()["lines"]
    assert [line["scene_id"] for line in lines] == ["s1", "s2"]


def test_a_failed_scene_says_why(client: TestClient, movie: str, studio: Database):
    [failed] = movies.generate(studio, movie.rpartition("/")[2], [3])
    with db.writing(studio) as session:
        found = session.get_one(Generation, failed)
        moves.end(session, found, State.FAILED, FailureKind.MEDIA, "The clip could not be read.", was_charged=False)
    scene = client.get(movie).json()["scenes"][2]
    assert (scene["standing"], scene["sentence"]) == ("failed", "The clip could not be read.")


def test_a_take_is_chosen_and_kept(
    client: TestClient, movie: str, taken: list[str], tmp_path: Path, clip: Path, studio: Database
):
    [newer] = movies.generate(studio, movie.rpartition("/")[2], [3])
    seeds.make_clip(studio, tmp_path, clip, newer)
    told = client.get(movie).json()
    assert [(take["id"], take["is_shown"]) for take in told["scenes"][2]["takes"]] == [(taken[2], False), (newer, True)]
    choose, seen = f"{movie}/scenes/s3/takes/{taken[2]}/choose", {"version": told["version"]}
    told = client.post(choose, params=seen).json()
    assert ([take["is_shown"] for take in told["scenes"][2]["takes"]], told["undoes"]) == (
        [True, False],
        "Chose take 1 of scene 3.",
    )
    assert client.post(choose, params=seen).status_code == 409
    kept = client.post(choose, params={"version": told["version"]}, json={"keep": True}).json()
    assert (kept["scenes"][2]["is_kept"], kept["undoes"]) == (True, "Kept take 1 of scene 3.")


@pytest.mark.parametrize("take", ["nothing", "of another scene"])
def test_only_a_take_of_the_scene_can_be_chosen(client: TestClient, movie: str, taken: list[str], take: str):
    seen = {"version": client.get(movie).json()["version"]}
    named = taken[0] if take == "of another scene" else take
    refused = client.post(f"{movie}/scenes/s3/takes/{named}/choose", params=seen)
    assert (refused.status_code, "no such take" in sentence(refused)) == (404, True)


def test_what_is_being_made_is_cancelled_together(client: TestClient, movie: str):
    client.post(f"{movie}/generate", json={"most_usd": 9})
    told = client.post(f"{movie}/cancel").json()
    assert {take["state"] for scene in told["scenes"] for take in scene["takes"]} == {"cancelled"}
    assert told["costs"]["reserved_usd"] == 0


def test_a_viewer_plans_and_a_token_pays_from_its_own_budget(client: TestClient, movie: str, token: Token):
    viewer, bounded = token(Access.VIEWER), token(limit_micro_usd=1_000_000)
    assert client.post(f"{movie}/plan", json={}, headers=viewer).status_code == 200
    assert client.post(f"{movie}/generate", json={"most_usd": 9}, headers=viewer).status_code == 403
    refused = client.post(f"{movie}/generate", json={"most_usd": 9}, headers=bounded)
    assert (refused.status_code, "budget of the token" in sentence(refused)) == (402, True)
    assert client.post(f"{movie}/generate", json={"scenes": ["s1"], "most_usd": 9}, headers=bounded).status_code == 202
