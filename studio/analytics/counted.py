"""What was counted in a window. Hours and days come from the tallies; minutes from the calls and generations themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import literal, select, type_coerce
from sqlalchemy.types import NullType
from sqlmodel import Session, col

from studio.analytics.filter import OF_GENERATIONS, AnalyticsFilter
from studio.analytics.table import Column, Table, joined, steps_of, table_of
from studio.analytics.window import HOUR, MINUTE, Window
from studio.tables import Call, Generation, Span, Tally
from studio.tallies import histogram
from studio.tallies.generations import CLIP, WAIT

WHAT = ["provider", "model", "operation", "outcome"]
MONEY = ["estimate_micro_usd", "charge_micro_usd"]
COLUMNS = ["at", *WHAT, "count", *MONEY, "took"]
PERCENTS = (50, 95, 99)
OK, CANCELLED = "ok", "cancelled"


@dataclass(frozen=True)
class Counted:
    """`rows` say when, of what, how often and for how much. What they took are milliseconds of one each where `is_exact`, else a
    histogram of several."""

    window: Window
    rows: Table
    is_exact: bool

    @cached_property
    def calls(self) -> Table:
        return self.rows[~self.rows["operation"].isin(OF_GENERATIONS)]

    @cached_property
    def failed_calls(self) -> Table:
        return self.calls[self.calls["outcome"] != OK]

    @cached_property
    def clips(self) -> Table:
        """Every generation that has ended."""
        return self.rows[self.rows["operation"] == CLIP]

    @cached_property
    def made(self) -> Table:
        return self.clips[self.clips["outcome"] == OK]

    @cached_property
    def decided(self) -> Table:
        """Those that nobody cancelled: they went well or they did not."""
        return self.clips[self.clips["outcome"] != CANCELLED]

    @cached_property
    def waits(self) -> Table:
        """What was not taken out of the queue by somebody."""
        return self.rows[(self.rows["operation"] == WAIT) & (self.rows["outcome"] != CANCELLED)]

    def by_step(self, rows: Table) -> Column:
        """How many there were in each step of the window."""
        return rows.groupby("at")["count"].sum().reindex(steps_of(self.window), fill_value=0)

    def seconds(self, rows: Table, percents: Sequence[float] = PERCENTS) -> list[float | None]:
        """Of each of these percents, how long it took at most. None where there is nothing."""
        if self.is_exact:
            return _exact_seconds(rows["took"], percents)
        found = histogram.percentiles(rows["took"], percents)
        return [None if milliseconds is None else milliseconds / 1000 for milliseconds in found]

    def seconds_by_step(self, rows: Table, percents: Sequence[float] = PERCENTS) -> Table:
        """A column for each percent, a row for each step."""
        found = ((at, *self.seconds(theirs, percents)) for at, theirs in rows.groupby("at"))
        table = table_of(found, ["at", *map(str, percents)]).set_index("at")
        return table.astype("float").reindex(steps_of(self.window))


def read(session: Session, window: Window, wanted: AnalyticsFilter) -> Counted:
    """With one look at the tallies, or with two at what a short window holds itself."""
    if window.step == MINUTE:
        return Counted(window, _of_minutes(session, window, wanted), is_exact=True)
    return Counted(window, _of_tallies(session, window, wanted), is_exact=False)


def _of_tallies(session: Session, window: Window, wanted: AnalyticsFilter) -> Table:
    """In the order of the index: so there is nothing to sort."""
    kind = [_plain(Tally.starts_at), *map(col, (Tally.provider, Tally.model, Tally.operation, Tally.outcome))]
    sums = map(col, (Tally.count, Tally.estimate_micro_usd, Tally.charge_micro_usd, Tally.histogram))
    is_inside = (
        col(Tally.span) == (Span.HOUR if window.step == HOUR else Span.DAY),
        col(Tally.starts_at) >= window.starts_at,
        col(Tally.starts_at) < window.ends_at,
    )
    return _answered(session, select(*kind, *sums).where(*is_inside, *wanted.of_tallies()))


def _of_minutes(session: Session, window: Window, wanted: AnalyticsFilter) -> Table:
    rows = joined(_of_calls(session, window, wanted), _of_ended(session, window, wanted))
    rows["at"] = rows["at"].dt.floor(window.step)
    return rows


def _of_calls(session: Session, window: Window, wanted: AnalyticsFilter) -> Table:
    what = Call.provider, Call.model, Call.operation, Call.outcome
    is_inside = col(Call.at) >= window.starts_at, col(Call.at) < window.ends_at
    one, nothing = literal(1), literal(0)
    asked = select(_plain(Call.at), *map(col, what), one, nothing, nothing, col(Call.milliseconds))
    return _answered(session, asked.where(*is_inside, *wanted.of_calls()))


def _of_ended(session: Session, window: Window, wanted: AnalyticsFilter) -> Table:
    """As they are counted: what counts for a generation stands in its row."""
    columns: Any = map(col, (Generation.provider, Generation.model, Generation.tallied))
    is_inside = col(Generation.ended_at) >= window.starts_at, col(Generation.ended_at) < window.ends_at
    found: Any = session.connection().execute(select(*columns).where(*is_inside, *wanted.of_generations()))
    return table_of((_as_row(provider, model, fact) for provider, model, facts in found for fact in facts), COLUMNS)


def _as_row(provider: str, model: str, fact: dict[str, Any]) -> tuple[Any, ...]:
    what = datetime.fromisoformat(fact["at"]), provider, model, fact["operation"], fact["outcome"]
    return *what, 1, *(fact.get(name, 0) for name in MONEY), fact["milliseconds"]


def _answered(session: Session, asked: Any) -> Table:
    return table_of(session.connection().execute(asked), COLUMNS)


def _plain(column: Any) -> Any:
    """As the driver gives it. Some ten thousand moments are read faster all at once than one by one."""
    return type_coerce(col(column), NullType())


def _exact_seconds(milliseconds: Column, percents: Sequence[float]) -> list[float | None]:
    import numpy as np

    if milliseconds.empty:
        return [None for _ in percents]
    found = np.percentile(milliseconds.to_numpy(), percents, method="inverted_cdf")
    return [float(one) / 1000 for one in found]
