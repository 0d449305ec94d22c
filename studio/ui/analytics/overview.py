"""Analytics > Overview: how it went over time and by model, and how many calls failed."""

import streamlit as st

from studio.analytics import outcomes
from studio.analytics.table import Table
from studio.providers import catalogue
from studio.ui import charts
from studio.ui.analytics.cards import card, counted, fraction, show_chart, show_nothing, show_table, text
from studio.ui.analytics.figures import SeenWindow

NO_CLIPS = "No generation ended in this window."
NO_CALLS = "No calls in this window."


def show_section(seen: SeenWindow) -> None:
    left, right = st.columns(2)
    with left, card("outcomes", "Generations", "How many ended, and how."):
        show_outcomes(seen)
    with (
        right,
        card("errors", "Failed calls", "Submits, checks, downloads and whatever else the providers were asked."),
    ):
        show_errors(seen)
    with card("models", "By model"):
        show_models(outcomes.by_model(seen.counted), seen)


def show_outcomes(seen: SeenWindow) -> None:
    table = outcomes.by_step(seen.counted)
    if table.empty:
        show_nothing(NO_CLIPS)
        return
    named = table.assign(outcome=table["outcome"].str.capitalize())
    bars = charts.stacked_bars(named, seen.window, "count", "outcome", charts.OUTCOMES, "generations")
    show_chart(bars, "outcomes", "Generations that ended, by outcome, over time")


def show_errors(seen: SeenWindow) -> None:
    if seen.counted.calls.empty:
        show_nothing(NO_CALLS)
        return
    lines = charts.error_line(outcomes.errors_by_step(seen.counted), seen.window)
    show_chart(lines, "errors", "The part of all calls that failed, over time")


def show_models(table: Table, seen: SeenWindow) -> None:
    if table.empty:
        show_nothing(NO_CLIPS)
        return
    columns = {
        "label": text("Model"),
        "made": counted("Made"),
        "failed": counted("Failed"),
        "cancelled": counted("Cancelled"),
        "success_fraction": fraction("Success rate"),
    }
    shown = table.assign(label=table["model"].map(catalogue.label_of))
    show_table(shown, "outcomes_by_model", columns, seen.window, exported=table)
