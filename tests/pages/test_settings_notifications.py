"""Settings > Notifications: an address is saved, tested, chosen for and removed, and never shown again."""

import re
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import Engine as Database
from standardwebhooks import Webhook
from streamlit.testing.v1 import AppTest

from studio import audit, database, receivers
from studio.audit import AuditFilter
from studio.settings import load
from studio.tables import News, Receiver
from tests.loopback import Loopback, listening
from tests.pages.conftest import Open
from tests.pages.shown import choice, words

PASSWORD = "hunter2-hunter2"


@pytest.fixture
def phone() -> Iterator[Loopback]:
    with listening() as here:
        yield here


def saved(studio: Database) -> Sequence[Receiver]:
    with database.reading(studio) as session:
        return receivers.list_saved(session)


def keep(studio: Database, address: str) -> str:
    with database.writing(studio) as session:
        return receivers.save(session, "Phone", address, "ada", load(), person="local").id


def give(page: AppTest, address: str, name: str = "") -> AppTest:
    page.text_input(key="new_receiver_name").input(name)
    [field] = [one for one in page.text_input if re.fullmatch(r"new_receiver_\d+", one.key or "")]
    field.input(address)
    return page.button(key="save_new_receiver").click().run()


def test_without_any_address_the_section_says_what_to_do(visit: Open):
    told = words(visit("settings", section="Notifications"))
    assert "add the address of a service that you use" in told and "ntfy://" in told and "mailto://" in told


def test_an_address_is_saved_and_only_its_scheme_and_host_are_shown(visit: Open, studio: Database, phone: Loopback):
    page = give(visit("settings", section="Notifications"), phone.address("hook", f"ada:{PASSWORD}@"), "My phone")
    assert not page.exception and "My phone json://127.0.0.1…" in words(page).replace("*", "")
    state = page.session_state._state
    assert PASSWORD not in f"{words(page)} {vars(state)} {[one.value for one in page.text_input]}"
    [receiver] = saved(studio)
    assert (receiver.person, receiver.kinds) == ("local", [kind.value for kind in News])


@pytest.mark.parametrize(
    ("address", "sentence"),
    [("", "Paste the address first."), ("syslog://", "stays on this machine"), ("hunter2", "No service is known")],
)
def test_what_is_no_address_is_refused_beside_the_field(visit: Open, studio: Database, address: str, sentence: str):
    page = give(visit("settings", section="Notifications"), address)
    assert sentence in words(page) and "hunter2" not in words(page) and saved(studio) == []


def test_an_address_in_the_field_for_the_name_is_not_kept(visit: Open, studio: Database, phone: Loopback):
    page = give(visit("settings", section="Notifications"), phone.address(), f"json://{PASSWORD}@example.org")
    assert "belongs into the other field" in words(page) and saved(studio) == []


def test_a_test_is_sent_and_what_came_back_stays_with_it(visit: Open, studio: Database, phone: Loopback):
    phone.answers = [200, 404]
    receiver = keep(studio, phone.address())
    page = visit("settings", section="Notifications")
    page.button(key=f"test_{receiver}").click().run()
    assert phone.titles == ["A test"] and "Tested just now: It took the notice." in words(page)
    page.button(key=f"test_{receiver}").click().run()
    assert "There is nothing at this address (HTTP 404)" in words(page) and saved(studio)[0].test_is_ok is False


def test_the_kinds_are_chosen(visit: Open, studio: Database, phone: Loopback):
    receiver = keep(studio, phone.address())
    page = visit("settings", section="Notifications")
    choice(page, f"kinds_{receiver}").set_value([News.FAILED, News.UNCLEAR]).run()
    assert not page.exception and saved(studio)[0].kinds == ["failed", "unclear"]


def test_removing_is_asked_about_once_more_and_noted(visit: Open, studio: Database, phone: Loopback):
    receiver = keep(studio, phone.address())
    page = visit("settings", section="Notifications")
    page.button(key=f"remove_{receiver}").click().run()
    assert saved(studio)
    page.button(key=f"remove_for_good_{receiver}").click().run()
    assert saved(studio) == [] and "Nobody is told anything" in words(page)
    with database.reading(studio) as session:
        noted = [entry.sentence for entry in audit.find(session, AuditFilter(text="Phone"))]
    assert noted == ["removed", "saved"]


def test_a_webhook_shows_its_secret_once_and_is_tested(visit: Open, studio: Database, phone: Loopback):
    page = give(visit("settings", section="Notifications"), phone.hook("hook"), "My program")
    assert not page.exception and "My program http://127.0.0.1…" in words(page).replace("*", "")
    [secret] = [code.value for code in page.code]
    assert secret.startswith("whsec_")
    page.button(key="take_webhook_secret").click().run()
    assert not page.code and secret not in f"{vars(page.session_state._state)}"
    page.button(key=f"test_{saved(studio)[0].id}").click().run()
    [(headers, body)] = phone.requests
    assert Webhook(secret).verify(body, headers)["type"] == "test" and "It took the notice." in words(page)
