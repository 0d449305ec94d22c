"""Edits over REST: each with the version that was looked at, each undone by its name, none overwritten."""

from typing import Any

import pytest
from sqlalchemy import Engine as Database
from starlette.testclient import TestClient

from studio import database, library, productions
from studio.productions import editing
from studio.tables import Access, Asset, AssetKind
from tests.api.conftest import Token, sentence
from tests.e2e import movies
from tests.productions.stories import BOAT, ids


@pytest.fixture
def movie(studio: Database) -> str:
    return f"productions/{movies.start(studio, BOAT)}"


def version(client: TestClient, movie: str) -> dict[str, str]:
    return {"version": client.get(movie).json()["version"]}


def scenes(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [scene for chapter in told["outline"]["chapters"] for scene in chapter["scenes"]]


def edit(client: TestClient, method: str, address: str, movie: str, **sent: Any) -> dict[str, Any]:
    reply = client.request(method, f"{movie}{address}", params=version(client, movie), **sent)
    assert reply.is_success, reply.text
    return reply.json()


@pytest.mark.parametrize(
    "changes",
    [
        {"prompt": "A kite"},
        {"narration": "It flies.", "title": "The kite"},
        {"duration_s": 9, "camera_moves": ["pan_left"], "join": "cross-fade"},
        {"continuity": "match", "first_frame": {"url": "https://example.org/a.jpg"}, "model": "luma:ray-flash-2"},
        {"start_s": 1, "end_s": 3, "references": [{"url": "https://example.org/a.jpg", "role": "style"}]},
    ],
)
def test_what_is_sent_is_changed_and_all_else_stays(client: TestClient, movie: str, changes: dict[str, Any]):
    before = scenes(client.get(movie).json())
    after = scenes(edit(client, "PATCH", "/scenes/s2", movie, json=changes))
    for name in before[1]:
        assert (after[1][name] != before[1][name]) == (name in changes), name
    assert [after[0], after[2]] == [before[0], before[2]]


def test_null_takes_away_what_a_scene_may_do_without(client: TestClient, movie: str):
    edit(client, "PATCH", "/scenes/s1", movie, json={"model": "luma:ray-flash-2"})
    assert scenes(edit(client, "PATCH", "/scenes/s1", movie, json={"model": None}))[0]["model"] is None
    refused = client.patch(f"{movie}/scenes/s1", params=version(client, movie), json={"prompt": None})
    assert (refused.status_code, sentence(refused)) == (422, "Prompt: Input should be a valid string.")


def test_an_edit_made_meanwhile_is_not_overwritten(client: TestClient, movie: str, studio: Database):
    seen = version(client, movie)
    movies.change(studio, movie.rpartition("/")[2], 1, prompt="Somebody else's")
    refused = client.patch(f"{movie}/scenes/s1", params=seen, json={"prompt": "Mine"})
    assert (refused.status_code, "Somebody else has edited this" in sentence(refused)) == (409, True)
    assert scenes(client.get(movie).json())[0]["prompt"] == "Somebody else's"


def test_also_one_that_somebody_only_goes_on_typing(client: TestClient, movie: str, studio: Database):
    def type_on(prompt: str) -> dict[str, str]:
        with database.writing(studio) as session:
            opened = productions.get(session, movie.rpartition("/")[2])
            changed = editing.change(opened.outline, "s1", prompt=prompt)
            productions.save(session, opened.production, changed, "Changed the prompt of scene 1.", is_typing=True)
        return version(client, movie)

    seen, later = type_on("A k"), type_on("A kite")
    assert later["version"].partition("-")[0] == seen["version"].partition("-")[0]  # one edit for undo
    assert client.patch(f"{movie}/scenes/s1", params=seen, json={"prompt": "Mine"}).status_code == 409


def test_undo_takes_back_one_edit_however_soon_the_next_followed(client: TestClient, movie: str):
    for prompt in ("A kite", "A gull"):
        edit(client, "PATCH", "/scenes/s1", movie, json={"prompt": prompt})
    assert scenes(edit(client, "POST", "/undo", movie))[0]["prompt"] == "A kite"


@pytest.mark.parametrize("seen", ["", "x", "1-0", "1-zz", "%00", "a" * 50])
def test_a_version_that_never_was_is_a_sentence(client: TestClient, movie: str, seen: str):
    reply = client.patch(f"{movie}/scenes/s1?version={seen}", json={"prompt": "Mine"})
    assert reply.status_code in (409, 422) and sentence(reply)
    assert client.patch(f"{movie}/scenes/s1", json={"prompt": "Mine"}).status_code == 422


def test_undo_and_redo_name_what_they_do(client: TestClient, movie: str):
    told = edit(client, "PATCH", "/scenes/s2", movie, json={"prompt": "A kite", "duration_s": 9})
    assert told["undoes"] == "Changed the prompt and the length of scene 2."
    told = edit(client, "POST", "/undo", movie)
    assert (scenes(told)[1]["prompt"], told["redoes"]) == (
        "It passes a bridge",
        "Changed the prompt and the length of scene 2.",
    )
    assert scenes(edit(client, "POST", "/redo", movie))[1]["prompt"] == "A kite"
    refused = client.post(f"{movie}/redo", params=version(client, movie))
    assert (refused.status_code, "nothing more to undo or redo" in sentence(refused)) == (409, True)


def test_scenes_come_and_go_and_change_places(client: TestClient, movie: str):
    told = edit(client, "POST", "/scenes", movie, json={"prompt": "A gull", "after_id": "s1"})
    new = scenes(told)[1]["id"]
    assert (scenes(told)[1]["prompt"], told["undoes"]) == ("A gull", "Added scene 2.")
    told = edit(client, "POST", f"/scenes/{new}/move", movie, json={"by": 5})
    assert [scene["id"] for scene in scenes(told)] == ["s1", "s2", "s3", new]
    told = edit(client, "POST", "/scenes/s1/duplicate", movie)
    assert [scene["prompt"] for scene in scenes(told)][:2] == ["A paper boat in the rain"] * 2
    edit(client, "PATCH", "/scenes/s3", movie, json={"prompt": "It sails. It arrives."})
    assert [scene["prompt"] for scene in scenes(edit(client, "POST", "/scenes/s3/split", movie))][3:5] == [
        "It sails.",
        "It arrives.",
    ]
    told = edit(client, "DELETE", "/scenes/s2", movie)
    assert "s2" not in [scene["id"] for scene in scenes(told)] and told["undoes"] == "Removed scene 3."


def test_a_removed_scene_tells_what_is_still_made_of_it_and_undo_brings_it_back(
    client: TestClient, movie: str, studio: Database
):
    movies.generate(studio, movie.rpartition("/")[2])
    told = edit(client, "DELETE", "/scenes/s3", movie)["unseen_takes"]
    assert told == {"under_way": 1, "unsent": 1, "sentence": "1 take of removed scenes is still in line."}
    back = edit(client, "POST", "/undo", movie)
    assert (back["unseen_takes"]["under_way"], back["scenes"][2]["takes"][0]["state"]) == (0, "queued")
    edit(client, "DELETE", "/scenes/s3", movie)
    assert client.post(f"{movie}/cancel-unseen-takes").json()["cancelled"] == 1
    states = [scene["takes"][0]["state"] for scene in edit(client, "POST", "/undo", movie)["scenes"]]
    assert states == ["queued", "queued", "cancelled"]


def test_a_scene_is_removed_and_its_takes_cancelled_in_one_go_or_not_at_all(
    client: TestClient, movie: str, studio: Database
):
    movies.generate(studio, movie.rpartition("/")[2])
    both = {"cancel_unsent": True}
    refused = client.delete(f"{movie}/scenes/s3", params=both | {"version": "1-0"})
    assert (refused.status_code, client.get(movie).json()["scenes"][2]["takes"][0]["state"]) == (409, "queued")
    told = client.delete(f"{movie}/scenes/s3", params=both | version(client, movie)).json()
    assert told["unseen_takes"]["under_way"] == 0
    states = [scene["takes"][0]["state"] for scene in edit(client, "POST", "/undo", movie)["scenes"]]
    assert states == ["queued", "queued", "cancelled"]


def test_the_look_and_the_finish_are_changed_in_parts(client: TestClient, movie: str):
    told = edit(client, "PATCH", "", movie, json={"title": "Mine", "look": {"ratio": "9:16"}, "finish": {"end": "Fin"}})
    outline = told["outline"]
    assert (outline["title"], outline["look"]["ratio"], outline["look"]["model"]) == ("Mine", "9:16", "luma:ray-2")
    assert (outline["finish"]["end"], outline["finish"]["fps"]) == ("Fin", 24)
    assert told["undoes"] == "Changed the title, the shape and the end."


@pytest.mark.parametrize(
    ("address", "sent", "status"),
    [
        ("/scenes/s1", {"colour": "red"}, 422),
        ("/scenes/s1", {"id": "s2"}, 422),
        ("/scenes/s1", {"chosen_id": "x"}, 422),
        ("/scenes/s1", {"duration_s": 0}, 422),
        ("/scenes/s1", {"prompt": "A" * 6000}, 422),
        ("/scenes/s1", {"join": "explode"}, 422),
        ("/scenes/s1", {"start_s": 3, "end_s": 3}, 422),
        ("", {"finish": {"language": "english"}}, 422),
        ("", {"finish": {"music_id": "A" * 41}}, 422),
        ("/scenes/s9", {"prompt": "A"}, 404),
        ("", {"look": {"model": "luma:kite"}}, 404),
        ("", {"finish": {"fps": 1000}}, 422),
        ("", {"finish": {"outline": 1}}, 422),
    ],
)
def test_what_no_scene_can_be_is_a_sentence_and_changes_nothing(
    client: TestClient, movie: str, address: str, sent: dict[str, Any], status: int
):
    before = client.get(movie).json()
    reply = client.patch(f"{movie}{address}", params=version(client, movie), json=sent)
    assert (reply.status_code, bool(sentence(reply)), client.get(movie).json()) == (status, True, before)


def test_music_cannot_begin_behind_its_own_end(client: TestClient, studio: Database, movie: str):
    with database.writing(studio) as session:
        sound = Asset(kind=AssetKind.SOUND, name="x", sha256="", size_bytes=1, width=0, height=0, duration_s=60)
        music_id = library.add(session, sound).id
    edit(client, "PATCH", "", movie, json={"finish": {"music_id": music_id, "music_start_s": 59}})
    reply = client.patch(movie, params=version(client, movie), json={"finish": {"music_start_s": 60}})
    assert reply.status_code == 422
    assert sentence(reply) == "The music begins 60.0 s into its sound, but that is 60.0 s long: begin earlier."


def test_a_viewer_edits_nothing(client: TestClient, movie: str, token: Token):
    viewer = token(Access.VIEWER)
    seen = {"version": client.get(movie, headers=viewer).json()["version"]}
    for method, address in [("PATCH", ""), ("POST", "/scenes"), ("DELETE", "/scenes/s1"), ("POST", "/undo")]:
        assert client.request(method, f"{movie}{address}", params=seen, json={}, headers=viewer).status_code == 403
    with database.reading() as session:
        assert ids(productions.get(session, movie.rpartition("/")[2]).outline) == ["s1", "s2", "s3"]
