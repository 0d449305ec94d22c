"""What one waits for is said on whichever page one is, once."""

from sqlalchemy import Engine as Database

from studio import database, generations, notices
from studio.brief import Brief
from studio.tables import News
from studio.ui import news
from tests.pages.conftest import Open
from tests.pages.shown import words


def tell(studio: Database, *titles: str, person: str = "local") -> None:
    with database.writing(studio) as session:
        for title in titles:
            notices.write(session, News.MADE, title, title, "A *paper* boat", person=person)


def test_a_notice_is_shown_once_on_the_page_one_is_on(visit: Open, studio: Database):
    page = visit("library")
    tell(studio, "3 clips are ready")
    page.run()
    [toast] = page.toast
    assert "3 clips are ready" in toast.value and "A *paper* boat" in words(page)
    assert not page.run().toast and not visit("settings").toast


def test_what_another_person_waits_for_is_not_shown(visit: Open, studio: Database):
    tell(studio, "A clip is ready", person="bob@example.org")
    assert not visit("create").toast


def test_who_comes_back_after_days_is_not_shown_a_pile(visit: Open, studio: Database):
    page = visit("library")
    tell(studio, *(f"Notice {number}" for number in range(9)))
    page.run()
    assert len(page.toast) == news.SHOWN + 1 and "And 6 more since you were here." in words(page)


def test_the_page_looks_by_itself_only_for_who_waits_for_something(studio: Database):
    with database.writing(studio) as session:
        made = generations.queue(session, Brief(prompt="A boat"))
        assert generations.has_open(session, "local") and not generations.has_open(session, "bob@example.org")
        generations.cancel(session, made.id)
        assert not generations.has_open(session, "local")
