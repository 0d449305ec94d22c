"""Analytics > Speed: how long clips and calls take."""

import streamlit as st

from studio.analytics import speed
from studio.analytics.table import Table
from studio.providers import catalogue
from studio.tallies.generations import CLIP
from studio.ui import charts
from studio.ui.analytics.cards import card, counted, seconds, show_chart, show_nothing, show_table, text
from studio.ui.analytics.figures import SeenWindow

NAMES = {CLIP: "Time to clip", "submit": "Submit", "check": "Check", "download": "Download"}
NOTHING = "Nothing of it went well in this window, so nothing was measured. Choose a longer one."


def show_section(seen: SeenWindow) -> None:
    measured = st.segmented_control(
        "Measured", list(NAMES), format_func=NAMES.__getitem__, key="measured", default=CLIP, required=True,
        label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    table = named(speed.by_model(seen.counted))
    of_it = table[table["operation"] == measured]
    left, right = st.columns(2)
    with left, card("over_time", NAMES[measured], "50, 95 and 99 of 100 took no longer. Only what went well."):
        if of_it.empty:
            show_nothing(NOTHING)
        else:
            lines = charts.percentile_lines(speed.over_time(seen.counted, measured), seen.window)
            show_chart(lines, "speed", f"{NAMES[measured]} in seconds, over time")
    with right, card("ranges", f"{NAMES[measured]} by model", "From p50 to p99."):
        if of_it.empty:
            show_nothing(NOTHING)
        else:
            show_chart(charts.percentile_ranges(of_it, "label"), "ranges", f"{NAMES[measured]} in seconds, by model")
    with card("speeds", "Everything that was measured"):
        show_speeds(table, seen)


def named(table: Table) -> Table:
    return table.assign(label=table["model"].map(catalogue.label_of), what=table["operation"].map(NAMES))


def show_speeds(table: Table, seen: SeenWindow) -> None:
    if table.empty:
        show_nothing(NOTHING)
        return
    columns = {"label": text("Model"), "what": text("Measured"), "count": counted("Times")}
    columns |= {name: seconds(name) for name in speed.NAMES}
    told = table.drop(columns=["label", "what"]).rename(columns={name: f"{name}_s" for name in speed.NAMES})
    show_table(table, "speed", columns, seen.window, exported=told)
