"""A film is taken elsewhere: its subtitles, what programs that edit read, and all of it in one archive."""

import io
import json
import shutil
import wave
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from zipfile import ZipFile

import av
import pytest
from PIL import Image
from pysubs2 import SSAFile
from sqlalchemy import Engine as Database
from starlette.applications import Starlette
from starlette.testclient import TestClient

from studio import audit, database, library, productions, server, settings
from studio.audit import AuditFilter
from studio.engine.cutting import render_due
from studio.engine.tools import Tools
from studio.files import Files
from studio.media.film.recipe import Join
from studio.productions import editing, takes
from studio.productions.cut import cuts, exporting, link_words, recipes
from studio.settings import Settings
from studio.tables import Deed, now
from tests.clips import write_test_clip
from tests.e2e import movies, seeds
from tests.media.film.reels import tone
from tests.productions.stories import story


@dataclass(frozen=True)
class Rendered:
    folder: Path
    cut_id: str


@pytest.fixture(scope="module")
def rendered(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """Two scenes of two seconds with a cross-fade of half a second, and words. Rendered once, and copied for each test."""
    folder = tmp_path_factory.mktemp("rendered")
    studio = database.connect(f"sqlite:///{copyfile(empty_sqlite, folder / 'studio.db')}")
    write_test_clip(folder / "clip.mp4", 320, 180, 2)
    cut_id = queue_cut(studio, folder, folder / "clip.mp4")
    here = Settings(_env_file=None, data=folder)  # pyright: ignore[reportCallIssue]
    assert render_due(Tools(studio, Files(folder / "media"), NotImplemented, lambda: here), "an engine")
    studio.dispose()
    return Rendered(folder, cut_id)


def queue_cut(studio: Database, folder: Path, clip: Path) -> str:
    outline = editing.change_finish(story("A boat", "A bridge"), join=Join.CROSS_FADE, title="Été", card_s=1)
    movie = movies.start(studio, editing.change_look(outline, model="animatic:cinematic"))
    for generation_id in movies.generate(studio, movie):
        seeds.make_clip(studio, folder, clip, generation_id)
    with database.writing(studio) as session:
        made = takes.list_all(session, movie)
        recipe = recipes.make(productions.get(session, movie).outline, made, is_preview=True)
        return cuts.queue(session, movie, recipe, is_preview=True).id


@pytest.fixture
def cut_id(rendered: Rendered, studio: Database, tmp_path: Path) -> str:
    shutil.copytree(rendered.folder, tmp_path, dirs_exist_ok=True)
    return rendered.cut_id


@pytest.fixture
def browser(studio: Database) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=server.routes())) as client:
        yield client


def lines_in(studio: Database, cut_id: str) -> list[tuple[int, int, str]]:
    """Of the track of subtitles in the film itself, in milliseconds."""
    with database.reading(studio) as session:
        path = exporting.look(session, Files(settings.load().media), cut_id).path
    with av.open(str(path)) as film:
        packets = [packet for packet in film.demux(subtitles=0) if packet.pts is not None and packet.size > 2]
        times = [(packet.pts or 0, (packet.pts or 0) + (packet.duration or 0)) for packet in packets]
        return [(*both, bytes(packet)[2:].decode()) for both, packet in zip(times, packets, strict=True)]


def test_subtitles_have_the_times_of_the_film(browser: TestClient, studio: Database, cut_id: str):
    for kind in ("srt", "vtt"):
        reply = browser.get(exporting.address(cut_id, kind))
        lines = SSAFile.from_string(reply.text, kind)
        assert [line.plaintext for line in lines] == ["Words of scene 1.", "Words of scene 2."]
        assert [round(line.start / 1000, 1) for line in lines] == [0.5, 2.0]  # each begins as the one before it fades
        assert [(line.start, line.end, line.plaintext) for line in lines] == lines_in(studio, cut_id)
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
            film = exporting.look(session, Files(settings.load().media), cut_id)
        assert archive.read("film.mp4") == film.path.read_bytes()
        assert json.loads(archive.read("recipe.json"))["title"] == "The boat"


def test_its_sounds_are_each_as_long_as_the_film(browser: TestClient, studio: Database, cut_id: str, tmp_path: Path):
    add_music(studio, tmp_path, cut_id)
    reply = browser.get(exporting.address(cut_id, "stems"))
    assert 'filename="The-boat-sounds.zip"' in reply.headers["content-disposition"]
    with ZipFile(io.BytesIO(reply.content)) as archive:
        assert archive.namelist() == ["READ ME.txt", "music.wav"]
        with wave.open(archive.open("music.wav")) as sound:
            assert (sound.getframerate(), sound.getsampwidth(), sound.getnchannels()) == (48_000, 3, 2)
            assert sound.getnframes() / 48_000 == pytest.approx(4, abs=0.1)
    assert not list((tmp_path / "media" / ".work").iterdir())


def test_its_pictures_are_a_strip(browser: TestClient, cut_id: str):
    reply = browser.get(exporting.address(cut_id, "strip"))
    with Image.open(io.BytesIO(reply.content)) as strip:
        assert (strip.format, strip.height) == ("JPEG", exporting.STRIP_HEIGHT) and strip.width > 8 * strip.height


def add_music(studio: Database, folder: Path, cut_id: str) -> None:
    sound = library.asset_of_sound(Files(folder / "media"), tone(folder / "tone.wav", 1))
    with database.writing(studio) as session:
        library.add(session, sound)
        cut = cuts.get(session, cut_id)
        cut.recipe = cut.recipe | {"music": {"sound": f"{recipes.ASSET}{sound.id}"}}


def test_the_sounds_of_a_silent_film_are_a_sentence(browser: TestClient, cut_id: str):
    reply = browser.get(exporting.address(cut_id, "stems"))
    assert (reply.status_code, reply.text) == (404, "Nothing is heard in this film.")


def test_what_is_gone_is_a_sentence(browser: TestClient, studio: Database, cut_id: str):
    assert browser.get(exporting.address("nobody", "zip")).status_code == 404
    assert browser.get(exporting.address(cut_id, "exe")).status_code == 404
    with database.writing(studio) as session:
        film = cuts.film_of(session, cuts.get(session, cut_id))
        assert film
        library.delete(session, film.id)
    reply = browser.get(exporting.address(cut_id, "zip"))
    assert (reply.status_code, reply.text) == (404, "There is no film of this cut.")


def forget_first_clip(studio: Database, cut_id: str) -> None:
    """As if somebody had deleted it more than a day ago."""
    files = Files(settings.load().media)
    with database.writing(studio) as session:
        film = exporting.look(session, files, cut_id)
        library.delete(session, next(iter(film.paths)).removeprefix("asset:"))
    with database.writing(studio) as session:
        for name in library.purge(session, now() + timedelta(seconds=1)):
            files.remove(name)


def test_a_film_outlives_its_clips(browser: TestClient, studio: Database, cut_id: str):
    before = {kind: browser.get(exporting.address(cut_id, kind)).text for kind in ("srt", "vtt", "otio")}
    forget_first_clip(studio, cut_id)
    shutil.rmtree(settings.load().cuts)
    assert {kind: browser.get(exporting.address(cut_id, kind)).text for kind in before} == before
    with ZipFile(io.BytesIO(browser.get(exporting.address(cut_id, "zip")).content)) as archive:
        assert [name for name in archive.namelist() if name.startswith("clips")] == ["clips/scene-02.mp4"]
        assert archive.read("READ ME.txt").endswith(b"and so not in here:\nclips/scene-01.mp4\n")


def test_of_a_film_that_an_older_studio_made_a_clip_that_is_gone_is_a_sentence(
    browser: TestClient, studio: Database, cut_id: str
):
    with database.writing(studio) as session:
        cut = cuts.get(session, cut_id)
        cut.measured = None
        session.add(cut)
    assert browser.get(exporting.address(cut_id, "srt")).is_success
    forget_first_clip(studio, cut_id)
    reply = browser.get(exporting.address(cut_id, "zip"))
    assert (reply.status_code, reply.text) == (409, "Scene 1: Its file is not there any more.")


def test_what_is_taken_of_a_film_stands_in_the_audit_list(browser: TestClient, cut_id: str):
    for kind in ("srt", "stems", "zip"):
        browser.get(exporting.address(cut_id, kind))  # nothing is heard in it: it has no sounds
    with database.reading() as session:
        lines = audit.find(session, AuditFilter(deed=Deed.EXPORT))
    assert [(line.about, line.sentence) for line in lines] == [("film, zip", "The boat"), ("film, srt", "The boat")]


def test_only_who_may_look_gets_a_film(browser: TestClient, cut_id: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUDIO_ACCESS", "proxy")
    settings.load.cache_clear()
    assert browser.get(exporting.address(cut_id, "zip")).status_code == 401


def test_a_share_link_tells_the_title_and_the_subtitles_that_can_be_switched_on(studio: Database, cut_id: str):
    with database.reading() as session:
        cut = cuts.get(session, cut_id)
        film = link_words.look(session, Files(settings.load().media), cut.asset_id or "")
    assert film
    told = link_words.tell(film, settings.load().cuts)
    lines = SSAFile.from_string(told.subtitles, "vtt")
    assert (told.title, told.language, len(lines)) == (film.title, "eng", 2)
    burned = film.recipe.model_copy(update={"subtitles": film.recipe.subtitles.model_copy(update={"mode": "burned"})})
    assert link_words.tell(replace(film, recipe=burned), settings.load().cuts).subtitles == ""
