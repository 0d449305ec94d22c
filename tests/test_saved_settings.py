"""What a person saves on the page: it lies over the environment, it is checked, and keys are never among it."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import select

from studio import database as db
from studio import saved_settings
from studio.saved_settings import EDITABLE, BadSetting
from studio.settings import Settings
from studio.tables import Setting

KEY = "luma-0123456789-secret-wxyz"


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """The environment says 11, .env says 12 running and 13 a minute, the rest is the default."""
    (tmp_path / ".env").write_text("LUMA_MAX_RUNNING=12\nLUMA_CREATES_PER_MINUTE=13\n")
    monkeypatch.setenv("LUMA_MAX_RUNNING", "11")
    monkeypatch.setenv("LUMA_API_KEY", KEY)
    return Settings(_env_file=tmp_path / ".env")  # pyright: ignore[reportCallIssue]


def save(at: Database, base: Settings, **values: Any) -> Settings:
    with db.writing(at) as session:
        return saved_settings.save(session, values, base)


def current(at: Database, base: Settings) -> Settings:
    with db.reading(at) as session:
        return saved_settings.current(session, base)


def kept(at: Database) -> dict[str, Any]:
    with db.reading(at) as session:
        return {row.name: row.value for row in session.exec(select(Setting))}


def test_saved_goes_before_the_environment_then_the_env_file_then_the_default(database: Database, base: Settings):
    before = current(database, base)
    assert (before.luma_max_running, before.luma_creates_per_minute, before.timeout_minutes) == (11, 13, 30)
    save(database, base, luma_max_running=3, luma_creates_per_minute=4, timeout_minutes=5.5)
    after = current(database, base)
    assert (after.luma_max_running, after.luma_creates_per_minute, after.timeout_minutes) == (3, 4, 5.5)
    assert after.model_copy(update={name: getattr(before, name) for name in EDITABLE}) == before


def test_what_is_forgotten_comes_from_the_environment_again(sqlite: Database, base: Settings):
    save(sqlite, base, luma_max_running=3, timeout_minutes=5)
    with db.writing(sqlite) as session:
        saved_settings.forget(session, "luma_max_running")
        saved_settings.forget(session, "luma_max_running")  # twice is fine
    assert (current(sqlite, base).luma_max_running, current(sqlite, base).timeout_minutes) == (11, 5)


def test_the_page_is_told_what_was_saved(sqlite: Database, base: Settings):
    save(sqlite, base, luma_max_running=3)
    with db.writing(sqlite) as session:
        saved_settings.keep(session, "draft.create", {"prompt": "A boat"})
        assert saved_settings.changed(session) == {"luma_max_running"}


def test_what_is_saved_again_takes_the_place_of_the_first(sqlite: Database, base: Settings):
    for running in (3, 4):
        save(sqlite, base, luma_max_running=running)
    assert kept(sqlite) == {"luma_max_running": 4}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"luma_max_running": 0}, "Luma max running: Input should be greater than or equal to 1."),
        ({"timeout_minutes": -1}, "Timeout minutes: Input should be greater than 0."),
        ({"timeout_minutes": float("nan")}, "Timeout minutes: Input should be"),
        ({"automatic_retries": "many"}, "Automatic retries: Input should be a valid integer"),
        ({"luma_base_url": "http://example.org"}, "Luma base url: an address begins with https://"),
        ({"default_model": "luma:ray-9"}, "There is no model named 'luma:ray-9'. Choose one of: "),
    ],
)
def test_a_wrong_value_is_a_sentence_and_nothing_is_kept(
    sqlite: Database, base: Settings, values: dict[str, Any], sentence: str
):
    with pytest.raises(BadSetting) as refused:
        save(sqlite, base, default_ratio="1:1", **values)
    assert str(refused.value).startswith(sentence) and str(refused.value).endswith(".")
    assert kept(sqlite) == {}


@pytest.mark.parametrize("name", ["luma_api_key", "host", "data", "database_url", "whatever"])
def test_only_what_the_page_offers_is_saved_and_a_key_never(sqlite: Database, base: Settings, name: str):
    with pytest.raises(BadSetting, match=r"in the environment or in \.env"):
        save(sqlite, base, luma_max_running=3, **{name: KEY})
    assert kept(sqlite) == {}
    assert KEY not in Path(sqlite.url.database or "").read_bytes().decode("latin-1")


def test_a_key_in_the_table_is_not_taken_for_a_setting(sqlite: Database, base: Settings):
    with db.writing(sqlite) as session:
        saved_settings.keep(session, "luma_base_url", "https://good.example.org")
        saved_settings.keep(session, "luma_api_key", "planted")
    found = current(sqlite, base)
    assert found.luma_api_key and found.luma_api_key.get_secret_value() == KEY
    assert found.luma_base_url == "https://good.example.org"


def test_a_value_that_another_version_saved_and_this_one_refuses_does_not_stop_the_studio(
    sqlite: Database, base: Settings
):
    with db.writing(sqlite) as session:
        saved_settings.keep(session, "luma_max_running", 0)
        saved_settings.keep(session, "timeout_minutes", 5)
    assert (current(sqlite, base).luma_max_running, current(sqlite, base).timeout_minutes) == (11, 5)


def test_a_draft_is_kept_as_it_was_typed(database: Database):
    draft = {"prompt": "A boat – 紙", "seconds": 5.5, "moves": ["pan_left"], "frame": None}
    with db.writing(database) as session:
        saved_settings.keep(session, "draft.create", draft)
    with db.reading(database) as session:
        assert saved_settings.kept(session, "draft.create") == draft
        assert saved_settings.kept(session, "draft.board") is None


def test_a_person_is_told_where_a_key_comes_from(monkeypatch: pytest.MonkeyPatch):
    assert saved_settings.where_set("luma_api_key") is None
    monkeypatch.setenv("LUMAAI_API_KEY", KEY)
    assert saved_settings.where_set("luma_api_key") == "the environment (LUMAAI_API_KEY)"
    monkeypatch.setenv("LUMA_API_KEY", KEY)
    assert saved_settings.where_set("luma_api_key") == "the environment (LUMA_API_KEY)"
