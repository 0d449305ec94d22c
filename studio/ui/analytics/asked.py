"""What one asks Analytics: the window and the filters. All of it stands in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from studio.analytics import window
from studio.analytics.filter import AnalyticsFilter, Known
from studio.analytics.window import Length, Window
from studio.providers import catalogue
from studio.tables import now

WINDOWS = {Length.HOUR: "Hour", Length.DAY: "Day", Length.WEEK: "Week", Length.MONTH: "Month", Length.OWN: "Own"}
REFRESHED_S = {Length.HOUR: 30, Length.DAY: 30}  # what is longer hardly changes while one looks
OLDEST = timedelta(days=5 * 365)


@dataclass(frozen=True)
class AskedWindow:
    """`days` are the first and the last of a window of one's own."""

    length: Length
    days: Sequence[date]
    wanted: AnalyticsFilter

    @property
    def window(self) -> Window:
        """As it is at this moment."""
        return window.of_days(self.days) if self.days else window.lately(self.length, now())

    @property
    def refreshed_s(self) -> int | None:
        return REFRESHED_S.get(self.length)


def show_filters(known: Known, *, shows_people: bool) -> AskedWindow:
    with st.container(horizontal=True, vertical_alignment="center"):
        length = st.segmented_control(
            "Window", list(WINDOWS), format_func=WINDOWS.__getitem__, key="window", default=Length.WEEK, required=True,
            label_visibility="collapsed", bind="query-params",
        )  # fmt: skip
        days = show_days() if length == Length.OWN else ()
        provider = show_choice("Provider", "Any provider", known.providers, catalogue.PROVIDERS)
        models = [model for model in known.models if provider in ("", model.partition(":")[0])]
        model = show_choice("Model", "Any model", models, {name: catalogue.label_of(name) for name in models})
        operation = show_choice("Call", "Any call", known.operations, {})
        person = show_choice("Person", "Anybody", known.people, {}) if shows_people else ""
    return AskedWindow(length, days, AnalyticsFilter(provider, model, operation, person))


def show_days() -> Sequence[date]:
    """Both are days of UTC; one alone while the other is being chosen."""
    today = now().date()
    with st.container(width=230):
        chosen = st.date_input(
            "Days", (today - timedelta(days=13), today), today - OLDEST, today, key="days", format="YYYY-MM-DD",
            label_visibility="collapsed", bind="query-params",
        )  # fmt: skip
    return [day for day in chosen if day] or [today]


def show_choice(label: str, nothing: str, names: Sequence[str], words: Mapping[str, str]) -> str:
    """Only where there is something to choose. Nothing chosen is an empty text."""
    if len(names) < 2:
        return ""
    with st.container(width=145):
        chosen = st.selectbox(
            label, names, format_func=lambda name: words.get(name) or name.capitalize() if words else name, index=None,
            key=label.lower(), placeholder=nothing, label_visibility="collapsed", bind="query-params",
        )  # fmt: skip
    return chosen or ""
