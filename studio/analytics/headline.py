"""The figures on top: each with its course through the window, and with what it was in the window before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from studio.analytics.counted import Counted
from studio.analytics.table import Column, Table

HALF = (50,)  # percent


@dataclass(frozen=True)
class Figure:
    """None where there was nothing to tell it from. `course` has a figure for each step that has one."""

    now: float | None
    before: float | None
    course: Sequence[float]

    @property
    def change(self) -> float | None:
        return None if self.now is None or self.before is None else self.now - self.before


@dataclass(frozen=True)
class Headline:
    """Rates are fractions. Cancelled generations neither went well nor badly."""

    clips_made: Figure
    success_rate: Figure
    error_rate: Figure  # of calls
    time_to_clip_s: Figure  # half of the clips took no longer
    spent_usd: Figure


def headline(now: Counted, before: Counted, spent: Column, spent_before: float) -> Headline:
    """`spent` is what `money.spent` tells of the same window, in USD by step."""
    return Headline(
        clips_made=Figure(_sum(now.made), _sum(before.made), now.by_step(now.made).to_list()),
        success_rate=_rate(now, before, lambda counted: (counted.made, counted.decided)),
        error_rate=_rate(now, before, lambda counted: (counted.failed_calls, counted.calls)),
        time_to_clip_s=_time_to_clip(now, before),
        spent_usd=Figure(float(spent.sum()), spent_before, spent.to_list()),
    )


def fraction_by_step(counted: Counted, some: Table, of_all: Table) -> Column:
    """Nothing where there were none at all."""
    whole = counted.by_step(of_all)
    return counted.by_step(some) / whole.where(whole > 0)


def _time_to_clip(now: Counted, before: Counted) -> Figure:
    course = now.seconds_by_step(now.made, HALF).iloc[:, 0].dropna().to_list()
    return Figure(now.seconds(now.made, HALF)[0], before.seconds(before.made, HALF)[0], course)


def _rate(now: Counted, before: Counted, parts: Callable[[Counted], tuple[Table, Table]]) -> Figure:
    """`parts` are some rows, and all that they are some of."""
    some, of_all = parts(now)
    course = fraction_by_step(now, some, of_all).dropna().to_list()
    return Figure(_fraction(some, of_all), _fraction(*parts(before)), course)


def _fraction(some: Table, of_all: Table) -> float | None:
    whole = _sum(of_all)
    return _sum(some) / whole if whole else None


def _sum(rows: Table) -> float:
    return float(rows["count"].sum())
