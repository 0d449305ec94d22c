"""Providers' keys: saved, chosen, tested, put in another's place, deleted; each deed stands in the audit list."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database
from sqlmodel import Session

from studio import audit, generations, keys, saved_settings
from studio import database as db
from studio.access import Visitor
from studio.audit import AuditFilter
from studio.brief import Brief
from studio.engine.tools import Tools
from studio.errors import NotFound
from studio.keys import BadKey
from studio.sandbox.server import running
from studio.settings import Settings
from studio.tables import Access, Deed
from tests.engine.turns import turn

FIRST, SECOND = "first-key-0123456789-aaaa", "second-key-0123456789-bbbb"


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with db.writing(sqlite) as session:
        yield session


def deeds(session: Session) -> list[str]:
    session.flush()
    return [entry.deed.value for entry in reversed(audit.find(session, AuditFilter()))]


def test_the_first_key_is_in_use_and_another_takes_over_when_chosen(session: Session, settings: Settings):
    first, second = (keys.save(session, "luma", key, "ada", settings) for key in (FIRST, SECOND))
    assert [one.is_active for one in (first, second)] == [True, False]
    keys.choose(session, second.id, "ada")
    assert saved_settings.current(session, settings).luma_api_key == SecretStr(SECOND)
    assert deeds(session) == ["key saved", "key saved", "key chosen"]


def test_a_key_in_anothers_place_keeps_its_name_and_the_old_one_is_gone(session: Session, settings: Settings):
    old = keys.save(session, "luma", FIRST, "ada", settings, "Our team's")
    fresh = keys.replace(session, old.id, SECOND, "bob", settings)
    assert (fresh.name, fresh.is_active, fresh.saved_by) == ("Our team's", True, "bob")
    assert [one.id for one in keys.list_saved(session, "luma")] == [fresh.id]
    assert "key rotated" in deeds(session)


def test_when_the_key_in_use_is_deleted_the_next_one_is_used(session: Session, settings: Settings):
    first, second = (keys.save(session, "luma", key, "ada", settings) for key in (FIRST, SECOND))
    keys.delete(session, first.id, "ada")
    assert second.is_active
    keys.delete(session, second.id, "ada")
    assert saved_settings.current(session, settings).luma_api_key is None
    with pytest.raises(NotFound, match="not there any more"):
        keys.get(session, first.id)


@pytest.mark.parametrize(
    "pasted", ["", "   ", "short", "two words-0123456789", "line\nend-0123456789", "x" * 5000, "schlüssel-0123456789", "nul\0-0123456789"]
)  # fmt: skip
def test_what_cannot_be_a_key_is_refused_with_a_sentence(session: Session, settings: Settings, pasted: str):
    with pytest.raises(BadKey):
        keys.save(session, "luma", pasted, "ada", settings)
    assert keys.list_saved(session) == [] and deeds(session) == []


def test_spaces_around_a_pasted_key_are_not_part_of_it(session: Session, settings: Settings):
    keys.save(session, "luma", f"  {FIRST}\n", "ada", settings)
    assert saved_settings.current(session, settings).luma_api_key == SecretStr(FIRST)


@pytest.mark.parametrize(("key", "is_ok"), [(FIRST, True), ("wrong", False)])
def test_a_key_is_tried_out_by_a_free_call(session: Session, settings: Settings, key: str, is_ok: bool):
    saved = keys.save(session, "luma", FIRST, "ada", settings)
    with running(seconds=0) as sandbox:
        here = settings.model_copy(update={"luma_base_url": sandbox.luma})
        connection = keys.try_out("luma", SecretStr(key), here)
        assert [call["operation"] for call in sandbox.log()] == ["credits"]
    keys.note_test(session, saved.id, connection, "ada")
    assert (saved.test_is_ok, bool(saved.test_sentence), saved.tested_at is not None) == (is_ok, True, True)
    assert deeds(session)[-1] == "key tested"


def test_every_paid_call_with_a_key_stands_in_the_audit_list(tools: Tools, settings: Settings):
    with db.writing(tools.database) as session:
        keys.save(session, "luma", FIRST, "ada", settings)
        made = generations.queue(
            session, Brief(prompt="A boat", model="luma:ray-2"), asked_by=Visitor("bob", Access.MAKER)
        ).id
    turn(tools)
    with db.reading(tools.database) as session:
        [entry] = audit.find(session, AuditFilter(deed=Deed.KEY_USED))
        assert made in entry.sentence and "bob" in entry.sentence and FIRST not in entry.about + entry.sentence
        assert keys.list_saved(session, "luma")[0].used_at
