"""Charts. Each is a plain function from a table to what st.altair_chart shows; Streamlit's theme gives fonts and grid, light or dark.

A colour means the same on every chart: those below are told apart by who is colour-blind, and on white as on black. Moments are
drawn and named as UTC, wherever the browser is.
"""

from datetime import datetime, timedelta
from typing import Any

from studio.analytics.table import Table
from studio.analytics.window import DAY, HOUR, MINUTE, Window

Chart = Any  # altair.Chart: its own types say of every part that it may be another
HEIGHT = 240  # pixels
ROW_HEIGHT, LEAST_HEIGHT = 30, 110  # of a chart with a row for each thing
GREEN, RED, GREY, AMBER, VIOLET, MAGENTA = "#12a594", "#e5484d", "#8f90a3", "#e07b39", "#7466f0", "#c2428c"
STEPS: dict[timedelta, tuple[Any, str]] = {
    MINUTE: ("utcyearmonthdatehoursminutes", "%H:%M"),
    HOUR: ("utcyearmonthdatehours", "%H:%M"),
    DAY: ("utcyearmonthdate", "%d %b"),
}
OUTCOMES = {"Made": GREEN, "Failed": RED, "Cancelled": GREY}
PERCENTILES = {"p50": VIOLET, "p95": AMBER, "p99": MAGENTA}
APART = (VIOLET, GREEN, AMBER, MAGENTA, "#3b82f6", "#b58a00")  # where a colour only tells one from another


def stacked_bars(table: Table, window: Window, value: str, kind: str, colours: dict[str, str], unit: str) -> Chart:
    """A bar for each step, in the colours of its kinds, from zero."""
    import altair as alt

    named = _with_moments(table, window)
    order = {name: number for number, name in enumerate(colours)}
    bars = alt.Chart(named.assign(order=named[kind].map(order))).mark_bar()
    return bars.encode(
        x=_time(window),
        y=alt.Y(f"{value}:Q", title=unit, stack="zero", axis=_few_ticks(value)),
        color=_colours(kind, {name: colours[name] for name in colours if name in set(named[kind])}),
        order="order:O",
        tooltip=["when", alt.Tooltip(f"{kind}:N", title=" "), _figure(value, unit)],
    ).properties(height=HEIGHT)


def error_line(table: Table, window: Window) -> Chart:
    """Which fraction went wrong, from zero, with how many there were in the hint."""
    import altair as alt

    base = alt.Chart(_with_moments(table.dropna(), window)).encode(
        x=_time(window, bandPosition=0.5),
        y=alt.Y("fraction:Q", title="of all calls", axis=alt.Axis(format="~%", tickCount=4), scale=_from_zero()),
        tooltip=["when", alt.Tooltip("fraction:Q", format=".1%", title="failed"), _figure("calls", "calls")],
    )
    return _hoverable(base.mark_line(color=RED, interpolate="monotone"), base, RED)


def percentile_lines(table: Table, window: Window) -> Chart:
    """Seconds over time, a line for each percentile, from zero."""
    import altair as alt

    base = alt.Chart(_with_moments(table, window)).encode(
        x=_time(window, bandPosition=0.5),
        y=alt.Y("seconds:Q", title="seconds", axis=_few_ticks("seconds"), scale=_from_zero()),
        color=_colours("percentile", PERCENTILES),
        tooltip=["when", alt.Tooltip("percentile:N", title=" "), _figure("seconds", "seconds")],
    )
    return _hoverable(base.mark_line(interpolate="monotone"), base)


def percentile_ranges(table: Table, name: str) -> Chart:
    """A row for each of what `name` names: from its p50 to its p99, with a dot at each percentile. From zero."""
    import altair as alt

    y = alt.Y(f"{name}:N", title=None, sort=None, axis=_names())
    rows = alt.Chart(table).encode(y=y)
    spans = rows.mark_rule(color=GREY, opacity=0.45, strokeWidth=4, strokeCap="round").encode(
        x=alt.X("p50:Q", title="seconds", scale=_from_zero()), x2="p99:Q"
    )
    dots = rows.transform_fold(list(PERCENTILES), as_=["percentile", "seconds"]).mark_circle(size=90, opacity=1)
    dots = dots.encode(
        x=alt.X("seconds:Q", title="seconds", axis=_few_ticks("seconds")),
        color=_colours("percentile", PERCENTILES),
        tooltip=[f"{name}:N", alt.Tooltip("percentile:N", title=" "), _figure("seconds", "seconds")],
    )
    return (spans + dots).properties(height=max(LEAST_HEIGHT, ROW_HEIGHT * len(table) + 60))


def kind_bars(table: Table, value: str, unit: str, chosen: str | None) -> Chart:
    """A bar for each kind, the most frequent first. A click on one selects it, as `kind`; the chosen one stands out."""
    import altair as alt

    click = alt.selection_point(name="kind", fields=["kind"])
    fade = alt.condition(alt.FieldEqualPredicate(field="kind", equal=chosen or ""), alt.value(1), alt.value(0.35))
    bars = alt.Chart(table).mark_bar(color=RED, cornerRadiusEnd=4, cursor="pointer")
    bars = bars.encode(
        x=alt.X(f"sum({value}):Q", title=unit, axis=_few_ticks(value)),
        y=alt.Y("label:N", title=None, sort="-x", axis=_names()),
        detail="kind:N",
        opacity=fade if chosen else alt.value(1),
        tooltip=[alt.Tooltip("label:N", title=" "), alt.Tooltip(f"sum({value}):Q", title=unit, format=",")],
    )
    height = max(LEAST_HEIGHT, (ROW_HEIGHT + 4) * table["kind"].nunique() + 40)
    return bars.add_params(click).properties(height=height)


def limit_line(bars: Chart, limit: float, words: str) -> Chart:
    """Over bars of the same unit: what is allowed."""
    import altair as alt
    import pandas as pd

    allowed = alt.Chart(pd.DataFrame({"limit": [limit], "words": [words]})).encode(y="limit:Q", tooltip=["words:N"])
    label = allowed.mark_text(color=RED, align="left", dx=4, dy=-7, x=0).encode(text="words:N")
    return bars + allowed.mark_rule(color=RED, strokeDash=[5, 4], strokeWidth=1.5) + label


def told_apart(names: list[str]) -> dict[str, str]:
    """A colour for each, always the same for the same list."""
    return {name: APART[number % len(APART)] for number, name in enumerate(names)}


def moment_words(at: datetime, window: Window) -> str:
    return f"{at:%a %d %b}" if window.step >= DAY else f"{at:%d %b, %H:%M}"


def _with_moments(table: Table, window: Window) -> Table:
    """With each moment in words too: a chart's own would be those of the browser's zone."""
    return table.assign(when=[moment_words(at, window) for at in table["at"]])


def _time(window: Window, **more: Any) -> Any:
    """Each step takes its place from its beginning to its end."""
    import altair as alt

    unit, words = STEPS[window.step]
    ends = [_moment(window.starts_at), _moment(window.ends_at)]
    axis = alt.Axis(format=words, grid=False, tickCount=6, labelOverlap=True, labelFlush=True)
    return alt.X("at:T", timeUnit=unit, title=None, scale=alt.Scale(type="utc", domain=ends), axis=axis, **more)


def _moment(at: datetime) -> Any:
    """Of an axis: by a plain number of milliseconds it would be drawn empty."""
    import altair as alt

    return alt.DateTime(year=at.year, month=at.month, date=at.day, hours=at.hour, minutes=at.minute, utc=True)


def _colours(field: str, colours: dict[str, str]) -> Any:
    import altair as alt

    legend = alt.Legend(title=None, orient="top", columns=3, symbolType="circle", offset=4)
    return alt.Color(f"{field}:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())), legend=legend)


def _few_ticks(value: str) -> Any:
    """Whole numbers of what is counted."""
    import altair as alt

    return alt.Axis(tickCount=4, tickMinStep=1, format="~s") if value == "count" else alt.Axis(tickCount=4)


def _names() -> Any:
    import altair as alt

    return alt.Axis(labelLimit=150, ticks=False, domain=False, labelFlush=False, labelBound=False, labelOverlap=False)


def _figure(value: str, unit: str) -> Any:
    import altair as alt

    return alt.Tooltip(f"{value}:Q", title=unit, format="," if value in ("count", "calls") else ",.2f")


def _from_zero() -> Any:
    import altair as alt

    return alt.Scale(zero=True, domainMin=0)


def _hoverable(lines: Chart, base: Chart, colour: str | None = None) -> Chart:
    """Dots that a pointer finds from afar; they are also all that shows a single step."""
    dots = (
        base.mark_circle(size=26, opacity=1) if colour is None else base.mark_circle(size=26, opacity=1, color=colour)
    )
    return (lines + dots).properties(height=HEIGHT)
