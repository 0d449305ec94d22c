"""Analytics > Money: what was spent, with whom, on what and by whom, how the budgets stand, and how good the estimates are."""

from collections.abc import Sequence

import streamlit as st

from studio import budgets
from studio.analytics import money
from studio.analytics.table import Table
from studio.analytics.window import DAY
from studio.budgets import BudgetStanding
from studio.database import reading
from studio.money import MICRO, amount
from studio.providers import catalogue
from studio.tables import Access, Scope
from studio.ui import charts, who
from studio.ui.analytics.cards import card, dollars, fraction, show_chart, show_nothing, show_table, text
from studio.ui.analytics.figures import SeenWindow
from studio.ui.words import literal

OF_ALL = (Scope.DAY, Scope.MONTH, Scope.PRODUCTION)  # everybody may see them
NOTHING = "Nothing was spent in this window. Animatic clips are free; what other models cost stands on Create."


def show_section(seen: SeenWindow) -> None:
    """Who spent it is for the admins, as the budgets of people are."""
    is_admin = who.visitor().may(Access.ADMIN)
    with reading() as session:
        spent = money.spent_by(session, seen.window, seen.wanted)
        productions = money.by_production(session, spent)
        standings = [one for one in budgets.list_standing(session) if is_admin or one.budget.scope in OF_ALL]
    left, right = st.columns([3, 2])
    with left, card("spent", "Spent", "In USD, by provider."):
        show_spent(spent, seen, standings)
    with right, card("budgets", "Budgets", "Reserved and spent, now."):
        show_budgets(standings)
    with card("estimates", "Estimate and charge", "Of what was charged for: what Create said before, what it came to."):
        show_estimates(seen)
    left, right = st.columns(2)
    with left, card("by_provider", "By provider"):
        show_providers(spent, seen)
    with right, card("by_production", "By movie"):
        show_productions(productions, seen)
    if is_admin:
        with card("by_person", "By person"):
            show_people(spent, seen)


def show_spent(spent: Table, seen: SeenWindow, standings: Sequence[BudgetStanding]) -> None:
    rows = spent.groupby(["at", "provider"], as_index=False)["usd"].sum()
    if rows.empty:
        show_nothing(NOTHING)
        return
    named = rows.assign(provider=[label_of(name) for name in rows["provider"]])
    colours = charts.told_apart([*catalogue.PROVIDERS.values(), *sorted(set(named["provider"]))])
    bars = charts.stacked_bars(named, seen.window, "usd", "provider", colours, "USD")
    if limit := day_limit(seen, standings):
        bars = charts.limit_line(bars, limit / MICRO, f"{amount(limit)} allowed for a day")
    show_chart(bars, "spent", "USD spent, by provider, over time")


def day_limit(seen: SeenWindow, standings: Sequence[BudgetStanding]) -> int | None:
    """Of everybody, where days of everybody are shown."""
    limits = [one.budget.micro_usd for one in standings if one.budget.scope == Scope.DAY]
    return limits[0] if limits and seen.window.step >= DAY and seen.wanted.is_whole else None


def show_budgets(standings: Sequence[BudgetStanding]) -> None:
    if not standings:
        show_nothing("No budget yet: an admin sets one under Settings, Budgets.")
    for stands in standings:
        with st.container(gap="xsmall"):
            left = f"{amount(stands.reserved + stands.spent)} of {amount(stands.budget.micro_usd)}"
            colour = "orange" if stands.is_near else "gray"
            st.markdown(f"{literal(stands.name[:1].upper() + stands.name[1:])} :{colour}[· {literal(left)}]")
            st.progress(min(max(stands.fraction, 0.0), 1.0))


def show_estimates(seen: SeenWindow) -> None:
    table = money.estimates(seen.counted)
    if table.empty:
        show_nothing("Nothing with an estimate was charged in this window.")
        return
    shown = table.assign(label=table["model"].map(catalogue.label_of))
    columns = {
        "label": text("Model"),
        "estimate_usd": dollars("Estimated"),
        "charge_usd": dollars("Charged"),
        "over_usd": dollars("Difference"),
        "over_fraction": st.column_config.NumberColumn("Difference, %", format="percent", width="small"),
    }
    show_table(shown, "estimates", columns, seen.window, exported=table)


def show_providers(spent: Table, seen: SeenWindow) -> None:
    table = money.by_provider(spent)
    if table.empty:
        show_nothing(NOTHING)
        return
    shown = table.assign(label=[label_of(name) for name in table["provider"]])
    columns = {"label": text("Provider"), "usd": dollars("Spent"), "fraction": fraction("Part of all")}
    show_table(shown, "spent_by_provider", columns, seen.window, exported=table)


def show_productions(table: Table, seen: SeenWindow) -> None:
    if table.empty:
        show_nothing("Nothing was spent on a movie in this window.")
        return
    columns = {"title": text("Movie"), "usd": dollars("Spent"), "fraction": fraction("Part of all")}
    show_table(table, "spent_by_movie", columns, seen.window)


def show_people(spent: Table, seen: SeenWindow) -> None:
    table = money.by_person(spent)
    if table.empty:
        show_nothing(NOTHING)
        return
    columns = {"person": text("Person"), "usd": dollars("Spent"), "fraction": fraction("Part of all")}
    show_table(table, "spent_by_person", columns, seen.window)


def label_of(provider: str) -> str:
    return catalogue.PROVIDERS.get(provider, provider)
