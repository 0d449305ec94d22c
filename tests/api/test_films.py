"""A film is taken elsewhere: its subtitles, what programs that edit read, and all of it in one archive."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from pysubs2 import SSAFile
from sqlalchemy import Engine as Database
from starlette.applications import Starlette
from starlette.testclient import TestClient

from studio import database, library, productions, server, settings
from studio.engine.cutting import render_due
from studio.engine.tools import Tools
from studio.files import Files
from studio.media.encode import write_test_clip
from studio.media.film.recipe import Join
from studio.productions import cuts, editing, exporting, recipes, takes
from tests.e2e import movies, seeds
from tests.productions.stories import story


@pytest.fixture
def cut_id(studio: Database, tmp_path: Path) -> str:
    """Two scenes of two seconds with a cross-fade of half a second, and words."""
    clip = tmp_path / "clip.mp4"
    write_test_clip(clip, 320, 180, 2)
    outline = editing.change_finish(story("A boat", "A bridge"), join=Join.CROSS_FADE, title="Été", card_s=1)
    movie = movies.start(studio, editing.change_look(outline, model="animatic:cinematic"))
    for generation_id in movies.generate(studio, movie):
        seeds.make_clip(studio, tmp_path, clip, generation_id)
    with database.writing(studio) as session:
        made = takes.list_all(session, movie)
        recipe = recipes.make(productions.get(session, movie).outline, made, is_preview=True)
        queued = cuts.queue(session, movie, recipe, is_preview=True).id
    assert render_due(Tools(studio, Files(tmp_path / "media"), NotImplemented, settings.load), "an engine")
    return queued


@pytest.fixture
def browser(studio: Database) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=server.routes())) as client:
        yield client


def test_subtitles_have_the_times_of_the_film(browser: TestClient, cut_id: str):
    for kind in ("srt", "vtt"):
        reply = browser.get(exporting.address(cut_id, kind))
        lines = SSAFile.from_string(reply.text, kind)
        assert [line.plaintext for line in lines] == ["Words of scene 1.", "Words of scene 2."]
        assert [round(line.start / 1000, 1) for line in lines] == [0.5, 2.0]  # each begins as the one before it fades
    assert 'filename="The-boat.vtt"' in reply.headers["content-disposition"]


def test_a_program_that_edits_reads_the_clips_in_order(browser: TestClient, cut_id: str):
    found = json.loads(browser.get(exporting.address(cut_id, "otio")).text)
    pictures = found["tracks"]["children"][0]["children"]
    media = [one["media_references"]["DEFAULT_MEDIA"] for one in pictures if one["OTIO_SCHEMA"] == "Clip.2"]
    assert [one.get("target_url") for one in media] == [None, "clips/scene-01.mp4", "clips/scene-02.mp4"]
    assert str(settings.load().data) not in json.dumps(found)


def test_an_archive_holds_all_that_the_film_is_made_of(browser: TestClient, studio: Database, cut_id: str):
    with ZipFile(io.BytesIO(browser.get(exporting.address(cut_id, "zip")).content)) as archive:
        assert archive.testzip() is None
        names = ["READ ME.txt", "film.mp4", "film.otio", "film.srt", "film.vtt", "recipe.json"]
        assert archive.namelist() == [*names, "clips/scene-01.mp4", "clips/scene-02.mp4"]
        with database.reading(studio) as session:
            film = exporting.look(session, Files(settings.load().data / "media"), cut_id)
        assert archive.read("film.mp4") == film.path.read_bytes()
        assert json.loads(archive.read("recipe.json"))["title"] == "The boat"


def test_what_is_gone_is_a_sentence(browser: TestClient, studio: Database, cut_id: str):
    assert browser.get(exporting.address("nobody", "zip")).status_code == 404
    assert browser.get(exporting.address(cut_id, "exe")).status_code == 404
    with database.writing(studio) as session:
        film = cuts.film_of(session, cuts.get(session, cut_id))
        assert film
        library.delete(session, film.id)
    reply = browser.get(exporting.address(cut_id, "zip"))
    assert (reply.status_code, reply.text) == (404, "There is no film of this cut.")


def test_a_clip_that_is_gone_is_a_sentence(browser: TestClient, studio: Database, cut_id: str):
    with database.reading(studio) as session:
        film = exporting.look(session, Files(settings.load().data / "media"), cut_id)
    next(iter(film.paths.values())).unlink()
    reply = browser.get(exporting.address(cut_id, "zip"))
    assert reply.status_code == 409 and "Scene 1" in reply.text


def test_only_who_may_look_gets_a_film(browser: TestClient, cut_id: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUDIO_ACCESS", "proxy")
    settings.load.cache_clear()
    assert browser.get(exporting.address(cut_id, "zip")).status_code == 401
