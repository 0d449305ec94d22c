"""Settings > Budgets, and what Create says of them: how each stands, changing it, and what would go over one."""

from collections.abc import Sequence

from sqlalchemy import Engine as Database
from streamlit.testing.v1 import AppTest

from studio import access, budgets, database, generations, productions, saved_settings
from studio.access import OWNER
from studio.brief import Brief
from studio.budgets import BudgetStanding
from studio.productions.outline import Outline
from studio.tables import Access, Scope
from studio.ui import draft
from tests.pages.conftest import Open
from tests.pages.shown import keys, words

BOAT = Brief(prompt="A paper boat", model="luma:ray-2", duration_s=5)  # $0.71


def standings(studio: Database) -> Sequence[BudgetStanding]:
    with database.reading(studio) as session:
        return budgets.list_standing(session)


def allow(studio: Database, usd: float, scope: Scope = Scope.DAY, subject: str = "") -> str:
    with database.writing(studio) as session:
        return budgets.set_limit(session, scope, round(usd * 1_000_000), "ada", subject).id


def queue(studio: Database, count: int = 1) -> None:
    with database.writing(studio) as session:
        generations.queue_together(session, generations.takes_of(BOAT, count))


def create(visit: Open, studio: Database) -> AppTest:
    """The page with the boat in its form."""
    with database.writing(studio) as session:
        saved_settings.keep(session, draft.NAME, draft.as_kept(draft.Draft(BOAT)))
    return visit("create")


def test_a_budget_is_added_for_a_day(visit: Open, studio: Database):
    page = visit("settings", section="Budgets")
    assert "No budget yet" in words(page)
    page.number_input(key="budget_usd").set_value(12.5)
    page.button(key="add_budget").click().run()
    [stands] = standings(studio)
    assert (stands.budget.scope, stands.budget.micro_usd) == (Scope.DAY, 12_500_000)
    assert "$12.50 left of $12.50 · $0.00 reserved · $0.00 spent" in words(page)


def test_a_budget_is_for_a_person_or_for_a_token(visit: Open, studio: Database):
    with database.writing(studio) as session:
        access.add_person(session, "bob@example.org", Access.ADMIN, "local")
        token, _ = access.make_token(session, "Nightly", Access.MAKER, OWNER)
    page = visit("settings", section="Budgets")
    for scope, field, subject in (
        (Scope.PERSON, "budget_person", "bob@example.org"),
        (Scope.TOKEN, "budget_token", token.id),
    ):
        page.selectbox(key="budget_scope").select(scope).run()
        page.selectbox(key=field).select(subject)
        page.number_input(key="budget_usd").set_value(3)
        page.button(key="add_budget").click().run()
    assert [one.budget.subject for one in standings(studio)] == ["bob@example.org", token.id]
    assert "A month of bob@example.org" in words(page) and "Access token Nightly, ends in" in words(page)


def test_a_budget_is_for_one_of_two_movies_of_one_name(visit: Open, studio: Database):
    page = visit("settings", section="Budgets")
    page.selectbox(key="budget_scope").select(Scope.PRODUCTION).run()
    assert "There is no movie yet" in words(page) and page.button(key="add_budget").disabled
    with database.writing(studio) as session:
        first, _ = (productions.create(session, Outline(title="The boat")).id for _ in range(2))
    page.run()
    assert page.selectbox(key="budget_movie").options == ["The boat", "The boat (2)"]
    page.selectbox(key="budget_movie").select(first).run()
    page.number_input(key="budget_usd").set_value(3)
    page.button(key="add_budget").click().run()
    [stands] = standings(studio)
    assert stands.budget.subject == first and "All of “The boat”" in words(page)


def test_without_an_amount_no_budget_is_made(visit: Open, studio: Database):
    page = visit("settings", section="Budgets")
    page.button(key="add_budget").click().run()
    assert "Say first how many dollars" in words(page) and not standings(studio)


def test_a_budget_tells_what_is_reserved_and_warns_when_little_is_left(visit: Open, studio: Database):
    allow(studio, 1)
    queue(studio)
    page = visit("settings", section="Budgets")
    assert "$0.29 left of $1.00 · $0.71 reserved · $0.00 spent" in words(page)
    assert "Nearly used up" not in words(page)
    allow(studio, 0.8)
    assert "Nearly used up" in words(page.run())


def test_a_budget_is_changed_and_removed(visit: Open, studio: Database):
    budget_id = allow(studio, 1)
    page = visit("settings", section="Budgets")
    page.button(key=f"change_{budget_id}").click().run()
    page.number_input(key=f"limit_{budget_id}").set_value(7)
    page.button(key=f"save_limit_{budget_id}").click().run()
    assert standings(studio)[0].budget.micro_usd == 7_000_000
    page.button(key=f"remove_{budget_id}").click().run()
    page.button(key=f"remove_for_good_{budget_id}").click().run()
    assert not standings(studio) and "No budget yet" in words(page)


def test_what_would_go_over_stays_on_the_form_with_the_way_to_raise_it(visit: Open, studio: Database):
    allow(studio, 0.5)
    page = create(visit, studio)
    page.button(key="generate").click().run()
    page.button(key="accept_price").click().run()
    page.run()  # the toast is gone by now
    assert "would go over the budget for a day by $0.21" in words(page)
    page.button(key="raise_budget").click().run()
    assert page.title[0].value == "Settings" and "$0.50 left of $0.50" in words(page)


def test_create_says_in_a_line_when_a_budget_is_nearly_used_up(visit: Open, studio: Database):
    assert "used up" not in words(create(visit, studio))
    allow(studio, 0.8)
    queue(studio)
    assert "The budget for a day is used up to 89%: $0.09 left." in words(create(visit, studio))
    assert "raise_budget" not in keys(create(visit, studio))
