"""Settings > Providers: keys are saved, tested, chosen, replaced and deleted on the page, and none of them is shown again."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database
from streamlit.testing.v1 import AppTest

from studio import audit, database, keys, saved_settings
from studio.audit import AuditFilter
from studio.sandbox import server as sandbox
from studio.sandbox.server import Address
from studio.settings import load
from studio.tables import Secret
from tests.own_studio import forget
from tests.pages.conftest import Open
from tests.pages.shown import keys as pressable
from tests.pages.shown import words

FIRST, SECOND = "luma-first-key-4711-abcd", "luma-second-key-0815-wxyz"


@pytest.fixture
def luma(monkeypatch: pytest.MonkeyPatch, studio: Database) -> Iterator[Address]:
    with sandbox.running() as here:
        monkeypatch.setenv("LUMA_BASE_URL", here.luma)
        forget()
        yield here


def saved(studio: Database) -> Sequence[Secret]:
    with database.reading(studio) as session:
        return keys.list_saved(session, "luma")


def keep(studio: Database, *texts: str) -> list[str]:
    with database.writing(studio) as session:
        return [keys.save(session, "luma", text, "ada", load(), f"Key {text[-4:]}").id for text in texts]


def give(page: AppTest, place: str, key: str) -> AppTest:
    """Type a key and press the button of its form."""
    [field] = [one for one in page.text_input if re.fullmatch(rf"{place}_\d+", one.key or "")]
    field.input(key)
    return page.button(key=f"save_{place}").click().run()


def is_nowhere(page: AppTest, *texts: str) -> bool:
    """Not on the page, not in the session's state, not in a field."""
    state = page.session_state._state  # what is asked for by name alone would hide the values of fields that are gone
    whole = f"{words(page)} {vars(state)} {[one.value for one in page.text_input]}"
    return not any(text in whole for text in texts)


def test_a_key_is_saved_and_used_and_never_comes_back(visit: Open, studio: Database):
    page = visit("settings")
    page.text_input(key="new_key_luma_name").input("Our team's")
    give(page, "new_key_luma", FIRST)
    assert "A key is set, saved here: Our team's." in words(page)
    assert "ends in abcd" in words(page) and "Saved by local just now, not used yet." in words(page)
    assert is_nowhere(page, FIRST) and is_nowhere(page.run(), FIRST)
    with database.reading(studio) as session:
        assert saved_settings.current(session).luma_api_key == SecretStr(FIRST)


def test_what_is_no_key_is_refused_beside_the_field_and_does_not_come_back(visit: Open, studio: Database):
    page = give(visit("settings"), "new_key_luma", "this is no key at all")
    assert "That is no key" in words(page) and is_nowhere(page, "no key at all")
    assert saved(studio) == []


def test_a_saved_key_is_tested_and_what_the_provider_says_stays_with_it(visit: Open, studio: Database, luma: Address):
    [key_id] = keep(studio, FIRST)
    page = visit("settings")
    page.button(key=f"try_{key_id}").click().run()
    assert "Tested just now: Luma accepts the key. Balance: $" in words(page) and is_nowhere(page, FIRST)
    assert saved(studio)[0].test_is_ok


def test_another_key_is_taken_into_use(visit: Open, studio: Database):
    first, second = keep(studio, FIRST, SECOND)
    page = visit("settings")
    assert f"use_{first}" not in pressable(page)
    page.button(key=f"use_{second}").click().run()
    assert saved(studio)[0].id == second and "saved here: Key wxyz" in words(page)


def test_a_good_new_key_takes_the_place_of_the_old_one(visit: Open, studio: Database, luma: Address):
    [key_id] = keep(studio, FIRST)
    page = visit("settings")
    page.button(key=f"replace_{key_id}").click().run()
    give(page, f"other_key_{key_id}", SECOND)
    [fresh] = saved(studio)
    assert (fresh.last_four, fresh.is_active, fresh.test_is_ok) == ("wxyz", True, True)
    assert "ends in wxyz" in words(page) and is_nowhere(page, FIRST, SECOND)


def test_the_old_key_stays_when_the_provider_refuses_the_new_one(visit: Open, studio: Database, luma: Address):
    [key_id] = keep(studio, FIRST)
    page = visit("settings")
    page.button(key=f"replace_{key_id}").click().run()
    luma.fault(on="credits", what="status", code=401)
    give(page, f"other_key_{key_id}", SECOND)
    assert "The old key stays: Luma" in words(page) and is_nowhere(page, SECOND)
    assert [one.id for one in saved(studio)] == [key_id]


def test_deleting_a_key_is_asked_about_once_more(visit: Open, studio: Database):
    [key_id] = keep(studio, FIRST)
    page = visit("settings")
    page.button(key=f"delete_{key_id}").click().run()
    assert saved(studio)
    page.button(key=f"delete_for_good_{key_id}").click().run()
    assert saved(studio) == [] and "No key yet" in words(page)


def test_an_old_key_is_reminded_of(visit: Open, studio: Database):
    keep(studio, FIRST)
    with database.writing(studio) as session:
        old = keys.list_saved(session)[0]
        old.saved_at -= timedelta(days=100)
        session.add(old)
    assert "Older than 90 days: replace it" in words(visit("settings"))


def test_a_key_that_cannot_be_opened_any_more_says_why(visit: Open, studio: Database, monkeypatch: pytest.MonkeyPatch):
    keep(studio, FIRST)
    monkeypatch.setenv("STUDIO_SECRET_KEY", "another")
    forget()
    assert "the studio's secret has changed" in words(visit("settings"))


def test_every_deed_with_a_key_is_noted(visit: Open, studio: Database):
    page = give(visit("settings"), "new_key_luma", FIRST)
    page.button(key=f"delete_{saved(studio)[0].id}").click().run()
    page.button(key=next(key for key in pressable(page) if key.startswith("delete_for_good_"))).click().run()
    with database.reading(studio) as session:
        noted = audit.find(session, AuditFilter())
        assert [entry.deed.value for entry in noted] == ["key deleted", "key saved"]
        assert FIRST not in audit.as_csv(session, AuditFilter())
