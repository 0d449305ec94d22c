"""The batch dialog on Create: every row with its price or what is wrong, and one button for all of them."""

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from studio import batch, database
from studio.tables import Generation
from tests.pages.conftest import Open
from tests.pages.shown import keys, words

MIXED = "prompt,model,seconds,takes\nA boat,luma:ray-2,5,2\nA kite,luma:ray-2,7,\nA gull,luma:ray-2,9,\n"


def made(studio: Database) -> list[Generation]:
    with database.reading(studio) as session:
        return list(session.exec(select(Generation)).all())


@pytest.fixture
def dialog(visit: Open):
    def open_with(text: str) -> AppTest:
        page = visit("create")
        page.button(key="open_batch").click().run()
        page.text_area(key="batch_text").input(text).run()
        assert not page.exception
        return page

    return open_with


def test_the_dialog_asks_for_rows_and_closes_again(visit: Open):
    page = visit("create")
    assert not {"batch_close", "batch_generate"} & keys(page)
    page.button(key="open_batch").click().run()
    assert "A CSV or JSON file with one brief in each row." in words(page)
    assert "batch_generate" not in keys(page)


def test_good_rows_are_queued_together_at_the_price_on_the_button(dialog, studio: Database):
    page = dialog(batch.EXAMPLE)
    table = page.dataframe[0].value
    assert list(table["Price"]) == ["free"] * 3 and list(table["Clips"]) == [1, 2, 1] and "What is wrong" not in table
    assert page.button(key="batch_generate").label == "Generate 4 clips · free"
    page.button(key="batch_generate").click().run()
    assert len(made(studio)) == 4 and "Queued 4 clips" in words(page)
    assert "batch_generate" not in keys(page)


def test_a_bad_row_is_shown_and_stops_all_unless_it_is_left_out(dialog, studio: Database):
    page = dialog(MIXED)
    table = page.dataframe[0].value
    assert list(table["What is wrong"]) == ["", "Ray 2 makes clips of 5 or 9 s, not 7 s.", ""]
    assert list(table["Price"]) == ["$1.42", "", "$1.27"] and list(table["Row"]) == [2, 3, 4]
    assert page.button(key="batch_generate").disabled and "Row 3: Ray 2 makes clips of 5 or 9 s, not 7 s." in words(
        page
    )
    page.toggle(key="batch_leave_out").set_value(True).run()
    assert page.button(key="batch_generate").label == r"Generate 3 clips · \$2.69"
    page.button(key="batch_generate").click().run()
    assert [one.prompt for one in made(studio)] == ["A boat", "A boat", "A gull"]


def test_what_is_no_batch_is_a_sentence(dialog):
    page = dialog("prompt,colour\nA boat,red")
    assert "Row 1: There is no column 'colour'." in words(page) and "batch_generate" not in keys(page)


def test_closing_queues_nothing(dialog, studio: Database):
    page = dialog(batch.EXAMPLE)
    page.button(key="batch_close").click().run()
    assert made(studio) == [] and "batch_generate" not in keys(page)
