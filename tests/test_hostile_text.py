"""Texts that a database, a header or a sum stumbles over: refused with a sentence or kept readable, on SQLite and PostgreSQL."""

import math

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import Session

from studio import access, audit, budgets, generations, keys, library, presets, receivers, saved_settings
from studio import database as db
from studio.access import OWNER, NotAllowed
from studio.brief import Brief
from studio.errors import BadBrief, NotFound
from studio.settings import BadSetting, Settings
from studio.tables import Access, Scope

NUL, HALF = "a\x00b", "a\ud800b"
SHOWN = "a\ufffdb"
KEY = "luma-0123456789-secret-wxyz"
BROKEN = pytest.mark.parametrize("text", [NUL, HALF], ids=["NUL", "half a character"])


@BROKEN
def test_a_name_with_a_letter_that_no_database_holds_is_kept_readable(
    database: Database, settings: Settings, text: str
):
    with db.writing(database) as session:
        access.make_token(session, text, Access.MAKER, OWNER)
        keys.save(session, "luma", KEY, "local", settings, text)
        presets.save(session, text, Brief(prompt="A boat"))
        receivers.save(session, text, "ntfy://my-studio", "local", settings)
    with db.reading(database) as session:
        [token], [key] = access.list_tokens(session, OWNER), keys.list_saved(session)
        [preset], [receiver] = presets.list_all(session), receivers.list_saved(session)
    assert {token.name, key.name, preset.name, receiver.name} == {SHOWN}


@BROKEN
def test_a_search_for_it_finds_nothing(database: Database, text: str):
    with db.reading(database) as session:
        assert audit.count(session, audit.Wanted(text=text, who=text)) == 0
        assert library.count(session, library.Filter(text=text, provider=text, model=text)) == 0
        assert library.get_some(session, [text]) == []


@BROKEN
@pytest.mark.parametrize(
    "look", [library.get, generations.get, keys.get, presets.get, receivers.get, access.get_person]
)
def test_nothing_is_called_so(database: Database, look, text: str):  # pyright: ignore[reportMissingParameterType, reportUnknownParameterType]
    with db.reading(database) as session, pytest.raises(NotFound):
        look(session, text)


def test_a_search_of_a_million_letters_is_bounded(database: Database):
    """Each word is a condition: tens of thousands of them kept the database busy for minutes."""
    text = "a b c d " * 125_000
    with db.reading(database) as session:
        assert audit.find(session, audit.Wanted(text=text)) == [] == library.find(session, library.Filter(text=text))


def test_a_prompt_with_nul_is_refused_and_nothing_is_queued(database: Database):
    with db.writing(database) as session:
        with pytest.raises(BadBrief, match="nobody can read"):
            generations.queue(session, Brief(prompt=NUL))
        assert generations.list_newest(session) == []


def test_a_draft_comes_back_as_it_was_typed(database: Database):
    with db.writing(database) as session:
        saved_settings.keep(session, "draft.create", {"brief": {"prompt": NUL}})
    with db.reading(database) as session:
        assert saved_settings.kept(session, "draft.create") == {"brief": {"prompt": NUL}}


@pytest.mark.parametrize("name", ["a\x00b", "a\u202eb", "a\x1bb", "a\u200bb"])
def test_a_person_has_an_address_that_one_can_read(sqlite: Database, name: str):
    with db.writing(sqlite) as session, pytest.raises(NotAllowed, match="e-mail address"):
        access.add_person(session, f"{name}@example.org", Access.ADMIN, "local")


def test_names_are_bounded(sqlite: Database, settings: Settings):
    long = "a" * 1_000_000
    with db.writing(sqlite) as session:
        token, _ = access.make_token(session, long, Access.MAKER, OWNER)
        assert (len(token.name), len(keys.save(session, "luma", KEY, "local", settings, long).name)) == (100, 60)
        with pytest.raises(BadBrief, match="at most 60 characters"):
            presets.save(session, long, Brief())
        with pytest.raises(receivers.BadReceiver, match="at most 2,000 letters"):
            receivers.save(session, "x", f"ntfy://{long}", "local", settings)
        with pytest.raises(NotAllowed, match="e-mail address"):
            access.add_person(session, f"{long}@example.org", Access.ADMIN, "local")


NUMBERS = [math.nan, math.inf, -math.inf, -1, 1e300]


@pytest.mark.parametrize("name", ["timeout_minutes", "luma_price_percent", "luma_max_running", "default_duration_s"])
@pytest.mark.parametrize("number", NUMBERS)
def test_a_setting_that_is_no_sensible_number_is_refused(
    sqlite: Database, settings: Settings, name: str, number: float
):
    refuses(sqlite, settings, name, number)


@pytest.mark.parametrize("address", ["https://a\x00.org", f"https://{'a' * 1_000_000}.org", "https://a.org/\u202egro"])
@pytest.mark.parametrize("name", ["luma_base_url", "public_url"])
def test_a_setting_that_is_no_address_is_refused(sqlite: Database, settings: Settings, name: str, address: str):
    refuses(sqlite, settings, name, address)


def refuses(database: Database, settings: Settings, name: str, value: object) -> None:
    with db.writing(database) as session:
        with pytest.raises(BadSetting, match=r"\w"):
            saved_settings.save(session, {name: value}, settings)
        assert saved_settings.changed(session) == set()


@pytest.mark.parametrize("micro_usd", [-1, 2**63])
def test_a_budget_that_is_no_sensible_sum_is_refused(sqlite: Database, micro_usd: int):
    with db.writing(sqlite) as session, pytest.raises(budgets.BadLimit, match="between"):
        budgets.set_limit(session, Scope.DAY, micro_usd, "local")
    assert no_budgets(sqlite)


def no_budgets(database: Database) -> bool:
    with Session(database) as session:
        return budgets.list_standing(session) == []
