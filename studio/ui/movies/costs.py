"""What a movie costs: spent and reserved, scene by scene, clips against writers; and its budget."""

from collections.abc import Iterator

import streamlit as st

from studio import budgets, money
from studio.budgets import BudgetStanding
from studio.database import reading, writing
from studio.errors import StudioError
from studio.productions import spending
from studio.productions.outline import Outline
from studio.productions.spending import Bill, Spending
from studio.tables import Access, Scope
from studio.ui import acting, badges, who
from studio.ui.movies.seen import SeenMovie
from studio.ui.words import literal

MANY, TALL = 8, 260  # more lines than this scroll in a list of so many pixels
NOTHING = "Nothing spent"


def words(cost: Spending) -> str:
    """`$1.20 spent · $0.40 reserved`."""
    reserved = f"{money.amount(cost.reserved)} reserved" if cost.reserved else ""
    spent = f"{money.amount(cost.spent)} spent" if cost.spent or reserved else ""
    return " · ".join(part for part in (spent, reserved) if part)


def show_costs(seen: SeenMovie) -> None:
    with reading() as session:
        bill = spending.bill(session, seen.production.id)
        stands = budgets.of_production(session, seen.production.id)
    label = words(bill.whole) or NOTHING
    if stands:
        label += f" of {money.amount(stands.budget.micro_usd)}"
    icon = ":material/warning:" if stands and stands.is_near else ":material/payments:"
    with st.popover(literal(label), icon=icon, key="movie_costs"):
        show_bill(seen.outline, bill)
        show_budget(seen.production.id, stands)


# -- what it has cost ----------------------------------------------------------------------------------------


def show_bill(outline: Outline, bill: Bill) -> None:
    if not bill.whole:
        st.caption("Nothing was spent on it yet. What is made and written for it stands here, scene by scene.")
    else:
        lines = list(lines_of(outline, bill))
        with st.container(height=TALL if len(lines) > MANY else "content", border=False, gap="xsmall"):
            for label, cost in lines:
                show_line(label, words(cost))
        if bill.whole.expected:
            show_line("Expected", expected_words(bill.whole))
    if bill.brought:
        st.caption(literal(f"Clips that were brought in had cost {money.amount(bill.brought)}: that is not in it."))


def lines_of(outline: Outline, bill: Bill) -> Iterator[tuple[str, Spending]]:
    """Each with its label; what is nothing is left out."""
    for number, cost in bill.of_scenes(outline):
        yield f"Scene {number}", cost
    if gone := bill.of_gone(outline):
        yield "Scenes that are gone", gone
    for label, cost in (("**Clips**", bill.clips), ("**Writers**", bill.writers)):
        if cost:
            yield label, cost


def show_line(label: str, told: str) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", gap="medium", wrap=False):
        st.markdown(f":small[{label}]", width="content")
        st.markdown(f":small[{literal(told)}]", width="content")


def expected_words(cost: Spending) -> str:
    """Of what is spent: `$1.15, $0.05 more was paid`."""
    expected = money.amount(cost.expected)
    if not cost.over:
        return f"{expected}, as was paid"
    return f"{expected}, {money.amount(abs(cost.over))} {'more' if cost.over > 0 else 'less'} was paid"


# -- what it may cost ----------------------------------------------------------------------------------------


def show_budget(production_id: str, stands: BudgetStanding | None) -> None:
    if stands:
        show_standing(stands)
    if not who.visitor().may(Access.ADMIN):
        st.caption("An admin can change what it may cost." if stands else "An admin can say what it may cost at most.")
        return
    key = f"movie_budget_{production_id}"
    st.number_input(
        "It may cost at most, in USD", 0.0, float(budgets.MOST_USD),
        stands.budget.micro_usd / money.MICRO if stands else None, step=5.0, key=key, placeholder="No limit",
        help="All that is made and written for it, ever. What would go over it is refused, and nothing is queued.",
    )  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Save the budget", key="save_movie_budget", icon=":material/save:", on_click=save, args=(production_id, key)
        )
        if stands:
            st.button(
                "Remove it", key="remove_movie_budget", icon=":material/delete:", type="tertiary", on_click=remove,
                args=(stands.budget.id, key),
            )  # fmt: skip


def show_standing(stands: BudgetStanding) -> None:
    st.progress(min(max(stands.fraction, 0.0), 1.0))
    left = f"{money.amount(stands.left)} left" if stands.left >= 0 else f"{money.amount(-stands.left)} over it"
    told = f"{left} of {money.amount(stands.budget.micro_usd)}"
    if stands.is_near:
        badges.show_remark(told, "orange")
    else:
        st.caption(literal(told))


def save(production_id: str, key: str) -> None:
    usd: float | None = st.session_state[key]
    if usd is None:
        acting.refuse("Say first how many dollars it may cost.")
        return
    try:
        admin = who.admin()
        with writing() as session:
            budgets.set_limit(session, Scope.PRODUCTION, round(usd * money.MICRO), admin, production_id)
    except StudioError as reason:
        acting.refuse(reason)
        return
    st.session_state.pop(acting.OVER_BUDGET, None)
    acting.say(f"{money.amount(round(usd * money.MICRO))} are allowed for it from now on")


def remove(budget_id: str, key: str) -> None:
    st.session_state.pop(key, None)
    st.session_state.pop(acting.OVER_BUDGET, None)
    acting.act_as_admin(budgets.remove, budget_id, "It has no budget any more")
