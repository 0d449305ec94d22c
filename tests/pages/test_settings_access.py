"""Settings > Access: who may come in, what each may do, and the tokens of one's programs."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

from studio import access, database
from studio.access import NotKnown
from studio.tables import Access, AccessToken, Budget, Person
from tests.pages.conftest import Open
from tests.pages.shown import keys, words

ADA, BOB = "ada@example.org", "bob@example.org"


def people(studio: Database) -> dict[str, tuple[Access, bool]]:
    with database.reading(studio) as session:
        return {person.email: (person.role, person.is_blocked) for person in access.list_people(session)}


def tokens(studio: Database) -> Sequence[AccessToken]:
    with database.reading(studio) as session:
        return session.exec(select(AccessToken).order_by(col(AccessToken.id))).all()


def add(page: AppTest, email: str, role: Access) -> AppTest:
    page.text_input(key="new_person").set_value(email)
    page.selectbox(key="new_person_role").set_value(role)
    return page.button(key="save_person").click().run()


def id_of(studio: Database, email: str) -> str:
    with database.reading(studio) as session:
        return access.get_person(session, email).id


def test_the_page_says_how_people_come_in(visit: Open, monkeypatch: pytest.MonkeyPatch):
    assert "Set STUDIO_ACCESS to oidc or proxy to share it" in words(visit("settings", section="Access"))


def test_the_first_to_be_added_is_an_admin(visit: Open, studio: Database):
    page = add(visit("settings", section="Access"), BOB, Access.MAKER)
    assert "Add an admin first" in words(page) and people(studio) == {}
    assert page.text_input(key="new_person").value == BOB, "what was typed is still there"
    add(page, ADA, Access.ADMIN)
    add(page, BOB, Access.MAKER)
    assert people(studio) == {ADA: (Access.ADMIN, False), BOB: (Access.MAKER, False)}
    assert page.text_input(key="new_person").value == ""


def test_a_role_is_changed_a_person_blocked_and_somebody_stays_admin(visit: Open, studio: Database):
    page = add(add(visit("settings", section="Access"), ADA, Access.ADMIN), BOB, Access.MAKER)
    ada, bob = id_of(studio, ADA), id_of(studio, BOB)
    page.selectbox(key=f"role_{bob}").set_value(Access.VIEWER).run()
    page.button(key=f"block_{bob}").click().run()
    assert people(studio)[BOB] == (Access.VIEWER, True)
    page.button(key=f"block_{bob}").click().run()
    assert people(studio)[BOB] == (Access.VIEWER, False)
    page.selectbox(key=f"role_{ada}").set_value(Access.VIEWER).run()
    assert "Somebody has to stay an admin" in words(page)
    assert page.selectbox(key=f"role_{ada}").value == Access.ADMIN


def make(page: AppTest, name: str, usd: float | None = None) -> AppTest:
    page.text_input(key="token_name").set_value(name)
    if usd is not None:
        page.number_input(key="token_usd").set_value(usd)
    return page.button(key="save_token").click().run()


def text_of(page: AppTest) -> str:
    return next(block.value for block in page.code if block.value.startswith(access.PREFIX))


def test_a_token_is_shown_once_has_a_budget_and_can_be_revoked(visit: Open, studio: Database):
    page = make(visit("settings", section="Access"), "Nightly", 12.5)
    text, [token] = text_of(page), tokens(studio)
    with database.reading(studio) as session:
        assert access.visitor_of_token(session, text).role == Access.MAKER
        [budget] = session.exec(select(Budget)).all()
    assert (budget.subject, budget.micro_usd) == (token.id, 12_500_000) and token.expires_at
    page.button(key="take_token").click().run()
    assert text not in str(page) and text not in words(page)
    page.button(key=f"revoke_{token.id}").click().run()
    page.button(key=f"revoke_for_good_{token.id}").click().run()
    assert "No longer good: 1" in str(page)
    with database.reading(studio) as session, pytest.raises(NotKnown):
        access.visitor_of_token(session, text)


def test_a_token_without_a_name_is_refused(visit: Open, studio: Database):
    assert "Give the token a name" in words(make(visit("settings", section="Access"), "  "))
    assert not tokens(studio)


@pytest.mark.parametrize("role", [Access.VIEWER, Access.MAKER])
def test_who_is_no_admin_has_their_own_tokens_and_nothing_else(
    visit: Open, studio: Database, monkeypatch: pytest.MonkeyPatch, role: Access
):
    with database.writing(studio) as session:
        for email, what in ((ADA, Access.ADMIN), ("local", role)):
            session.add(Person(email=email, role=what))
        access.make_token(session, "Of Ada", Access.ADMIN, access.Visitor(ADA, Access.ADMIN))
    monkeypatch.setattr("studio.ui.who.visitor", lambda: access.Visitor("local", role))
    page = visit("settings")
    assert "for the admins of this studio" in words(page) and "Of Ada" not in words(page)
    assert not {"section", "new_person", "save_luma", "new_budget"} & set(keys(page))
    assert page.selectbox(key="token_role").options == [
        one.value.capitalize() for one in Access if Access(one) in _up_to(role)
    ]
    make(page, "Mine")
    assert [token.created_by for token in tokens(studio)] == [ADA, "local"]


def _up_to(role: Access) -> list[Access]:
    ranks = list(Access)
    return ranks[: ranks.index(role) + 1]
