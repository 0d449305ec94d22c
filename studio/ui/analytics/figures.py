"""The figures on top, and all that one look at a window tells."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from studio.analytics import counted, money
from studio.analytics.counted import Counted
from studio.analytics.filter import AnalyticsFilter
from studio.analytics.headline import Figure, Headline, headline
from studio.analytics.window import DAY, MINUTE, Window
from studio.database import reading
from studio.ui.words import duration

Shape = Literal["line", "bar"]
Colour = Literal["normal", "inverse", "off"]


@dataclass(frozen=True)
class SeenWindow:
    """One look at a window."""

    window: Window
    wanted: AnalyticsFilter
    counted: Counted
    headline: Headline

    @property
    def is_empty(self) -> bool:
        return self.counted.rows.empty and not self.headline.spent_usd.now


def look(window: Window, wanted: AnalyticsFilter) -> SeenWindow:
    with reading() as session:
        now, before = (counted.read(session, one, wanted) for one in (window, window.before))
        spent, spent_before = money.spent(session, window, wanted), money.spent_in_all(session, window.before, wanted)
    return SeenWindow(window, wanted, now, headline(now, before, spent, spent_before))


def window_words(window: Window) -> str:
    """`19 Nov 2026 to 26 Nov 2026 UTC, day by day. Changes are against the 7 days before.`"""
    count = window.length // window.step
    if window.step >= DAY:
        last = window.ends_at - DAY
        return f"{window.starts_at:%d %b %Y} to {last:%d %b %Y} UTC. Changes are against the {count} days before."
    unit = "minute" if window.step == MINUTE else "hour"
    ends = f"{window.starts_at:%d %b %Y, %H:%M} to {window.ends_at:%d %b, %H:%M} UTC, {unit} by {unit}."
    return f"{ends} Changes are against the {count} {unit}s before."


def show_headline(told: Headline) -> None:
    with st.grid(5, min_column_width=155, gap="small", key="headline"):
        show_figure("Clips made", told.clips_made, "{:,.0f}".format, "bar")
        show_figure(
            "Success rate", told.success_rate, "{:.1%}".format,
            help="Of the generations that ended and that nobody cancelled.",
        )  # fmt: skip
        show_figure(
            "Failed calls", told.error_rate, "{:.1%}".format, colour="inverse", help="Of all calls to the providers."
        )
        show_figure(
            "Time to clip", told.time_to_clip_s, duration, colour="inverse",
            help="Half of the clips took no longer, from submitting to the end.",
        )  # fmt: skip
        show_figure(
            "Spent", told.spent_usd, "${:,.2f}".format, "bar", colour="off",
            help="What was paid. It counts for the moment at which it was reserved, as it does in the budgets.",
        )  # fmt: skip


def show_figure(
    label: str, figure: Figure, words: Callable[[float], str], shape: Shape = "line", *, colour: Colour = "normal",
    help: str | None = None,
) -> None:  # fmt: skip
    """`colour`: inverse where less is better, off where neither is."""
    st.metric(
        label, "–" if figure.now is None else words(figure.now), change_words(figure, words), delta_color=colour,
        border=True, height="stretch", chart_data=figure.course, chart_type=shape, help=help,
    )  # fmt: skip


def change_words(figure: Figure, words: Callable[[float], str]) -> str | int | None:
    """Nothing where there was nothing before; 0 is shown as no change."""
    if figure.change is None or not figure.before:
        return None
    told = words(abs(figure.change))
    return 0 if told == words(0) else f"{'-' if figure.change < 0 else '+'}{told.replace('%', ' points')}"
