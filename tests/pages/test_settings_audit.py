"""Settings > Audit: who did what, the newest first, filtered, page by page, and as a file."""

from sqlalchemy import Engine as Database
from streamlit.testing.v1 import AppTest

from studio import audit, database
from studio.tables import Deed
from tests.pages.conftest import Open
from tests.pages.shown import words


def note(studio: Database, *deeds: tuple[str, Deed, str]) -> None:
    with database.writing(studio) as session:
        for who, deed, about in deeds:
            audit.note(session, who, deed, about)
            session.flush()


def rows(page: AppTest) -> list[str]:
    return list(page.dataframe[0].value["About"])


def test_the_newest_stands_first(visit: Open, studio: Database):
    note(studio, ("ada", Deed.KEY_SAVED, "luma: a"), ("bob", Deed.BUDGET_CHANGED, "a day"))
    page = visit("settings", section="Audit")
    assert rows(page) == ["a day", "luma: a"] and "2 lines, newest first" in words(page)


def test_it_is_narrowed_by_deed_person_and_words(visit: Open, studio: Database):
    note(studio, ("ada", Deed.KEY_SAVED, "luma: a"), ("bob", Deed.KEY_SAVED, "luma: b"), ("bob", Deed.LOGIN, "here"))
    page = visit("settings", section="Audit")
    page.selectbox(key="audit_who").select("bob").run()
    assert rows(page) == ["here", "luma: b"]
    page.selectbox(key="audit_deed").select(Deed.KEY_SAVED).run()
    assert rows(page) == ["luma: b"]
    page.text_input(key="audit_text").input("nowhere").run()
    assert "Nothing here matches." in words(page)


def test_a_long_list_has_pages(visit: Open, studio: Database):
    note(studio, *(("ada", Deed.LOGIN, f"number {number}") for number in range(60)))
    page = visit("settings", section="Audit")
    assert len(rows(page)) == 50 and rows(page)[0] == "number 59"
    page.session_state["audit_page"] = 2
    page.run()
    assert rows(page)[-1] == "number 0" and len(rows(page)) == 10


def test_an_empty_list_says_so(visit: Open):
    assert "Nothing has been noted yet." in words(visit("settings", section="Audit"))
