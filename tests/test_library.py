"""The library: what is found and in which order, what is deleted and comes back, and the names of its files."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Engine as Database
from sqlmodel import Session

from studio import database as db
from studio import generations, library
from studio.brief import Brief
from studio.errors import BadMedia, NotFound
from studio.files import Files
from studio.library import LibraryFilter, LibraryOrder
from studio.tables import Asset, AssetKind, new_id, now

MODELS = {"animatic:neon": "540p", "luma:ray-2": "720p", "luma:ray-flash-2": "540p"}


def made(session: Session, prompt: str = "A boat", model: str = "luma:ray-2", **changes: object) -> Asset:
    """A clip in the library, beside its generation."""
    generation = generations.queue(session, Brief(prompt=prompt, model=model, resolution=MODELS[model]))
    sha256, asset_id = hashlib.sha256(prompt.encode()).hexdigest(), new_id()
    names = {"name": f"{asset_id}-{sha256[:12]}.mp4", "poster": f"{asset_id}-{sha256[:12]}.webp"}
    values: dict[str, object] = {"id": asset_id, **names, "generation_id": generation.id, "sha256": sha256}
    asset = Asset(**(values | {"size_bytes": 9, "width": 16, "height": 9} | changes))  # pyright: ignore[reportArgumentType]
    session.add(asset)
    session.flush()
    generation.asset_id = asset.id
    session.add(generation)
    return asset


def prompts(at: Database, wanted: LibraryFilter | None = None, **page: Any) -> list[str]:
    with db.reading(at) as session:
        found = library.find(session, wanted or LibraryFilter(), **page)
        return [entry.generation.prompt if entry.generation else "" for entry in found]


def fill(at: Database, *prompts: str, model: str = "luma:ray-2") -> None:
    for prompt in prompts:
        with db.writing(at) as session:
            made(session, prompt, model)


# -- finding ----------------------------------------------------------------------------------------------


def test_the_newest_comes_first_unless_told_otherwise(database: Database):
    fill(database, "first", "second", "third")
    assert prompts(database) == ["third", "second", "first"]
    assert prompts(database, order=LibraryOrder.OLDEST) == ["first", "second", "third"]


def test_words_are_found_anywhere_in_whatever_case_and_order(database: Database):
    fill(database, "A paper BOAT in the rain", "A boat of tin", "Rain")
    assert prompts(database, LibraryFilter(text="boat")) == ["A boat of tin", "A paper BOAT in the rain"]
    assert prompts(database, LibraryFilter(text="  RAIN\n paper ")) == ["A paper BOAT in the rain"]
    assert prompts(database, LibraryFilter(text="submarine")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("%", "100% cotton"),
        ("_", "snake_case"),
        ("/", "either/or"),
        ("\\", "back\\slash"),
        ("'", "it's"),
        ("0%c", None),
    ],
)
def test_signs_that_a_database_takes_for_others_are_what_they_are(database: Database, text: str, found: str | None):
    fill(database, "100% cotton", "snake_case", "either/or", "back\\slash", "it's", "nothing of it")
    assert prompts(database, LibraryFilter(text=text)) == ([found] if found else [])


def test_letters_with_accents_have_upper_and_lower_case_too(database: Database):
    fill(database, "ÉTÉ À LA MER", "Übung", "ЛОДКА")
    assert prompts(database, LibraryFilter(text="été")) == ["ÉTÉ À LA MER"]
    assert prompts(database, LibraryFilter(text="übung")) == ["Übung"]
    assert prompts(database, LibraryFilter(text="лодка")) == ["ЛОДКА"]


def test_provider_model_and_words_narrow_together(database: Database):
    for model in MODELS:
        fill(database, f"A boat by {model}", model=model)
    assert len(prompts(database, LibraryFilter(provider="luma"))) == 2
    assert prompts(database, LibraryFilter(model="luma:ray-flash-2")) == ["A boat by luma:ray-flash-2"]
    assert prompts(database, LibraryFilter(provider="luma", text="neon")) == []


def test_a_clip_is_found_by_the_beginning_of_its_id(database: Database):
    fill(database, "first", "second")
    with db.writing(database) as session:
        newest = library.find(session, LibraryFilter())[0].asset
    assert prompts(database, LibraryFilter(text=newest.id)) == ["second"]


def test_kinds_are_kept_apart_and_an_empty_one_shows_all(database: Database):
    with db.writing(database) as session:
        made(session, "a clip")
        made(session, "a picture", kind=AssetKind.PICTURE)
    assert (prompts(database), prompts(database, LibraryFilter(kind=AssetKind.PICTURE))) == (["a clip"], ["a picture"])
    assert prompts(database, LibraryFilter(kind=None)) == ["a picture", "a clip"]


def test_pages_hold_each_clip_once_even_those_of_one_moment(database: Database):
    moment = now()
    with db.writing(database) as session:
        for number in range(7):
            made(session, f"boat {number}", created_at=moment)
    pages = [prompts(database, page=page, per_page=3) for page in (1, 2, 3, 4)]
    assert pages == [["boat 6", "boat 5", "boat 4"], ["boat 3", "boat 2", "boat 1"], ["boat 0"], []]
    assert prompts(database, page=0, per_page=3) == pages[0]


def test_the_count_is_of_all_pages(database: Database):
    fill(database, "a boat", "a boat", "a train")
    with db.writing(database) as session:
        assert [library.count(session, LibraryFilter(text=text)) for text in ("", "boat", "plane")] == [3, 2, 0]


def test_the_best_rated_come_first_and_what_nobody_rated_last(database: Database):
    with db.writing(database) as session:
        for prompt, stars in (("good", 4), ("unseen", None), ("best", 5), ("good too", 4)):
            made(session, prompt, rating=stars)
    assert prompts(database, order=LibraryOrder.BEST) == ["best", "good too", "good", "unseen"]
    assert prompts(database, LibraryFilter(stars=4), order=LibraryOrder.OLDEST) == ["good", "best", "good too"]
    assert prompts(database, LibraryFilter(stars=5)) == ["best"]


# -- side by side -----------------------------------------------------------------------------------------


def test_some_are_found_in_the_order_asked_for_without_what_is_gone(database: Database):
    with db.writing(database) as session:
        first, second, deleted = (made(session, prompt).id for prompt in ("first", "second", "deleted"))
        library.delete(session, deleted)
    with db.reading(database) as session:
        found = library.get_some(session, [second, "nobody", deleted, first, second])
    assert [entry.asset.id for entry in found] == [second, first]


def test_a_group_is_what_was_asked_for_in_one_go(database: Database):
    with db.writing(database) as session:
        for prompt, group_id in (("one", "a"), ("two", "a"), ("other", "b"), ("alone", None), ("deleted", "a")):
            asset = made(session, prompt)
            generations.get(session, asset.generation_id or "").group_id = group_id
        library.delete(session, asset.id)
    with db.reading(database) as session:
        assert [entry.generation and entry.generation.prompt for entry in library.of_group(session, "a")] == [
            "one",
            "two",
        ]


# -- deleting ---------------------------------------------------------------------------------------------


def test_what_is_deleted_is_out_of_sight_and_comes_back(sqlite: Database):
    with db.writing(sqlite) as session:
        asset = made(session)
        library.delete(session, asset.id)
    assert prompts(sqlite) == []
    with db.writing(sqlite) as session:
        library.restore(session, asset.id)
    assert prompts(sqlite) == ["A boat"]


def test_only_what_was_deleted_long_ago_is_gone_for_good_with_its_files(database: Database):
    with db.writing(database) as session:
        kept, fresh, old = made(session, "kept"), made(session, "fresh"), made(session, "old")
        library.delete(session, fresh.id)
        library.delete(session, old.id).deleted_at = now() - timedelta(hours=25)
    with db.writing(database) as session:
        assert library.purge(session, now() - library.KEEP_DELETED) == [old.name, old.poster]
    with db.writing(database) as session:
        assert {library.get(session, one.id).asset.id for one in (kept, fresh)} == {kept.id, fresh.id}
        with pytest.raises(NotFound):
            library.restore(session, old.id)
        assert generations.get(session, old.generation_id or "").asset_id is None


def test_what_never_was_there_cannot_be_deleted(sqlite: Database):
    for act in (library.get, library.delete, library.restore):
        with pytest.raises(NotFound, match="There is no asset 'nothing' in the library"), db.writing(sqlite) as session:
            act(session, "nothing")


# -- files ------------------------------------------------------------------------------------------------


def test_the_address_of_a_file_is_the_one_that_players_accept():
    assert library.address("a.mp4") == "/app/static/media/a.mp4"
    assert library.address("a.mp4", as_file=True) == "/app/static/media/a.mp4?download=1"


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_a_picture_is_kept_with_its_poster_and_the_original_stays(sqlite: Database, tmp_path: Path, suffix: str):
    Image.new("RGB", (640, 360), "teal").save(source := tmp_path / f"teal.{suffix}")
    files = Files(tmp_path / "media")
    with db.writing(sqlite) as session:
        asset = library.add(session, library.asset_of_picture(files, source))
        (entry,) = library.find(session, LibraryFilter(kind=AssetKind.PICTURE))
    assert entry.asset.id == asset.id and (asset.width, asset.height) == (640, 360)
    assert asset.name.endswith(f".{suffix}") and all(files.has(name) for name in library.names_of(asset))
    assert source.exists()


@pytest.mark.parametrize(("name", "sentence"), [("none.png", "cannot be read"), ("page.png", "picture")])
def test_what_is_no_picture_is_refused_and_leaves_nothing(tmp_path: Path, name: str, sentence: str):
    (tmp_path / "page.png").write_bytes(b"<!doctype html><p>not here")
    files = Files(tmp_path / "media")
    with pytest.raises(BadMedia, match=sentence):
        library.asset_of_picture(files, tmp_path / name)
    assert [path for path in files.root.rglob("*") if path.is_file()] == []


def test_an_asset_names_all_of_its_files_and_no_others():
    asset = Asset(name="a.mp4", poster=None, first_frame="b.png", sha256="", size_bytes=0, width=1, height=1)
    assert library.names_of(asset) == ["a.mp4", "b.png"]
