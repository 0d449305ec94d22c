"""Sounds on the pages: uploaded, heard, renamed and deleted in the Library; chosen or made at Movies > Cut."""

from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from streamlit.testing.v1 import AppTest

from studio import database, library, productions
from studio.access import Visitor
from studio.engine import composing
from studio.engine.tools import Tools
from studio.files import Files
from studio.productions import editing
from studio.productions.cut import cuts, music
from studio.tables import Access, Asset, AssetKind, CutState, EngineBeat, new_id, now
from studio.ui import who
from tests.bad_sounds import encode
from tests.e2e import movies
from tests.pages.conftest import Open
from tests.pages.shown import choice, keys, words
from tests.pages.test_movies import boat, finish, outline

OGG = "audio/ogg"


@pytest.fixture
def song(tmp_path: Path) -> bytes:
    encode(tmp_path / "song.ogg", "ogg", 1)
    return (tmp_path / "song.ogg").read_bytes()


@pytest.fixture
def ready(studio: Database, folder: Path, clip: Path) -> str:
    movie = boat(studio)
    movies.generate(studio, movie)
    finish(studio, folder, clip)
    return movie


def add(studio: Database, title: str = "A waltz", duration_s: float = 75) -> str:
    asset_id = new_id()
    stem = f"{asset_id}-{'a' * 12}"
    asset = Asset(
        id=asset_id, kind=AssetKind.SOUND, title=title, name=f"{stem}.mp3", poster=f"{stem}.webp", sha256="", size_bytes=9,
        duration_s=duration_s, width=0, height=0,
    )  # fmt: skip
    with database.writing(studio) as session:
        return library.add(session, asset).id


def cut_of(visit: Open, movie: str) -> AppTest:
    return visit("movies", movie=movie, part="Cut")


def library_of(visit: Open) -> AppTest:
    choice(page := visit("library"), "kind").set_value(AssetKind.SOUND).run()
    return page


def audios(page: AppTest) -> list[str]:
    return [one.proto.url for one in page.get("audio")]


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def upload(page: AppTest, *files: tuple[str, bytes, str]) -> AppTest:
    [field] = page.file_uploader
    field.set_value(files if field.accept_multiple_files else files[0]).run()
    assert not page.exception
    return page


# -- the Library ------------------------------------------------------------------------------------------


def test_an_empty_library_says_how_sounds_get_there(visit: Open):
    page = library_of(visit)
    assert "No sounds yet. Upload music here" in words(page)
    assert press(page, "open_movies").title[0].value == "Movies"


def test_sounds_are_uploaded_and_what_is_none_is_a_sentence(visit: Open, studio: Database, song: bytes):
    page = library_of(visit)
    upload(page, ("my_song.ogg", song, OGG), ("page.mp3", b"<!doctype html><p>Sign in", "audio/mpeg"))
    assert "“my song” is in the library" in words(page)
    assert "page.mp3: A web page was sent instead of a sound" in words(page)
    assert "1 sound" in words(page) and "Sound · 0:01" in words(page)
    assert page.file_uploader[0].value == []


def test_a_sound_is_heard_and_renamed(visit: Open, studio: Database):
    its = add(studio)
    page = press(library_of(visit), f"play_{its}")
    assert audios(page) == [library.address(f"{its}-{'a' * 12}.mp3")]
    assert "Length 1:15" in words(page).replace("**", "") and "Type MP3" in words(page).replace("**", "")
    page.text_input(key=f"name_{its}").set_value("Sea").run()
    with database.reading(studio) as session:
        assert library.get(session, its).asset.title == "Sea"


def test_what_is_for_pictures_only_is_not_offered(visit: Open, studio: Database):
    its = add(studio)
    page = library_of(visit)
    assert f"pick_{its}" not in keys(page)
    offered = keys(press(page, f"play_{its}"))
    assert not offered & {"use_again", "show_family", "compare_siblings", "continue_from_here", "send_as_scene"}


def test_who_deletes_a_sound_is_told_where_it_is_heard(visit: Open, studio: Database, ready: str):
    its = add(studio)
    press(press(cut_of(visit, ready), "choose_music"), f"use_{its}")
    page = visit("library", clip=its)
    assert "It is the music of “The boat”, to be cut without it from now on." in words(page)
    press(page, "delete_it")
    page = cut_of(visit, ready)
    assert "not in the library any more" in words(page)
    assert "Begins at" in str([field.label for field in page.number_input])
    press(page, "restore_music")
    assert audios(cut_of(visit, ready))


# -- Movies > Cut -----------------------------------------------------------------------------------------


def test_music_is_heard_chosen_and_undone(visit: Open, studio: Database, ready: str):
    its, other = add(studio), add(studio, "A march")
    page = press(cut_of(visit, ready), "choose_music")
    assert len(audios(page)) == 2 and "1:15" in words(page)
    press(page, f"use_{its}")
    assert outline(studio, ready).finish.music_id == its and other not in str(audios(page))
    press(page, "undo_edit")
    assert outline(studio, ready).finish.music_id is None
    assert "Undone: Changed the music of the cut." in words(page)


def test_music_that_begins_behind_its_end_is_told(visit: Open, studio: Database, ready: str):
    late = editing.change_finish(outline(studio, ready), music_id=add(studio), music_start_s=300)
    with database.writing(studio) as session:
        productions.save(session, productions.get(session, ready).production, late, "As a file of another studio.")
    told = "The music begins 300.0 s into its sound, but that is 75.0 s long: begin earlier."
    page = cut_of(visit, ready)
    assert told in words(page)
    press(page, "render")
    assert words(page).count(told) == 2  # and nothing is rendered
    with database.reading(studio) as session:
        assert not cuts.list_all(session, ready)


def test_how_it_is_heard_is_an_edit(visit: Open, studio: Database, ready: str):
    its = add(studio)
    page = press(press(cut_of(visit, ready), "choose_music"), f"use_{its}")
    page.number_input(key="finish_music_ducked_to").set_value(10.0).run()
    page.number_input(key="finish_music_start_s").set_value(12.0).run()
    page.toggle(key="finish_music_loops").set_value(False).run()
    its_finish = outline(studio, ready).finish
    assert (its_finish.music_ducked_to, its_finish.music_start_s, its_finish.music_loops) == (0.1, 12, False)
    press(page, "render")
    with database.reading(studio) as session:
        heard = cuts.list_all(session, ready)[0].recipe["music"]
    assert (heard["sound"], heard["ducked_to"], heard["start_s"]) == (f"asset:{its}", 0.1, 12)
    press(page, "no_music")
    assert outline(studio, ready).finish.music_id is None and "No music yet." in words(page)


def test_a_sound_uploaded_there_is_the_music(visit: Open, studio: Database, ready: str, song: bytes):
    page = upload(press(cut_of(visit, ready), "choose_music"), ("song.ogg", song, OGG))
    chosen = outline(studio, ready).finish.music_id
    assert chosen and chosen in str(audios(page)) and "song · 0:01" in words(page).replace("**", "")


def test_a_refused_upload_leaves_the_dialog_open(visit: Open, studio: Database, ready: str):
    page = upload(press(cut_of(visit, ready), "choose_music"), ("empty.mp3", b"", "audio/mpeg"))
    assert "empty.mp3: The file is empty." in words(page)
    assert page.text_input(key="music_search") and outline(studio, ready).finish.music_id is None


def test_music_is_made_here_while_the_page_goes_on(visit: Open, studio: Database, folder: Path, ready: str):
    page = cut_of(visit, ready)
    page.selectbox(key="mood").set_value("hopeful").run()
    press(page, "make_it")
    assert "Hopeful, made here: it is being made" in words(page)
    press(page, "render")
    with database.reading(studio) as session:
        [cut] = cuts.list_all(session, ready)
    assert cut.state == CutState.WAITING and "Waits for its sound" in " ".join(
        str(bar.proto) for bar in page.get("progress")
    )
    assert composing.render_due(Tools(studio, Files(folder / "media"), NotImplemented, NotImplemented), "an engine")
    page = cut_of(visit, ready)
    assert (outline(studio, ready).finish.music_id or "nothing") in str(audios(page)) and "Hopeful, made here" in words(
        page
    )
    assert "Undo" in words(page) and "being made" not in words(page)


def test_hundreds_of_sounds_are_found_by_name(visit: Open, studio: Database, ready: str):
    for number in range(30):
        add(studio, f"Theme {number}")
    page = press(cut_of(visit, ready), "choose_music")
    assert len(audios(page)) == 12 and "The newest 12 of 30." in words(page)
    page.text_input(key="music_search").set_value("theme 29").run()
    assert len(audios(page)) == 1


def test_who_may_only_look_changes_no_music(visit: Open, studio: Database, ready: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(who, "visitor", lambda: Visitor("ada", Access.VIEWER))
    assert not keys(cut_of(visit, ready)) & {"choose_music", "make_it", "no_music"}


def test_show_me_asks_for_music_and_a_film(visit: Open, studio: Database):
    with database.writing(studio) as session:
        session.add(EngineBeat(kind="embedded", host="here", pid=1, seen_at=now()))
    page = press(visit("movies"), "show_me")
    assert "Calm, made here: it is being made" in words(page)
    with database.reading(studio) as session:
        movie = page.query_params["movie"]
        assert music.look(session, outline(studio, movie[0] if isinstance(movie, list) else movie).finish).is_coming


def test_sounds_that_an_address_compares_are_heard(visit: Open, studio: Database):
    page = visit("library", compare=f"{add(studio)},{add(studio, 'A march')}")
    assert len(audios(page)) == 2 and not page.exception
