"""Settings > Writers: who writes is chosen, with its model, address and key, and says what an outline would cost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from streamlit.testing.v1 import AppTest

from studio import database, saved_settings
from studio.sandbox import server as sandbox
from studio.sandbox.server import Address
from tests.own_studio import forget
from tests.pages.conftest import Open
from tests.pages.shown import words
from tests.pages.test_settings_keys import give, is_nowhere

KEY = "openai-key-0123456789-wxyz"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, studio: Database) -> Iterator[Address]:
    with sandbox.running() as address:
        monkeypatch.setenv("OPENAI_BASE_URL", address.openai)
        forget()
        yield address


def open_writers(visit: Open) -> AppTest:
    page = visit("settings")
    page.segmented_control(key="section").set_value("Writers").run()
    return page


def test_the_built_in_writer_is_in_use_and_free(visit: Open):
    page = open_writers(visit)
    assert page.radio(key="writer").value == "offline"
    assert "An outline of eight scenes: free (made on this machine)." in words(page)


def test_another_one_is_chosen_and_its_price_is_told(visit: Open, studio: Database):
    page = open_writers(visit)
    page.radio(key="writer").set_value("gemini")
    page.button(key="save_writers").click().run()
    with database.reading(studio) as session:
        assert saved_settings.current(session).writer == "gemini"
    assert "An outline of eight scenes: about $0.0" in words(page) and "Google's price list" in words(page)
    assert "No key yet: save one under Providers > Google" in words(page)


def test_a_key_is_saved_tested_and_never_shown(visit: Open, here: Address):
    page = give(open_writers(visit), "new_key_openai", KEY)
    assert "ends in wxyz" in words(page) and is_nowhere(page, KEY)
    page.button(key=next(one.key for one in page.button if one.key and one.key.startswith("try_"))).click().run()
    assert "Tested just now: It answers and has gpt-5.4-mini." in words(page)
    assert here.log()[0]["key_ends"] == "wxyz"


def test_a_prompt_file_that_cannot_be_used_is_told(visit: Open, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUDIO_WRITER", "gemini")
    forget()
    (folder / "prompts").mkdir()
    (folder / "prompts" / "outline.md").write_text("x\n---\n{ideea}")
    assert "prompts/outline.md names {ideea}, which nothing fills." in words(open_writers(visit))


def test_an_address_that_is_none_is_refused(visit: Open):
    page = open_writers(visit)
    page.text_input(key="openai_base_url").input("http://example.org")
    page.button(key="save_writers").click().run()
    assert "an address begins with https://" in words(page)


def test_the_model_of_the_voices_is_chosen_and_a_minute_has_its_price(visit: Open, studio: Database):
    page = open_writers(visit)
    assert "A minute of narration: about $0.014 (" in words(page)
    page.radio(key="voice_model").set_value("gemini-3.8-flash-lite-tts")
    page.button(key="save_voices").click().run()
    with database.reading(studio) as session:
        assert saved_settings.current(session).voice_model == "gemini-3.8-flash-lite-tts"
    assert "A minute of narration: about $0.0092 (" in words(page) and "LiteLLM" in words(page)
