"""The writer over REST: a prompt enhanced, a take reviewed, all outlined again; each priced first, and asked once for one key."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import select
from starlette.testclient import TestClient

from studio import database as db
from studio import productions, settings, writings
from studio.access import OWNER
from studio.api.productions import writers
from studio.orders import Allowance, NotAgreed
from studio.productions import assignments
from studio.productions.assignments import Assignment
from studio.productions.outline import Look
from studio.providers import registry
from studio.sandbox.server import Address
from studio.tables import Access, KeptAnswer, LedgerLine, Writing, now
from studio.writers.tasks import Enhance
from studio.writings import charging, kept_answers
from studio.writings.charging import LOST_AFTER
from tests.api.conftest import Token, sentence
from tests.api.test_movies import SECRET, gemini
from tests.api.test_scenes import edit, scenes, version
from tests.e2e import movies, seeds
from tests.pages.test_movies_again import ANSWER
from tests.productions.stories import BOAT
from tests.providers.example.silent_boats import SilentBoats
from tests.providers.test_camera_moves import RAFT, guest

__all__ = ["gemini", "guest"]

KEY = {"Idempotency-Key": "words-1"}
LATER = {"request": "Let somebody wait for it"}


@pytest.fixture
def movie(studio: Database) -> str:
    return f"productions/{movies.start(studio, BOAT)}"


@pytest.fixture
def take(studio: Database, movie: str, tmp_path: Path, clip: Path) -> str:
    """Of the first scene, ready to be shown."""
    [made] = movies.generate(studio, movie.rpartition("/")[2], [1])
    seeds.make_clip(studio, tmp_path, clip, made)
    return f"{movie}/scenes/s1/takes/{made}/review"


def asked() -> list[tuple[str, str]]:
    with db.reading() as session:
        return [(one.task, one.outcome) for one in session.exec(select(Writing)).all()]


# -- enhance and review -----------------------------------------------------------------------------------


def test_the_built_in_writer_enhances_a_prompt_for_nothing_and_changes_nothing(client: TestClient, movie: str):
    assert client.post(f"{movie}/scenes/s1/enhance/estimate", json={}).json()["usd"] == 0
    before = client.get(movie).json()
    told = client.post(f"{movie}/scenes/s1/enhance", json={}).json()
    assert [one["was"] for one in told["changes"] if one["field"] == "prompt"] == ["A paper boat in the rain"]
    assert client.get(movie).json()["outline"] == before["outline"]
    assert client.post(f"{movie}/scenes/s9/enhance", json={}).status_code == 404


def test_a_guest_that_does_not_answer_keeps_nobody_waiting(
    client: TestClient, studio: Database, guest: type[SilentBoats]
):
    movie = f"productions/{movies.start(studio, BOAT.model_copy(update={'look': Look(model=RAFT)}))}"
    for address, more in [(f"{movie}/scenes/s1/enhance", {}), (f"{movie}/outline-again", LATER)]:
        assert client.post(f"{address}/estimate", json=more).json()["usd"] == 0
        assert client.post(address, json=more).status_code == 200
    begun = client.post("productions/start", json={"text": "A boat sails.", "look": {"model": RAFT}})
    assert begun.status_code == 201 and not guest.was_asked.is_set()


@pytest.mark.parametrize("door", ["scenes/s1/enhance/estimate", "scenes/s1/enhance", "outline-again/estimate"])
def test_no_session_is_open_while_a_provider_lists_its_camera_moves(
    client: TestClient, studio: Database, guest: type[SilentBoats], monkeypatch: pytest.MonkeyPatch, door: str
):
    movie = movies.start(studio, BOAT.model_copy(update={"look": Look(model=RAFT)}))
    held = list[str]()
    monkeypatch.setattr(registry, "ON_THIS_MACHINE", (guest.name,))
    monkeypatch.setattr(guest, "camera_moves", lambda _: held.append(studio.pool.status()) or ("sway",))
    more = LATER if "again" in door else {}
    assert client.post(f"productions/{movie}/{door}", json=more).status_code == 200
    assert len(held) == 1 and "Current Checked out connections: 0" in held[0]


def test_a_take_is_reviewed(client: TestClient, movie: str, take: str):
    assert client.post(f"{take}/estimate", json={}).json()["writer"] == "offline"
    told = client.post(take, json={}).json()
    assert 0 <= told["score"] <= 1 and told["is_new"]
    for another in ("s1/takes/nothing", f"s2/takes/{take.split('/')[-2]}"):
        refused = client.post(f"{movie}/scenes/{another}/review", json={})
        assert (refused.status_code, "no such take" in sentence(refused)) == (404, True)


def test_a_writer_that_costs_is_asked_only_within_what_was_agreed_to(
    client: TestClient, movie: str, take: str, gemini: Address
):
    for address, more in [(f"{movie}/scenes/s1/enhance", {}), (take, {}), (f"{movie}/outline-again", LATER)]:
        usd = client.post(f"{address}/estimate", json=more).json()["usd"]
        assert usd > 0
        for most in ({}, {"most_usd": usd / 2}):
            refused = client.post(address, json=more | most)
            assert (refused.status_code, "most_usd" in sentence(refused)) == (402, True)
        assert gemini.log() == []
    assert asked() == []


def test_the_price_that_was_told_is_enough(client: TestClient, movie: str, gemini: Address):
    for words in range(8):  # each of them of another fraction of a millionth
        movies.change(db.default(), movie.rpartition("/")[2], 1, prompt="A boat " * (words + 1))
        usd = client.post(f"{movie}/scenes/s1/enhance/estimate", json={}).json()["usd"]
        assert client.post(f"{movie}/scenes/s1/enhance", json={"most_usd": usd}).status_code == 200


def test_what_was_paid_is_among_the_costs_of_the_movie(client: TestClient, movie: str, take: str, gemini: Address):
    client.post(f"{movie}/scenes/s1/enhance", json={"most_usd": 1})
    first = client.get(movie).json()["costs"]["writers_usd"]
    assert client.post(take, json={"most_usd": 1}).status_code == 200
    assert client.get(movie).json()["costs"]["writers_usd"] > first > 0
    assert asked() == [("enhance", "ok"), ("review", "ok")]


def test_another_writer_can_be_named(client: TestClient, movie: str, gemini: Address):
    told = client.post(f"{movie}/scenes/s1/enhance", json={"writer": "offline"})
    assert (told.status_code, gemini.log(), asked()) == (200, [], [("enhance", "ok")])


def test_the_same_key_is_answered_with_what_was_written_then(client: TestClient, movie: str, gemini: Address):
    agreed = {"most_usd": 1}
    first, again = (client.post(f"{movie}/scenes/s1/enhance", json=agreed, headers=KEY).json() for _ in range(2))
    assert (first.pop("is_new"), again.pop("is_new"), first == again, len(gemini.log())) == (True, False, True, 1)
    for address, more in [("scenes/s2/enhance", {}), ("scenes/s1/enhance", {"writer": "offline"})]:
        refused = client.post(f"{movie}/{address}", json=agreed | more, headers=KEY)
        assert (refused.status_code, sentence(refused)[:20]) == (409, "This Idempotency-Key")
    assert len(asked()) == 1


def test_the_same_key_is_answered_also_once_what_was_asked_about_is_gone(
    client: TestClient, movie: str, take: str, gemini: Address
):
    wanted = [(f"{movie}/scenes/s1/enhance", {}), (take, {}), (f"{movie}/outline-again", LATER)]

    def answers() -> list[dict[str, Any]]:
        keys = [{"Idempotency-Key": f"words-{number}"} for number in range(len(wanted))]
        replies = [
            client.post(address, json=more | {"most_usd": 1}, headers=key)
            for key, (address, more) in zip(keys, wanted, strict=True)
        ]
        assert [reply.status_code for reply in replies] == [200, 200, 200]
        return [reply.json() for reply in replies]

    first = answers()
    [clip] = settings.load().media.glob("**/*.mp4")
    clip.unlink()
    assert [one["score"] for one in answers()[1:2]] == [first[1]["score"]]
    edit(client, "DELETE", "/scenes/s1", movie)
    with db.writing() as session:
        opened = productions.get(session, movie.rpartition("/")[2])
        forgotten = opened.outline.model_copy(update={"look": Look(model="luma:kite")})
        productions.save(session, opened.production, forgotten, "Its model has left the catalogue.")
    assert [one.get("is_new") for one in answers()] == [False, False, None] and len(asked()) == 3


def test_a_key_stands_for_one_thing_whatever_is_asked_of_the_writer(
    client: TestClient, movie: str, take: str, gemini: Address
):
    wanted = [(f"{movie}/scenes/s1/enhance", {}), (take, {}), (f"{movie}/outline-again", LATER)]
    for number, (address, more) in enumerate(wanted):
        key = {"Idempotency-Key": f"words-{number}"}
        assert client.post(address, json=more | {"most_usd": 1}, headers=key).status_code == 200
        for other, its in wanted:
            if other != address:
                refused = client.post(other, json=its | {"most_usd": 1}, headers=key)
                assert (refused.status_code, sentence(refused)[:20]) == (409, "This Idempotency-Key")
    assert len(asked()) == len(wanted)


def test_a_bad_answer_that_was_paid_counts_with_what_is_asked_again(client: TestClient, movie: str, gemini: Address):
    gemini.fault(on="write", what="status", code=500)
    address = f"{movie}/scenes/s1/enhance"
    usd = client.post(f"{address}/estimate", json={}).json()["usd"]
    answers = [client.post(address, json={"most_usd": usd * 1.5}, headers=KEY) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [502, 402] and len(gemini.log()) == 1
    assert SECRET not in answers[0].text
    assert client.post(address, json={"most_usd": usd * 2.5}, headers=KEY).status_code == 200


def test_many_who_ask_at_once_with_one_key_pay_once(client: TestClient, movie: str, gemini: Address):
    start, said = threading.Barrier(4), list[int]()

    def ask() -> None:
        start.wait()
        said.append(client.post(f"{movie}/scenes/s1/enhance", json={"most_usd": 1}, headers=KEY).status_code)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(said) <= {200, 409} and 200 in said and len(gemini.log()) == 1
    with db.reading() as session:
        assert [line.kind for line in session.exec(select(LedgerLine)).all()].count("settlement") == 1


def test_what_somebody_else_pays_meanwhile_under_the_same_key_counts_too(
    client: TestClient, movie: str, gemini: Address
):
    address, task = f"{movie}/scenes/s1/enhance", Enhance("A paper boat in the rain")
    agreed = Allowance(round((writings.price(task).micro_usd or 0) * 1.5))

    @contextmanager
    def while_another_fails() -> Iterator[None]:
        gemini.fault(on="write", what="status", code=500)
        assert client.post(address, json={"most_usd": 1}, headers=KEY).status_code == 502
        yield

    assignment = Assignment(lambda: task, movie.rpartition("/")[2], "enhance s1 None", KEY["Idempotency-Key"])
    with pytest.raises(NotAgreed):
        assignments.ask(OWNER, assignment, agreed, slot=while_another_fails())
    assert len(gemini.log()) == len(asked()) == 1


@pytest.mark.parametrize(("minutes", "code"), [(-1, 409), (1, 200)])
def test_what_a_process_never_answered_that_died_is_asked_again_at_its_price(
    client: TestClient, movie: str, gemini: Address, minutes: int, code: int
):
    production_id, address = movie.rpartition("/")[2], f"{movie}/scenes/s1/enhance"
    given = {"key": KEY["Idempotency-Key"], "asked for": "enhance s1 None"}
    sent_at = now() - LOST_AFTER - timedelta(minutes=minutes)
    dead = Writing(
        writer="gemini", model="gemini:x", task="enhance", sent_at=sent_at, production_id=production_id,
        created_by=OWNER.name, estimate_micro_usd=900_000,
    )  # fmt: skip
    with db.writing() as session:
        session.add(dead)
        session.flush()
        writings.keep_at(kept_answers.place_by_key(production_id), given)(session, dead)
        charging.reserve(session, dead, "a test")
    usd = client.post(f"{address}/estimate", json={}).json()["usd"]
    if code == 200:
        refused = client.post(address, json={"most_usd": 0.9 + usd / 2}, headers=KEY)
        assert (refused.status_code, gemini.log()) == (402, [])
    assert client.post(address, json={"most_usd": 0.9 + usd}, headers=KEY).status_code == code


def test_only_so_many_answers_are_written_at_once(client: TestClient, movie: str, take: str):
    with ExitStack() as taken:
        for _ in range(writers.MOST_AT_ONCE):
            taken.enter_context(writers.SLOTS.one())
        for address, more in [(f"{movie}/scenes/s1/enhance", {}), (take, {}), (f"{movie}/outline-again", LATER)]:
            refused = client.post(address, json=more)
            assert (refused.status_code, sentence(refused)) == (429, writers.TOO_MANY)


def test_where_all_slots_are_taken_what_was_written_before_is_read(
    client: TestClient, movie: str, take: str, gemini: Address
):
    wanted = [(f"{movie}/scenes/s1/enhance", {}), (take, {}), (f"{movie}/outline-again", LATER)]
    with ExitStack() as taken:
        for number, (address, more) in enumerate(wanted * 2):
            key = {"Idempotency-Key": f"words-{number % len(wanted)}"}
            assert client.post(address, json=more | {"most_usd": 1}, headers=key).status_code == 200
            if number == len(wanted) - 1:
                for _ in range(writers.MOST_AT_ONCE):
                    taken.enter_context(writers.SLOTS.one())
    assert len(asked()) == len(wanted)


def test_a_clip_is_looked_at_only_by_who_has_agreed_to_the_price_and_has_a_slot(
    client: TestClient, take: str, gemini: Address
):
    [clip] = settings.load().media.glob("**/*.mp4")
    clip.unlink()  # and so a look at it would be told
    assert client.post(take, json={}).status_code == 402
    with ExitStack() as taken:
        for _ in range(writers.MOST_AT_ONCE):
            taken.enter_context(writers.SLOTS.one())
        assert client.post(take, json={"most_usd": 1}).status_code == 429
    assert client.post(take, json={"most_usd": 1}).status_code == 404 and asked() == []


def test_a_viewer_asks_no_writer(client: TestClient, movie: str, take: str, token: Token):
    viewer = token(Access.VIEWER)
    for address, more in [(f"{movie}/scenes/s1/enhance", {}), (take, {}), (f"{movie}/outline-again", LATER)]:
        assert client.post(address, json=more, headers=viewer).status_code == 403
    assert asked() == []


# -- outline again ----------------------------------------------------------------------------------------


@pytest.fixture
def planned(client: TestClient, movie: str, gemini: Address) -> dict[str, Any]:
    gemini.fault(on="write", what="says", body=ANSWER)
    reply = client.post(f"{movie}/outline-again", json=LATER | {"most_usd": 1}, headers=KEY)
    assert reply.status_code == 200, reply.text
    return reply.json()


def prompts(told: dict[str, Any]) -> list[str]:
    return [scene["prompt"] for scene in scenes(told)]


def compared(told: dict[str, Any]) -> tuple[Any, ...]:
    """What would become of what."""
    pairs = [(pair["place"], pair["what"], pair["new"] and pair["new"]["prompt"]) for pair in told["pairs"]]
    return told["id"], told["version"], pairs


def test_the_old_stands_beside_the_new_and_nothing_is_changed(client: TestClient, movie: str, planned: dict[str, Any]):
    told = [(pair["what"], pair["old"] and pair["old"]["id"]) for pair in planned["pairs"]]
    assert told == [("changed", "s1"), ("gone", "s2"), ("new", None), ("changed", "s3")]
    assert prompts(client.get(movie).json()) == [scene.prompt for scene in BOAT.scenes()]
    assert compared(client.get(f"{movie}/outline-again/{planned['id']}").json()) == compared(planned)


def test_all_of_it_is_one_edit_and_what_stays_keeps_its_id(client: TestClient, movie: str, planned: dict[str, Any]):
    told = edit(client, "POST", f"/outline-again/{planned['id']}/take", movie, json={})
    assert prompts(told) == ["A boat leaves the harbour", "A girl waits on the pier", "It comes home at last"]
    assert [scene["id"] for scene in scenes(told)][::2] == ["s1", "s3"] and told["undoes"] == "Outlined again."
    gone = client.get(f"{movie}/outline-again/{planned['id']}")
    assert (gone.status_code, "No such outline is kept" in sentence(gone)) == (404, True)


def test_only_what_is_named_is_taken(client: TestClient, movie: str, planned: dict[str, Any]):
    new = next(pair["place"] for pair in planned["pairs"] if pair["what"] == "new")
    address = f"/outline-again/{planned['id']}/take"
    for wrong in ([], [99]):
        refused = client.post(f"{movie}{address}", params=version(client, movie), json={"places": wrong})
        assert refused.status_code == 422 and sentence(refused)
    told = edit(client, "POST", address, movie, json={"places": [new]})
    old = [scene.prompt for scene in BOAT.scenes()]
    assert prompts(told) == [old[0], old[1], "A girl waits on the pier", old[2]]


def test_what_somebody_edits_meanwhile_is_compared_anew(
    client: TestClient, movie: str, planned: dict[str, Any], studio: Database, gemini: Address
):
    movies.change(studio, movie.rpartition("/")[2], 2, prompt="Somebody else's")
    address = f"{movie}/outline-again/{planned['id']}"
    refused = client.post(f"{address}/take", params={"version": planned["version"]}, json={})
    assert (refused.status_code, "edited this meanwhile" in sentence(refused)) == (409, True)
    anew = client.get(address).json()
    assert anew["pairs"][1]["old"]["prompt"] == "Somebody else's" and len(gemini.log()) == 1
    assert client.post(f"{address}/take", params={"version": anew["version"]}, json={}).status_code == 200


def test_the_same_key_gives_the_same_plan(client: TestClient, movie: str, planned: dict[str, Any], gemini: Address):
    agreed = LATER | {"most_usd": 1}
    assert compared(client.post(f"{movie}/outline-again", json=agreed, headers=KEY).json()) == compared(planned)
    other = client.post(f"{movie}/outline-again", json=agreed | {"scenes": 2}, headers=KEY)
    assert (other.status_code, len(gemini.log())) == (409, 1)


@pytest.mark.parametrize("is_taken", [True, False])
def test_the_same_key_gives_the_same_plan_also_once_it_was_taken_or_left(
    client: TestClient, movie: str, planned: dict[str, Any], gemini: Address, is_taken: bool
):
    address = f"/outline-again/{planned['id']}"
    if is_taken:
        edit(client, "POST", f"{address}/take", movie, json={})
    else:
        assert client.delete(f"{movie}{address}").status_code == 204
    again = client.post(f"{movie}/outline-again", json=LATER | {"most_usd": 1}, headers=KEY).json()
    assert (again["id"], planned["is_open"], again["is_open"]) == (planned["id"], True, False)
    assert {"A boat leaves the harbour", "A girl waits on the pier"} <= {what[2] for what in compared(again)[2]}
    assert len(gemini.log()) == len(asked()) == 1
    assert client.get(f"{movie}{address}").status_code == 404
    assert client.post(f"{movie}{address}/take", params=version(client, movie), json={}).status_code == 404


def test_a_plan_without_a_key_is_kept_no_longer_than_until_it_is_left(client: TestClient, movie: str):
    planned = client.post(f"{movie}/outline-again", json=LATER).json()["id"]
    assert client.delete(f"{movie}/outline-again/{planned}").status_code == 204
    with db.reading() as session:
        assert session.exec(select(KeptAnswer)).all() == []


def test_nobody_takes_the_plan_of_another_movie(client: TestClient, planned: dict[str, Any], studio: Database):
    other = f"productions/{movies.start(studio, BOAT)}"
    seen = version(client, other)
    assert client.get(f"{other}/outline-again/{planned['id']}").status_code == 404
    assert client.post(f"{other}/outline-again/{planned['id']}/take", params=seen, json={}).status_code == 404
    assert client.delete(f"{other}/outline-again/{planned['id']}").status_code == 404
