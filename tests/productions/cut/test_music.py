"""The music of a movie: chosen, made, gone and brought back; how long it should be; and which movies a sound is the music of."""

from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from studio import database as db
from studio import library, productions
from studio.errors import BadCut, BadMedia
from studio.files import Files
from studio.library import BadTitle, LibraryFilter
from studio.media.film.recipe import Join
from studio.productions import editing
from studio.productions.cut import awaiting, music, recipes
from studio.productions.cut.voicing import Voicing
from studio.productions.outline import Finish, Outline
from studio.tables import Asset, AssetKind, TuneState
from tests.bad_sounds import encode
from tests.productions.cut.test_recipes import ALL
from tests.productions.stories import BOAT


def sound(at: Database, title: str = "A waltz") -> str:
    with db.writing(at) as session:
        return library.add(
            session, Asset(kind=AssetKind.SOUND, title=title, name="x", sha256="", size_bytes=1, width=0, height=0)
        ).id


def movie_with(at: Database, asset_id: str | None, title: str = "The boat") -> str:
    with db.writing(at) as session:
        outline = music.choose(BOAT.model_copy(update={"title": title}), asset_id)
        return productions.create(session, outline).id


def heard_in(at: Database, asset_id: str) -> list[str]:
    with db.reading(at) as session:
        return [one.title for one in music.heard_in(session, asset_id)]


def test_a_sound_knows_the_movies_that_it_is_the_music_of(database: Database):
    its, other = sound(database), sound(database)
    first, _, deleted = (movie_with(database, its, title) for title in ("First", "Second", "Deleted"))
    for title, music_id in (("Other", other), ("Silent", None)):
        movie_with(database, music_id, title)
    with db.writing(database) as session:
        productions.delete(session, deleted)
        seen = productions.get(session, first)
        productions.save(session, seen.production, music.choose(seen.outline, other), "Changed the music.")
    assert heard_in(database, its) == ["Second"] and heard_in(database, other) == ["First", "Other"]


def test_music_that_was_deleted_can_be_brought_back_and_is_not_cut(sqlite: Database):
    its = sound(sqlite)
    finish = music.choose(BOAT, its).finish
    with db.writing(sqlite) as session:
        assert music.look(session, finish).sound
        library.delete(session, its)
        found = music.look(session, finish)
        assert found.sound is None and found.deleted and not found.is_coming and not found.failure


def test_music_that_begins_behind_its_end_is_not_cut(sqlite: Database, tmp_path: Path):
    with db.writing(sqlite) as session:
        face = Asset(kind=AssetKind.SOUND, name="x", sha256="", size_bytes=1, width=0, height=0, duration_s=60)
        late = editing.change_finish(BOAT, music_id=library.add(session, face).id, music_start_s=61)
        found = music.look(session, late.finish)
    assert music.reason_against(found, late.finish).startswith("The music begins 61.0 s into its sound")
    seen = awaiting._Seen(late, ALL, found, Voicing(()))  # pyright: ignore[reportPrivateUsage]
    for recipe in (seen.film, seen.preview):
        with pytest.raises(BadCut, match=r"but that is 60\.0 s long: begin earlier"):
            recipe()


def test_music_that_is_being_made_is_coming(sqlite: Database):
    with db.writing(sqlite) as session:
        outline = music.ask_for(session, BOAT, {}, "tense")
        found = music.look(session, outline.finish)
        assert found.is_coming and found.tune and found.tune.duration_s == 15
        found.tune.state, found.tune.sentence = TuneState.FAILED, "The disk is full."
        session.flush()
        assert music.look(session, outline.finish).failure == "The disk is full."


@pytest.mark.parametrize(
    ("changed", "seconds"),
    [
        ({}, 15),
        ({"join": Join.CROSS_FADE, "join_s": 0.5}, 14),
        ({"join": Join.DIP, "join_s": 0.5}, 15),
        ({"title": "A", "end": "B", "card_s": 2.0}, 19),
        ({"title": "A", "end": "B", "card_s": 2.0, "join": Join.WIPE, "join_s": 1.0}, 15),
    ],
)
def test_it_is_as_long_as_the_film(changed: dict[str, object], seconds: float):
    assert music.length_s(editing.change_finish(BOAT, **changed), {}) == pytest.approx(seconds)


def test_a_trim_behind_the_end_of_a_take_makes_it_no_longer():
    trimmed = editing.change(editing.change(BOAT, "s1", end_s=60), "s2", start_s=1, end_s=3)
    assert music.length_s(trimmed, ALL) == 4 + 2 + 4
    assert music.length_s(trimmed, {}) == 5 + 2 + 5
    assert music.length_s(editing.change(BOAT, "s1", start_s=9), {}) == 10


def test_a_recipe_says_how_it_is_heard_or_leaves_it_out():
    finish = Finish(
        music_id="m",
        music_gain=0.8,
        music_ducked_to=0.1,
        music_start_s=4,
        music_loops=False,
        music_fade_in_s=1,
        music_fade_out_s=3,
    )
    outline, made = BOAT.model_copy(update={"finish": finish}), ALL
    heard = recipes.make(outline, made).music
    assert heard and heard.model_dump() == {
        "sound": "asset:m", "gain": 0.8, "ducked_to": 0.1, "start_s": 4, "loops": False, "fade_in_s": 1, "fade_out_s": 3,
    }  # fmt: skip
    assert recipes.make(outline, made, has_music=False).music is None


def test_an_outline_from_before_there_was_music_is_read():
    old = {"finish": {"music_id": None, "music_gain": 0.5}}
    assert Outline.model_validate(old).finish.music_ducked_to == 0.22


# -- sounds of the library --------------------------------------------------------------------------------


@pytest.mark.parametrize(("tags", "title"), [({}, "my song-final"), ({"title": "Sea"}, "Sea")])
def test_a_sound_is_taken_in_with_its_face_and_a_name(
    sqlite: Database, tmp_path: Path, tags: dict[str, str], title: str
):
    files = Files(tmp_path / "media")
    encode(tmp_path / "given", "mp3", 1, tags=tags)
    asset = library.asset_of_sound(files, tmp_path / "given", "my_song-final.mp3")
    assert (asset.kind, asset.title, asset.width) == (AssetKind.SOUND, title, 0) and (tmp_path / "given").exists()
    assert asset.name.endswith(".mp3") and all(files.has(name) for name in library.names_of(asset))
    with db.writing(sqlite) as session:
        library.add(session, asset)
        assert [
            one.asset.title for one in library.find(session, LibraryFilter(kind=AssetKind.SOUND, text=title.upper()))
        ] == [title]


def test_what_is_no_sound_leaves_nothing_in_the_studio(tmp_path: Path):
    files, page = Files(tmp_path / "media"), tmp_path / "page.mp3"
    page.write_text("<!doctype html><p>Sign in</p>")
    with pytest.raises(BadMedia, match="A web page was sent instead of a sound"):
        library.asset_of_sound(files, page, page.name)
    assert [path for path in files.root.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("name", "title"),
    [("a_b.mp3", "a b"), ("C:\\music\\x.wav", "x"), (".mp3", ".mp3"), ("", "Sound"), ("\u202e\x07.mp3", "Sound")],
)
def test_the_name_of_a_file_becomes_a_title(name: str, title: str):
    assert library.title_of_file(name) == title


def test_a_sound_is_renamed_but_not_to_nothing(sqlite: Database):
    its = sound(sqlite)
    with db.writing(sqlite) as session:
        assert library.rename(session, its, "  A   new\nname ").title == "A new name"
        with pytest.raises(BadTitle, match="Give it a name"):
            library.rename(session, its, "  ")
