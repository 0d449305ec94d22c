"""The time that is asked about. A window begins and ends with one of its steps; all of it is UTC."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HOURLY_UP_TO = 2 * DAY


class Length(StrEnum):
    """How far back one looks."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    OWN = "own"  # from one day to another


STEPS = {Length.HOUR: (60, MINUTE), Length.DAY: (24, HOUR), Length.WEEK: (7, DAY), Length.MONTH: (30, DAY)}


@dataclass(frozen=True)
class Window:
    """From its first moment up to its end, which is not in it, step by step."""

    starts_at: datetime
    ends_at: datetime
    step: timedelta

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def before(self) -> "Window":
        """As long, and over when this one begins."""
        return Window(self.starts_at - self.length, self.starts_at, self.step)


def lately(length: Length, at: datetime) -> Window:
    """So long, with the step that `at` falls into as its last: that one is not over yet."""
    count, step = STEPS[length]
    ends_at = _beginning(at, step) + step
    return Window(ends_at - count * step, ends_at, step)


def of_days(days: Sequence[date]) -> Window:
    """From the first to the last of them, both whole. By the hour where they are few."""
    starts_at, last = (datetime.combine(day, time(), UTC) for day in (min(days), max(days)))
    ends_at = last + DAY
    return Window(starts_at, ends_at, HOUR if ends_at - starts_at <= HOURLY_UP_TO else DAY)


def _beginning(at: datetime, step: timedelta) -> datetime:
    return at - (at - datetime(1970, 1, 1, tzinfo=UTC)) % step
