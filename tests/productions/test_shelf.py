"""Productions are kept with every edit: undone, redone, and never lost to somebody who edits at the same time."""

from copy import deepcopy
from datetime import timedelta

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import select

from studio import database as db
from studio import productions
from studio.access import Visitor
from studio.errors import NotFound, StudioError, TooLate
from studio.productions import editing
from studio.productions.outline import Outline
from studio.productions.shelf import AlreadyBegun
from studio.productions.versions import MOST_VERSIONS, EditedElsewhere
from studio.tables import Access, OutlineVersion, now
from tests.productions.stories import BOAT

VIEWER = Visitor("vera", Access.VIEWER)


def started(database: Database, outline: Outline = BOAT) -> str:
    with db.writing(database) as session:
        return productions.create(session, outline).id


def edit(database: Database, production_id: str, prompt: str, sentence: str = "", *, is_typing: bool = False) -> None:
    with db.writing(database) as session:
        opened = productions.get(session, production_id)
        changed = editing.change(opened.outline, "s1", prompt=prompt)
        said = sentence or f"Made it {prompt}."
        productions.save(session, opened.production, changed, said, is_typing=is_typing)


def prompt_of(database: Database, production_id: str) -> str:
    with db.reading(database) as session:
        return next(productions.get(session, production_id).outline.scenes()).prompt


def test_an_outline_becomes_a_movie_once(database: Database):
    with db.writing(database) as session:
        first = productions.create(session, BOAT, production_id="written-for-this")
    with db.writing(database) as session, pytest.raises(AlreadyBegun, match="stands on the shelf"):
        productions.create(session, BOAT, production_id=first.id)


def test_what_is_started_is_found_again(database: Database):
    kept = started(database)
    with db.reading(database) as session:
        opened = productions.get(session, kept)
        assert (opened.outline, opened.undoes, opened.redoes) == (BOAT, None, None)
        assert [one.title for one in productions.list_all(session)] == ["The boat"]


def test_every_edit_is_undone_and_redone(database: Database):
    kept = started(database)
    for prompt in ("one", "two"):
        edit(database, kept, prompt)
    said: list[str] = []
    for step in (productions.undo, productions.undo, productions.redo):
        with db.writing(database) as session:
            said.append(step(session, productions.get(session, kept).production))
    assert said == ["Made it two.", "Made it one.", "Made it one."]
    assert prompt_of(database, kept) == "one"


def test_an_edit_after_an_undo_takes_its_place(database: Database):
    kept = started(database)
    edit(database, kept, "one")
    with db.writing(database) as session:
        productions.undo(session, productions.get(session, kept).production)
    edit(database, kept, "three")
    with db.reading(database) as session:
        assert [one.edit for one in productions.list_versions(session, kept)] == ["Made it three.", "Started."]
        assert productions.get(session, kept).redoes is None


def test_nothing_more_to_undo_is_a_sentence(database: Database):
    kept = started(database)
    with db.writing(database) as session, pytest.raises(TooLate, match="nothing more to undo"):
        productions.undo(session, productions.get(session, kept).production)


def test_who_goes_on_typing_makes_one_edit(sqlite: Database):
    kept = started(sqlite)
    for prompt in ("a", "a b", "a boat"):
        edit(sqlite, kept, prompt, "Changed the prompt of scene 1.", is_typing=True)
    with db.reading(sqlite) as session:
        assert [one.number for one in productions.list_versions(session, kept)] == [2, 1]
    assert prompt_of(sqlite, kept) == "a boat"


def test_a_program_types_nothing_so_each_of_its_edits_is_undone_by_itself(sqlite: Database):
    kept = started(sqlite)
    for prompt in ("a kite", "a boat"):
        edit(sqlite, kept, prompt, "Changed the prompt of scene 1.")
    with db.writing(sqlite) as session:
        productions.undo(session, productions.get(session, kept).production)
    assert prompt_of(sqlite, kept) == "a kite"


def test_who_comes_back_later_makes_another(sqlite: Database):
    kept = started(sqlite)
    edit(sqlite, kept, "a", "Changed the prompt of scene 1.", is_typing=True)
    with db.writing(sqlite) as session:
        for version in session.exec(select(OutlineVersion)).all():
            version.edited_at = now() - timedelta(minutes=5)
            session.add(version)
    edit(sqlite, kept, "a boat", "Changed the prompt of scene 1.", is_typing=True)
    with db.reading(sqlite) as session:
        assert len(productions.list_versions(session, kept)) == 3


def test_to_remove_two_scenes_is_two_edits(sqlite: Database):
    kept = started(sqlite)
    for _ in range(2):
        with db.writing(sqlite) as session:
            opened = productions.get(session, kept)
            first = next(opened.outline.scenes())
            without = editing.remove(opened.outline, first.id)
            productions.save(session, opened.production, without, "Removed scene 1.", is_typing=True)
    with db.reading(sqlite) as session:
        assert [one.number for one in productions.list_versions(session, kept)] == [3, 2, 1]


def test_undo_and_redo_are_named_before(sqlite: Database):
    kept = started(sqlite)
    edit(sqlite, kept, "one")
    edit(sqlite, kept, "two")
    with db.writing(sqlite) as session:
        productions.undo(session, productions.get(session, kept).production)
        opened = productions.get(session, kept)
    assert (opened.undoes, opened.redoes) == ("Made it one.", "Made it two.")


def test_an_earlier_version_comes_back_as_the_newest(database: Database):
    kept = started(database)
    edit(database, kept, "one")
    with db.writing(database) as session:
        productions.bring_back(session, productions.get(session, kept).production, 1)
    with db.reading(database) as session:
        opened = productions.get(session, kept)
        assert productions.outline_at(session, opened.production, 1) == BOAT == opened.outline
    assert opened.undoes == "Brought back version 1."


def test_of_two_who_edit_at_once_the_second_is_told(database: Database):
    kept = started(database)
    with db.reading(database) as session:
        seen = productions.get(session, kept)
    edit(database, kept, "mine")
    with db.writing(database) as session, pytest.raises(EditedElsewhere, match="Somebody else"):
        productions.save(session, seen.production, editing.remove(seen.outline, "s1"), "Removed scene 1.")
    assert prompt_of(database, kept) == "mine"


def test_what_changes_nothing_is_no_edit(sqlite: Database):
    kept = started(sqlite)
    edit(sqlite, kept, "A paper boat in the rain")
    with db.reading(sqlite) as session:
        assert productions.get(session, kept).undoes is None


def test_the_oldest_versions_go_when_there_are_very_many(sqlite: Database):
    kept = started(sqlite)
    with db.writing(sqlite) as session:
        for number in range(MOST_VERSIONS + 5):
            opened = productions.get(session, kept)
            changed = editing.change(opened.outline, "s1", prompt=str(number))
            productions.save(session, opened.production, changed, f"Edit {number}.")
        assert len(productions.list_versions(session, kept)) == MOST_VERSIONS


def test_a_deleted_one_is_out_of_sight_and_comes_back(database: Database):
    kept = started(database)
    with db.writing(database) as session:
        productions.delete(session, kept)
    with db.writing(database) as session:
        assert productions.list_all(session) == []
        with pytest.raises(NotFound):
            productions.get(session, kept)
        productions.restore(session, kept)
        assert productions.get(session, kept).outline == BOAT


def test_an_outline_that_was_kept_before_there_were_borders_still_opens(database: Database):
    kept = started(database)
    with db.writing(database) as session:
        [version] = session.exec(select(OutlineVersion)).all()
        outline = deepcopy(version.outline)
        outline["finish"] |= {"language": "english", "music_id": "m" * 50, "end": "Fin"}
        outline["chapters"][0]["scenes"][0] |= {"start_s": 4.0, "end_s": 3.0}
        version.outline = outline
        session.add(version)
    with db.reading(database) as session:
        found = productions.get(session, kept).outline
    first = next(found.scenes())
    assert (first.prompt, first.start_s, first.end_s) == ("A paper boat in the rain", 4, None)
    assert (found.finish.language, found.finish.music_id, found.finish.end) == ("eng", None, "Fin")


def test_viewers_look_and_change_nothing(sqlite: Database):
    kept = started(sqlite)
    with db.writing(sqlite) as session:
        opened = productions.get(session, kept)
        changed = editing.remove(opened.outline, "s1")
        with pytest.raises(StudioError):
            productions.save(session, opened.production, changed, "Removed scene 1.", asked_by=VIEWER)
        with pytest.raises(StudioError):
            productions.delete(session, kept, asked_by=VIEWER)
