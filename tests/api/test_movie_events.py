"""The progress of a movie over REST, as server-sent events: told when something changes, until nothing of it is made any more."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine as Database
from starlette.testclient import TestClient

from studio import database, generations, productions
from studio.api import events
from studio.api.productions import events as door
from studio.brief import State
from studio.media.film.recipe import Recipe
from studio.productions import takes
from studio.productions.cut import cuts, music
from tests.api.conftest import sentence
from tests.e2e import movies
from tests.productions.stories import BOAT


@pytest.fixture
def movie(studio: Database) -> str:
    return movies.start(studio, BOAT)


def told_in(text: str) -> list[tuple[str, Any]]:
    blocks = [dict(line.split(": ", 1) for line in block.splitlines() if ": " in line) for block in text.split("\n\n")]
    return [(block["event"], json.loads(block["data"])) for block in blocks if "event" in block]


def watched(
    client: TestClient, movie: str, monkeypatch: pytest.MonkeyPatch, *moves: Callable[[], object]
) -> list[tuple[str, Any]]:
    """Between two looks, something moves."""
    look, left = door._look, list(moves)

    def look_and_let_it_move(production_id: str):
        seen = look(production_id)
        if left:
            left.pop(0)()
        return seen

    monkeypatch.setattr(door, "_look", look_and_let_it_move)
    monkeypatch.setattr(door, "LOOK_EVERY_S", 0)
    return told_in(client.get(f"productions/{movie}/events").text)


def test_where_nothing_is_made_the_first_word_is_the_last(client: TestClient, movie: str):
    [(name, told)] = told_in(client.get(f"productions/{movie}/events").text)
    assert (name, told["under_way"], told["cuts"]) == ("end", 0, [])
    assert [(one["id"], one["standing"]) for one in told["scenes"]] == [(f"s{n}", "nothing") for n in (1, 2, 3)]


def test_takes_and_then_the_film_are_told_until_both_have_ended(
    client: TestClient, movie: str, studio: Database, monkeypatch: pytest.MonkeyPatch
):
    first, *_ = movies.generate(studio, movie)
    with database.writing(studio) as session:
        cut = cuts.queue_when_ready(session, movie).id

    def move() -> None:
        with database.writing(studio) as session:
            one = generations.get(session, first)
            one.state, one.fraction = State.RUNNING, 0.4

    def cancel_takes() -> None:
        with database.writing(studio) as session:
            generations.get(session, first).state = State.QUEUED
            takes.cancel_all(session, takes.list_all(session, movie))

    def cancel_cut() -> None:
        with database.writing(studio) as session:
            cuts.cancel(session, cut)

    told = watched(client, movie, monkeypatch, move, lambda: None, cancel_takes, cancel_cut)
    assert [name for name, _ in told] == ["progress", "progress", "progress", "end"]
    assert [one["scenes"][0]["standing"] for _, one in told] == ["in_line", "being_made", "nothing", "nothing"]
    assert [one["under_way"] for _, one in told] == [3, 3, 0, 0] and told[1][1]["scenes"][0]["fraction"] == 0.4
    assert [one["cuts"][0]["state"] for _, one in told] == ["waiting", "waiting", "waiting", "cancelled"]


def test_what_is_rendered_again_and_music_that_comes_are_made_too(
    client: TestClient, movie: str, studio: Database, monkeypatch: pytest.MonkeyPatch
):
    with database.writing(studio) as session:
        old = [cuts.queue(session, movie, Recipe()).id for _ in range(2)]
        cuts.cancel(session, old[1])
        music.make(session, productions.get(session, movie).production, "calm")

    def silence() -> None:
        with database.writing(studio) as session:
            opened = productions.get(session, movie)
            productions.save(session, opened.production, music.choose(opened.outline, None), "Took the music away.")

    def cancel() -> None:
        with database.writing(studio) as session:
            cuts.cancel(session, old[0])

    told = watched(client, movie, monkeypatch, silence, cancel)
    assert [(name, one["music_is_coming"]) for name, one in told] == [
        ("progress", True),
        ("progress", False),
        ("end", False),
    ]
    assert [len(one["cuts"]) for _, one in told] == [2, 2, 1]  # the newest one is told, whatever became of it


def test_who_watches_holds_no_session(
    client: TestClient, movie: str, studio: Database, monkeypatch: pytest.MonkeyPatch
):
    movies.generate(studio, movie)
    held = list[str]()

    def end() -> None:
        held.append(database.default().pool.status())
        with database.writing(studio) as session:
            takes.cancel_all(session, takes.list_all(session, movie))

    watched(client, movie, monkeypatch, end)
    assert "Current Checked out connections: 0" in held[0]


def test_it_ends_when_its_movie_is_deleted(
    client: TestClient, movie: str, studio: Database, monkeypatch: pytest.MonkeyPatch
):
    movies.generate(studio, movie)

    def delete() -> None:
        with database.writing(studio) as session:
            productions.delete(session, movie)

    assert [name for name, _ in watched(client, movie, monkeypatch, delete)] == ["progress"]
    assert not events.watching
    assert client.get(f"productions/{movie}/events").status_code == 404


def test_only_so_many_watch_at_once(client: TestClient, movie: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(events, "MOST", 0)
    refused = client.get(f"productions/{movie}/events")
    assert (refused.status_code, f"/productions/{movie} instead" in sentence(refused)) == (503, True)
