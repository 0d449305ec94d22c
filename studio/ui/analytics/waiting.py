"""Analytics > Queue: what is in line now, how long things wait, and the engines that move them."""

from collections.abc import Sequence
from dataclasses import asdict

import streamlit as st

from studio.analytics import line
from studio.analytics.line import InLine
from studio.analytics.speed import NAMES
from studio.analytics.table import table_of
from studio.database import reading
from studio.engines import living
from studio.providers import catalogue
from studio.tables import EngineBeat, now
from studio.ui import badges, charts
from studio.ui.analytics.cards import card, counted, seconds, show_chart, show_nothing, show_table, text
from studio.ui.analytics.figures import SeenWindow
from studio.ui.words import ago, literal, span

NOTHING = "Nothing was submitted in this window, so nothing has waited."


def show_section(seen: SeenWindow) -> None:
    with reading() as session:
        lines = line.in_line(session, seen.wanted)
        engines = living(session, now())
    left, right = st.columns([3, 2])
    with left, card("in_line", "In line now"):
        show_lines(lines, seen)
    with right, card("engines", "Engines"):
        show_engines(engines)
    with card("waits", "Waiting", "From queued to submitted, in seconds. 50, 95 and 99 of 100 waited no longer."):
        show_waits(seen)


def show_lines(lines: Sequence[InLine], seen: SeenWindow) -> None:
    if not lines:
        show_nothing("The queue is empty. What is generated on Create stands here until its provider takes it.")
        return
    facts = [(*asdict(one).values(), label_of(one.provider), waited(one)) for one in lines]
    table = table_of(facts, ["provider", "queued", "under_way", "unclear", "oldest_queued_at", "label", "oldest"])
    columns = {
        "label": text("Provider"),
        "queued": counted("Queued"),
        "under_way": counted("Under way"),
        "unclear": counted("Unclear"),
        "oldest": text("Longest wait"),
    }
    show_table(table, "in_line", columns, seen.window, exported=table.drop(columns=["label", "oldest"]))


def waited(one: InLine) -> str:
    return span((now() - one.oldest_queued_at).total_seconds()) if one.oldest_queued_at else "–"


def show_engines(engines: Sequence[EngineBeat]) -> None:
    if not engines:
        badges.show_remark("No engine is running: what is queued waits until one is started.", "orange", "power_off")
    for engine in engines:
        with st.container(gap=None):
            st.markdown(f":green-badge[:material/check: Runs] {literal(engine.host)}")
            since = f"{engine.kind}, process {engine.pid}, started {ago(engine.started_at)}"
            st.caption(literal(f"{since}, last seen {ago(engine.seen_at)}"))


def show_waits(seen: SeenWindow) -> None:
    if seen.counted.waits.empty:
        show_nothing(NOTHING)
        return
    lines = charts.percentile_lines(line.waits_over_time(seen.counted), seen.window)
    show_chart(lines, "waits", "Waiting time in seconds, over time")
    table = line.waits_by_model(seen.counted)
    columns = {"label": text("Model"), "count": counted("Times")} | {name: seconds(name) for name in NAMES}
    told = table.rename(columns={name: f"{name}_s" for name in NAMES})
    show_table(table.assign(label=table["model"].map(catalogue.label_of)), "waits", columns, seen.window, exported=told)


def label_of(provider: str) -> str:
    return catalogue.PROVIDERS.get(provider, provider)
