"""Settings > Budgets: what may be reserved and spent, how each budget stands, and changing it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from studio import access, budgets, money, productions
from studio.budgets import BudgetStanding
from studio.database import reading, writing
from studio.errors import StudioError
from studio.tables import AccessToken, Scope
from studio.ui import acting, who
from studio.ui.badges import show_remark
from studio.ui.settings import opened
from studio.ui.words import literal, told_apart

MOST_USD = float(budgets.MOST_USD)
SCOPES = {
    Scope.DAY: "A day of everybody",
    Scope.MONTH: "A month of everybody",
    Scope.PERSON: "A month of one person",
    Scope.TOKEN: "One access token, for ever",
    Scope.PRODUCTION: "One movie, for ever",
}
WHOLE = (Scope.DAY, Scope.MONTH)  # of the studio: nobody in particular


def show_section() -> None:
    with reading() as session:
        standings = budgets.list_standing(session)
        people = sorted({access.ALONE, *(person.email for person in access.list_people(session))})
        tokens = {token.id: token for token in access.list_tokens(session, who.visitor())}
        titles = told_apart({one.id: one.title for one in productions.list_all(session)})
    left, right = st.columns([3, 2], gap="large")
    with left:
        if not standings:
            st.caption("No budget yet: nothing keeps the studio from spending what the accounts at the providers hold.")
        for stands in standings:
            show_budget(stands, tokens)
    with right:
        show_new(people, tokens, titles)


def show_budget(stands: BudgetStanding, tokens: Mapping[str, AccessToken]) -> None:
    budget = stands.budget
    with st.container(border=True, key=f"budget_{budget.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{literal(name_of(stands, tokens))}**", width="content")
            if stands.is_near:
                st.badge("Used up" if stands.left <= 0 else "Nearly used up", icon=":material/warning:", color="orange")
        st.progress(min(max(stands.fraction, 0.0), 1.0))
        st.caption(literal(figures(stands)))
        with st.container(horizontal=True, gap="small"):
            for deed, icon in (("change", "edit"), ("remove", "delete")):
                st.button(
                    deed.capitalize(), key=f"{deed}_{budget.id}", icon=f":material/{icon}:", on_click=opened.turn,
                    args=(budget.id, deed),
                )  # fmt: skip
        if opened.is_open(budget.id, "change"):
            show_change(stands)
        if opened.is_open(budget.id, "remove"):
            show_remove(stands)


def name_of(stands: BudgetStanding, tokens: Mapping[str, AccessToken]) -> str:
    budget = stands.budget
    if budget.scope == Scope.PERSON:
        return f"A month of {budget.subject}"
    if budget.scope == Scope.TOKEN:
        token = tokens.get(budget.subject)
        return f"Access token {_token_words(token)}" if token else "An access token that is gone"
    return f"All of “{stands.title}”" if budget.scope == Scope.PRODUCTION else SCOPES[budget.scope]


def _token_words(token: AccessToken) -> str:
    return f"{token.name}, ends in {token.last_four}"


def figures(stands: BudgetStanding) -> str:
    left = f"{money.amount(stands.left)} left" if stands.left >= 0 else f"{money.amount(-stands.left)} over it"
    reserved, spent = money.amount(stands.reserved), money.amount(stands.spent)
    return f"{left} of {money.amount(stands.budget.micro_usd)} · {reserved} reserved · {spent} spent"


def show_change(stands: BudgetStanding) -> None:
    budget, key = stands.budget, f"limit_{stands.budget.id}"
    with st.form(f"{key}_form", border=False):
        st.number_input("Limit in USD", 0.0, MOST_USD, budget.micro_usd / money.MICRO, step=5.0, key=key, width=200)
        st.form_submit_button(
            "Save", key=f"save_{key}", icon=":material/save:", on_click=save, args=(budget.scope, budget.subject, key)
        )


def show_remove(stands: BudgetStanding) -> None:
    words = "Without it nothing is refused for its sake any more."
    opened.show_question(stands.budget.id, "remove", words, "Remove the budget", remove)


def show_new(people: Sequence[str], tokens: Mapping[str, AccessToken], titles: Mapping[str, str]) -> None:
    with st.container(border=True, key="new_budget"):
        st.subheader("Add a budget", anchor=False)
        scope = st.selectbox("For", list(SCOPES), format_func=SCOPES.__getitem__, key="budget_scope")
        subject = show_subject(scope, people, tokens, titles)
        st.number_input("Limit in USD", 0.0, MOST_USD, None, step=5.0, key="budget_usd", placeholder="20.00")
        st.button(
            "Add the budget", key="add_budget", icon=":material/add:", on_click=save,
            args=(scope, subject, "budget_usd"), disabled=subject is None,
        )  # fmt: skip
        st.caption("Days and months are those of UTC. What is reserved counts as well as what is spent.")


def show_subject(
    scope: Scope, people: Sequence[str], tokens: Mapping[str, AccessToken], titles: Mapping[str, str]
) -> str | None:
    """Whom or what it is for; None where there is nothing to choose yet."""
    if scope in WHOLE:
        return ""
    if scope == Scope.PERSON:
        return st.selectbox("Person", people, key="budget_person")
    if scope == Scope.PRODUCTION:
        return show_production(titles)
    if not tokens:
        show_remark("There is no access token yet.", "orange", "key_off")
        return None
    return st.selectbox("Token", list(tokens), format_func=lambda id_: _token_words(tokens[id_]), key="budget_token")


def show_production(titles: Mapping[str, str]) -> str | None:
    if not titles:
        show_remark("There is no movie yet.", "orange", "movie")
        return None
    return st.selectbox("Movie", list(titles), format_func=titles.__getitem__, key="budget_movie")


def save(scope: Scope, subject: str, field: str) -> None:
    usd: float | None = st.session_state[field]
    if usd is None:
        acting.refuse("Say first how many dollars it allows.")
        return
    try:
        admin = who.admin()
        with writing() as session:
            budgets.set_limit(session, scope, round(usd * money.MICRO), admin, subject)
    except StudioError as reason:
        acting.refuse(reason)
        return
    opened.close()
    acting.say(f"{money.amount(round(usd * money.MICRO))} are allowed from now on")


def remove(budget_id: str) -> None:
    opened.close()
    acting.act_as_admin(budgets.remove, budget_id, "The budget is gone")
