"""A movie begins over REST: with an idea, a text or an outline, once for one key, and paid only within what was agreed to."""

import threading
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database
from sqlmodel import Session, select
from starlette.testclient import TestClient

from studio import budgets, generations, productions, settings, writings
from studio import database as db
from studio.access import OWNER
from studio.api.productions import writers as door
from studio.api.productions.starting import Start
from studio.brief import State
from studio.errors import StudioError
from studio.orders import Allowance, NotAgreed
from studio.productions import editing, from_writer, shelf, starting, takes
from studio.productions.beginning import Beginning
from studio.productions.outline import Outline, Scene
from studio.sandbox.server import Address
from studio.settings import Settings
from studio.tables import Access, LedgerLine, Scope, Writing, now
from studio.writers.gemini import GeminiWriter
from studio.writers.outline import Wish
from studio.writers.tasks import Task
from studio.writings import Studio, kept_answers
from studio.writings.charging import LOST_AFTER
from tests.api.conftest import ADA, Token, sentence
from tests.api.test_scenes import edit
from tests.e2e import movies
from tests.productions.stories import BOAT

STORY = {"text": "A boat leaves the harbour.\n\nIt meets a storm.\n\nIt comes home."}
SCREENPLAY = {"text": "INT. KITCHEN - DAY\n\nAda folds a boat.\n\nEXT. RIVER - CONTINUOUS\n\nThe boat sails.\n"}
OUTLINE = {"outline": {"title": "Mine", "chapters": [{"scenes": [{"prompt": "A boat"}, {"prompt": "A kite"}]}]}}
KEY = {"Idempotency-Key": "movie-1"}
SECRET = "google-0123456789-secret-wxyz"


@pytest.fixture
def gemini(sandbox: Address, studio: Database, monkeypatch: pytest.MonkeyPatch) -> Address:
    """The writer in use, which costs something."""
    given = {"STUDIO_WRITER": "gemini", "GEMINI_API_KEY": SECRET, "GOOGLE_BASE_URL": sandbox.google}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings.load.cache_clear()
    return sandbox


def titles() -> list[str]:
    with db.reading() as session:
        return [one.title for one in productions.list_all(session)]


def asked() -> list[str]:
    with db.reading() as session:
        return [one.outcome for one in session.exec(select(Writing)).all()]


@pytest.mark.parametrize("story", [STORY, SCREENPLAY, {"idea": "A paper boat", "scenes": 3}, OUTLINE])
def test_a_movie_begins_with_what_one_has(client: TestClient, story: dict[str, object]):
    reply = client.post("productions/start", json=story)
    told = reply.json()
    assert (reply.status_code, told["is_new"]) == (201, True)
    scenes = [scene for chapter in told["outline"]["chapters"] for scene in chapter["scenes"]]
    assert len(scenes) > 1 and [one["id"] for one in told["scenes"]] == [one["id"] for one in scenes]
    assert told["standings"] == {"nothing": len(scenes)} and all(scene["prompt"] for scene in scenes)
    assert [one["id"] for one in client.get("productions").json()["productions"]] == [told["id"]]


def test_the_shelf_is_read_page_by_page_whatever_is_edited_meanwhile(client: TestClient, studio: Database):
    made = [movies.start(studio, BOAT) for _ in range(5)][::-1]
    first = client.get("productions", params={"limit": 2}).json()
    assert [(one["id"], one["scenes"]) for one in first["productions"]] == [(id_, 3) for id_ in made[:2]]
    movies.change(studio, made[1], 1, prompt="A kite")  # and so it comes first
    rest = client.get("productions", params={"limit": 2, "cursor": first["next"]}).json()
    last = client.get("productions", params={"cursor": rest["next"]}).json()
    assert [one["id"] for one in rest["productions"] + last["productions"]] == made[2:]
    assert last["next"] is None


@pytest.mark.parametrize("cursor", ["x", "1-", "zz-1", "fffffffffffffff-1", "ffffffffffffff-x", "%00"])
def test_a_cursor_that_never_was_is_a_sentence_or_leads_to_the_end(client: TestClient, cursor: str):
    reply = client.get(f"productions?cursor={cursor}")
    assert reply.status_code == 200 or (reply.status_code == 404 and "cursor" in sentence(reply))


def test_what_one_says_of_the_whole_holds(client: TestClient):
    look = {"model": "luma:ray-2", "style": "Watercolour", "ratio": "9:16"}
    made = client.post(
        "productions/start", json=STORY | {"title": "Mine", "look": look, "finish": {"end": "Fin"}}
    ).json()
    outline = made["outline"]
    assert (outline["title"], outline["look"]["style"], outline["finish"]["end"]) == ("Mine", "Watercolour", "Fin")
    lengths = {scene["duration_s"] for scene in outline["chapters"][0]["scenes"]}
    assert lengths <= {5, 9}  # what its model makes


@pytest.mark.parametrize(
    "story",
    [
        {},
        {"idea": "A", "text": "B"},
        OUTLINE | {"title": "A boat"},
        {"idea": ""},
        {"text": "x", "colour": "red"},
        {"outline": {"chapters": [{"scenes": [{"prompt": 7}]}]}},
        {"outline": {"chapters": [{"scenes": [{"id": "../s1", "prompt": "A boat"}]}]}},
        {"outline": {"chapters": [{"scenes": [{"id": "s1"}, {"id": "s1"}]}]}},
        {"outline": {"chapters": [{"scenes": [{}] * 201}]}},
        {"idea": "A boat", "seconds": 1},
        {"idea": "A boat", "most_usd": -1},
    ],
)
def test_what_no_movie_can_begin_with_is_a_sentence(client: TestClient, story: dict[str, object]):
    reply = client.post("productions/start", json=story)
    assert (reply.status_code, bool(sentence(reply)), titles()) == (422, True, [])


def test_a_model_that_nobody_knows_is_a_sentence(client: TestClient):
    reply = client.post("productions/start", json=STORY | {"look": {"model": "luma:kite"}})
    assert (reply.status_code, "luma:kite" in sentence(reply), titles()) == (404, True, [])


@pytest.mark.parametrize("story", [STORY, OUTLINE])
def test_the_same_key_begins_one_movie(client: TestClient, story: dict[str, object]):
    first, other = (client.post("productions/start", json=story, headers=KEY) for _ in range(2))
    assert (first.status_code, other.status_code, other.json()["is_new"]) == (201, 200, False)
    assert first.json()["id"] == other.json()["id"] and len(titles()) == 1
    refused = client.post("productions/start", json={"idea": "A kite"}, headers=KEY)
    assert (refused.status_code, sentence(refused)[:20]) == (409, "This Idempotency-Key")


@pytest.mark.parametrize(
    "other",
    [
        {"seconds": 30},
        {"language": "German"},
        {"scenes": 2},
        {"audience": "Children"},
        {"writer": "offline"},
        {"title": "Mine"},
        {"look": {"style": "Watercolour"}},
        {"finish": {"end": "Fin"}},
    ],
)
def test_a_key_is_told_apart_from_another_order(client: TestClient, other: dict[str, object]):
    idea = {"idea": "A paper boat"}
    made = client.post("productions/start", json=idea, headers=KEY).json()["id"]
    refused = client.post("productions/start", json=idea | other, headers=KEY)
    assert (refused.status_code, sentence(refused)[:20], len(titles())) == (409, "This Idempotency-Key", 1)
    again = client.post("productions/start", json=idea | {"most_usd": 1}, headers=KEY)  # what one agrees to is no wish
    assert (again.status_code, again.json()["id"]) == (200, made)


def test_an_idea_is_not_the_same_as_a_text_of_its_words(client: TestClient):
    client.post("productions/start", json={"idea": "A paper boat"}, headers=KEY)
    assert client.post("productions/start", json={"text": "A paper boat"}, headers=KEY).status_code == 409


def test_an_edit_does_not_make_another_order_of_it(client: TestClient, studio: Database):
    made = client.post("productions/start", json=STORY, headers=KEY).json()["id"]
    movies.change(studio, made, 1, prompt="A kite")
    assert client.post("productions/start", json=STORY, headers=KEY).json()["id"] == made


def test_a_writer_that_is_named_writes_in_place_of_the_one_in_use(client: TestClient, gemini: Address):
    free = STORY | {"writer": "offline"}
    assert client.post("productions/start/estimate", json=free).json()["usd"] == 0
    assert client.post("productions/start", json=free).status_code == 201 and gemini.log() == []
    refused = client.post("productions/start", json=STORY | {"writer": "kite"})
    assert (refused.status_code, "offline" in sentence(refused)) == (422, True)
    both = client.post("productions/start", json=OUTLINE | {"writer": "offline"})
    assert (both.status_code, "nothing else is sent" in sentence(both)) == (422, True)


def test_a_writer_is_asked_only_within_what_was_agreed_to(client: TestClient, gemini: Address):
    price = client.post("productions/start/estimate", json=STORY).json()
    assert price["writer"] == "gemini" and price["usd"] > 0 and price["as_of"]
    for most in ({}, {"most_usd": price["usd"] / 2}):
        refused = client.post("productions/start", json=STORY | most)
        assert (refused.status_code, "most_usd" in sentence(refused)) == (402, True)
    assert (gemini.log(), asked(), titles()) == ([], [], [])
    made = client.post("productions/start", json=STORY | {"most_usd": price["usd"]}).json()
    assert made["scenes"] and made["costs"]["writers_usd"] > 0
    with db.reading() as session:
        assert not kept_answers.list_for(session, OWNER.name, from_writer.place_of(made["id"]))


def test_a_writer_that_fails_leaves_no_movie_and_its_key_free(client: TestClient, gemini: Address):
    gemini.fault(on="write", what="status", code=429)
    agreed = STORY | {"most_usd": 1}
    refused = client.post("productions/start", json=agreed, headers=KEY)
    assert (refused.status_code, bool(sentence(refused)), titles()) == (502, True, [])
    assert SECRET not in refused.text
    assert client.post("productions/start", json=agreed, headers=KEY).status_code == 201


def test_a_bad_answer_that_was_paid_counts_with_what_is_asked_again(client: TestClient, gemini: Address):
    gemini.fault(on="write", what="status", code=500)
    usd = client.post("productions/start/estimate", json=STORY).json()["usd"]
    agreed = STORY | {"most_usd": usd * 1.5}
    answers = [client.post("productions/start", json=agreed, headers=KEY) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [502, 402] and len(gemini.log()) == 1
    more = STORY | {"most_usd": usd * 2.5}
    assert client.post("productions/start", json=more, headers=KEY).status_code == 201


def test_what_somebody_else_pays_meanwhile_for_the_same_movie_counts_too(client: TestClient, gemini: Address):
    movie, beginning = starting.id_of(OWNER, "movie-1"), Start.model_validate(STORY).beginning
    task = starting.task_of(beginning.outline, Wish(), (), is_idea=False)
    told = writings.quote(task)
    agreed = Allowance(round((told.price.micro_usd or 0) * 1.5))
    gemini.fault(on="write", what="status", code=500)
    assert client.post("productions/start", json=STORY | {"most_usd": 1}, headers=KEY).status_code == 502
    with pytest.raises(NotAgreed):
        starting.outline_it(OWNER, beginning, task, told, movie, allowance=agreed)
    assert (len(gemini.log()), len(asked()), titles()) == (1, 1, [])


def test_over_a_budget_no_writer_is_asked_and_no_movie_begins(client: TestClient, gemini: Address):
    with db.writing() as session:
        budgets.set_limit(session, Scope.DAY, 10, "local")
    refused = client.post("productions/start", json=STORY | {"most_usd": 1}, headers=KEY)
    assert (refused.status_code, "budget" in sentence(refused), titles(), gemini.log()) == (402, True, [], [])


def left_behind(database: Database, movie: str, idea: str, ago: timedelta) -> None:
    """As a process leaves it that dies while the writer writes."""
    asked = Writing(writer="gemini", model="gemini:x", task="break up", sent_at=now() - ago, production_id=movie)
    with db.writing(database) as session:
        shelf.create_once(session, Outline(idea=idea), movie)
        session.add(asked)
        session.flush()
        writings.keep_at(from_writer.place_of(movie))(session, asked)


def test_while_the_writer_writes_the_same_key_is_told_so(client: TestClient, gemini: Address, studio: Database):
    left_behind(studio, starting.id_of(OWNER, "movie-1"), STORY["text"], LOST_AFTER - timedelta(minutes=1))
    refused = client.post("productions/start", json=STORY | {"most_usd": 1}, headers=KEY)
    assert (refused.status_code, sentence(refused), gemini.log()) == (409, starting.BEING_WRITTEN, [])


def test_a_writing_that_was_lost_is_asked_for_again_within_what_was_agreed_to(
    client: TestClient, gemini: Address, studio: Database
):
    movie = starting.id_of(OWNER, "movie-1")
    left_behind(studio, movie, STORY["text"], LOST_AFTER + timedelta(minutes=1))
    refused = client.post("productions/start", json=STORY, headers=KEY)
    assert (refused.status_code, "most_usd" in sentence(refused), gemini.log()) == (402, True, [])
    made, again = (client.post("productions/start", json=STORY | {"most_usd": 1}, headers=KEY) for _ in range(2))
    assert (made.status_code, again.status_code, made.json()["id"], len(asked())) == (201, 200, movie, 2)
    assert made.json()["scenes"] == again.json()["scenes"] != [] and len(titles()) == 1


def test_an_answer_that_was_paid_and_that_nobody_has_taken_is_taken_up(client: TestClient, gemini: Address):
    movie, empty = starting.id_of(OWNER, "movie-1"), Outline(idea=STORY["text"])
    task = starting.task_of(empty, Wish(), (), is_idea=False)

    def note(session: Session, asked: Writing) -> None:
        shelf.create_once(session, empty, movie)
        writings.keep_at(from_writer.place_of(movie))(session, asked)

    writings.write(OWNER, task, note, production_id=movie)  # and then the process dies
    made = client.post("productions/start", json=STORY, headers=KEY)
    assert (made.status_code, made.json()["id"], asked()) == (200, movie, ["ok"])
    assert made.json()["scenes"] and made.json()["undoes"] == starting.OUTLINED
    with db.reading() as session:
        assert not kept_answers.list_for(session, OWNER.name, from_writer.place_of(movie))


def test_a_movie_whose_scenes_were_undone_is_not_written_again(client: TestClient, gemini: Address):
    agreed = STORY | {"most_usd": 1}
    movie = f"productions/{client.post('productions/start', json=agreed, headers=KEY).json()['id']}"
    edit(client, "POST", "/undo", movie)
    edit(client, "PATCH", "", movie, json={"title": "Mine"})  # and so what was undone is gone
    again = client.post("productions/start", json=agreed, headers=KEY)
    assert (again.status_code, again.json()["scenes"], again.json()["outline"]["title"]) == (200, [], "Mine")
    assert len(gemini.log()) == len(asked()) == 1


def test_who_fails_takes_no_movie_away_that_is_being_written_for_somebody_else(
    client: TestClient, gemini: Address, monkeypatch: pytest.MonkeyPatch
):
    gemini.fault(on="write", what="status", code=500)
    withdraw, write, said = starting._withdraw, GeminiWriter.write, list[int]()

    def after_the_retry_was_sent(*first: Any) -> None:
        monkeypatch.setattr(starting, "_withdraw", withdraw)

        def slowly(self: GeminiWriter, task: Task[Any]) -> Any:
            withdraw(*first)
            return write(self, task)

        monkeypatch.setattr(GeminiWriter, "write", slowly)
        said.append(client.post("productions/start", json=STORY | {"most_usd": 1}, headers=KEY).status_code)
        withdraw(*first)

    monkeypatch.setattr(starting, "_withdraw", after_the_retry_was_sent)
    said.append(client.post("productions/start", json=STORY | {"most_usd": 1}, headers=KEY).status_code)
    again = client.post("productions/start", json=STORY | {"most_usd": 1}, headers=KEY)
    assert [*said, again.status_code] == [201, 502, 200] and again.json()["scenes"]
    assert len(gemini.log()) == len(asked()) == 2 and len(titles()) == 1


def test_an_answer_whose_movie_is_gone_from_the_shelf_begins_it(client: TestClient, gemini: Address):
    movie = starting.id_of(OWNER, "movie-1")
    beginning = Start.model_validate(STORY).beginning
    note = writings.keep_at(from_writer.place_of(movie), {starting.MARK: beginning.mark})
    task = starting.task_of(beginning.outline, Wish(), (), is_idea=False)
    writings.write(OWNER, task, note, production_id=movie)
    other = client.post("productions/start", json={"idea": "A kite", "most_usd": 1}, headers=KEY)
    assert (other.status_code, titles()) == (409, [])
    made = client.post("productions/start", json=STORY, headers=KEY)
    assert (made.status_code, made.json()["id"], asked()) == (200, movie, ["ok"]) and made.json()["scenes"]


def test_scenes_that_somebody_adds_while_the_writer_writes_stay_and_its_answer_is_kept(
    client: TestClient, gemini: Address, studio: Database, monkeypatch: pytest.MonkeyPatch
):
    movie, write = starting.id_of(OWNER, "movie-1"), GeminiWriter.write

    def slowly(self: GeminiWriter, task: Task[Any]) -> Any:
        with db.writing() as session:
            opened = productions.get(session, movie)
            typed = editing.add(opened.outline, Scene(prompt="Typed meanwhile"))
            productions.save(session, opened.production, typed, "Added a scene.")
        return write(self, task)

    monkeypatch.setattr(GeminiWriter, "write", slowly)
    made, again_ = (client.post("productions/start", json=STORY | {"most_usd": 1}, headers=KEY) for _ in range(2))
    assert (made.status_code, again_.status_code, asked()) == (201, 200, ["ok"])
    scenes = [scene["prompt"] for chapter in made.json()["outline"]["chapters"] for scene in chapter["scenes"]]
    assert scenes == ["Typed meanwhile"]
    assert made.json()["remarks"] == again_.json()["remarks"] == [starting.NOT_PUT_IN]
    with db.reading() as session:
        [kept] = kept_answers.list_for(session, OWNER.name, from_writer.place_of(movie))
    assert kept.written and kept.written.kept.scenes


def test_only_so_many_movies_are_written_at_once(client: TestClient):
    begun = client.post("productions/start", json=STORY, headers=KEY).json()["id"]
    with ExitStack() as taken:
        for _ in range(door.MOST_AT_ONCE):
            taken.enter_context(door.SLOTS.one())
        refused = client.post("productions/start", json=STORY)
        assert (refused.status_code, sentence(refused), refused.headers["retry-after"]) == (429, door.TOO_MANY, "60")
        assert client.post("productions/start", json=STORY, headers=KEY).json()["id"] == begun
        assert client.post("productions/start", json=OUTLINE).status_code == 201
    assert client.post("productions/start", json=STORY).status_code == 201


@pytest.mark.parametrize("story", [STORY, OUTLINE])
def test_the_key_of_a_deleted_movie_says_so(client: TestClient, story: dict[str, object]):
    made = client.post("productions/start", json=story, headers=KEY).json()["id"]
    client.delete(f"productions/{made}")
    refused = client.post("productions/start", json=story, headers=KEY)
    assert (refused.status_code, sentence(refused)) == (409, starting.DELETED)


@pytest.mark.parametrize("was_lost", [False, True])
def test_many_who_begin_at_once_with_one_key_ask_the_writer_once(
    database: Database, settings: Settings, sandbox: Address, was_lost: bool
):
    given = {"writer": "gemini", "google_base_url": sandbox.google, "google_api_key": SecretStr(SECRET)}
    there = Studio(database, settings.model_copy(update=given))
    empty, start, said = Outline(idea="A boat. It sails.\n\nIt sinks."), threading.Barrier(6), list[str]()
    beginning, task = Beginning(empty, Wish()), starting.task_of(empty, Wish(), (), is_idea=False)
    told = writings.quote(task, studio=there)
    if was_lost:
        left_behind(database, "one", empty.idea, LOST_AFTER + timedelta(minutes=1))

    def ask() -> None:
        start.wait()
        try:
            said.append(starting.outline_it(OWNER, beginning, task, told, "one", there).production.id)
        except StudioError as reason:
            said.append(str(reason))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("one") == 1 and set(said) <= {"one", starting.BEING_WRITTEN, shelf.ALREADY}
    with db.reading(database) as session:
        assert len(session.exec(select(Writing)).all()) == 1 + was_lost
        assert [line.kind for line in session.exec(select(LedgerLine)).all()].count("settlement") == 1
        assert list(productions.get(session, "one").outline.scenes())


def test_a_deleted_movie_is_brought_back(client: TestClient):
    made = client.post("productions/start", json=OUTLINE).json()["id"]
    deleted = client.delete(f"productions/{made}")
    assert deleted.json() == {"under_way": 0, "unsent": 0, "sentence": "", "cancelled": 0}
    gone = client.get(f"productions/{made}")
    assert (gone.status_code, sentence(gone)) == (404, "This production is not there any more.")
    assert client.post(f"productions/{made}/restore").json()["title"] == "Mine"
    assert client.post("productions/nothing/restore").status_code == 404


@pytest.fixture
def made(studio: Database) -> str:
    """A movie with takes of its three scenes: that of the last is being made, the others are in line."""
    movie = movies.start(studio, BOAT)
    *_, last = movies.generate(studio, movie)
    with db.writing(studio) as session:
        generations.get(session, last).state = State.RUNNING
    return movie


def states(movie: str) -> list[str]:
    with db.reading() as session:
        return [its[0].generation.state for _, its in sorted(takes.list_all(session, movie).items())]


def test_a_deleted_movie_tells_what_is_still_made_of_it_and_cancels_what_was_not_sent(client: TestClient, made: str):
    told = client.delete(f"productions/{made}").json()
    assert told["sentence"] == "3 takes of it are still in line or being made, 2 of them not sent yet."
    assert (told["under_way"], told["unsent"], told["cancelled"]) == (3, 2, 0)
    told = client.post(f"productions/{made}/cancel-unseen-takes").json()
    assert told == {"cancelled": 2, "under_way": 1, "unsent": 0, "sentence": "1 take of it is still being made."}
    assert states(made) == ["cancelled", "cancelled", "running"]
    assert client.post("productions/nothing/cancel-unseen-takes").status_code == 404


def test_a_movie_is_deleted_and_its_takes_cancelled_in_one_go(client: TestClient, made: str):
    told = client.delete(f"productions/{made}", params={"cancel_unsent": True}).json()
    assert (told["cancelled"], told["under_way"]) == (2, 1)
    assert states(made) == ["cancelled", "cancelled", "running"]


def test_a_viewer_cancels_nothing_of_a_deleted_movie(client: TestClient, made: str, token: Token):
    client.delete(f"productions/{made}", headers=token())
    refused = client.post(f"productions/{made}/cancel-unseen-takes", headers=token(Access.VIEWER))
    assert (refused.status_code, states(made)) == (403, ["queued", "queued", "running"])


def test_a_viewer_reads_and_a_token_pays_from_its_own_budget(client: TestClient, token: Token, gemini: Address):
    agreed, bounded = STORY | {"most_usd": 1}, token(limit_micro_usd=10)
    refused = client.post("productions/start", json=agreed, headers=bounded)
    assert (refused.status_code, "budget of the token" in sentence(refused)) == (402, True)
    made = client.post("productions/start", json=agreed, headers=token()).json()
    viewer = token(Access.VIEWER)
    assert client.get(f"productions/{made['id']}", headers=viewer).json()["created_by"] == ADA
    assert client.post("productions/start", json=STORY, headers=viewer).status_code == 403
    assert client.get(f"productions/{made['id']}").status_code == 401
