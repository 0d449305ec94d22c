"""Presets: a name stands for one brief, and what is deleted can be brought back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import Session

from studio import database as db
from studio import presets
from studio.brief import Brief
from studio.errors import BadBrief, NotFound

NIGHT, DAY = Brief(prompt="A street at night"), Brief(prompt="A street by day")


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with db.writing(sqlite) as session:
        yield session


def names(session: Session) -> list[str]:
    session.flush()
    return [preset.name for preset in presets.list_all(session)]


def test_a_brief_is_saved_under_its_name_and_found_by_it(session: Session):
    presets.save(session, "  Night   street ", NIGHT)
    presets.save(session, "by day", DAY)
    assert names(session) == ["by day", "Night street"]
    assert presets.by_name(session, "night STREET").brief == NIGHT


def test_the_same_name_again_replaces_what_stood_there(session: Session):
    presets.save(session, "Street", NIGHT)
    session.flush()
    presets.save(session, "street", DAY)
    assert names(session) == ["street"] and presets.by_name(session, "street").brief == DAY


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_preset_has_a_name_that_one_can_read(session: Session, name: str):
    with pytest.raises(BadBrief):
        presets.save(session, name, NIGHT)
    assert names(session) == []


def test_two_presets_never_share_a_name(session: Session):
    one, other = presets.save(session, "One", NIGHT), presets.save(session, "Other", DAY)
    session.flush()
    with pytest.raises(BadBrief, match="Another preset is called 'one' already"):
        presets.rename(session, other.id, "one")
    presets.rename(session, one.id, "First")
    assert names(session) == ["First", "Other"]


def test_what_is_deleted_is_out_of_sight_and_can_be_brought_back(session: Session):
    one = presets.save(session, "One", NIGHT)
    session.flush()
    presets.delete(session, one.id)
    with pytest.raises(NotFound, match="There are: none yet"):
        presets.by_name(session, "One")
    presets.restore(session, one.id)
    assert names(session) == ["One"]


def test_what_comes_back_under_a_taken_name_gets_a_number(session: Session):
    first = presets.save(session, "Street", NIGHT)
    session.flush()
    presets.delete(session, first.id)
    presets.save(session, "street", DAY)
    session.flush()
    assert presets.restore(session, first.id).name == "Street 2"
    assert names(session) == ["street", "Street 2"]
