"""Windows begin and end with their steps, in UTC."""

from datetime import UTC, date, datetime, timedelta

import pytest

from studio.analytics import window
from studio.analytics.table import as_csv, table_of
from studio.analytics.window import DAY, HOUR, MINUTE, Length

AT = datetime(2026, 11, 26, 12, 30, 20, 5, UTC)
ENDS = {
    Length.HOUR: (datetime(2026, 11, 26, 11, 31, tzinfo=UTC), datetime(2026, 11, 26, 12, 31, tzinfo=UTC), MINUTE),
    Length.DAY: (datetime(2026, 11, 25, 13, tzinfo=UTC), datetime(2026, 11, 26, 13, tzinfo=UTC), HOUR),
    Length.WEEK: (datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 27, tzinfo=UTC), DAY),
    Length.MONTH: (datetime(2026, 10, 28, tzinfo=UTC), datetime(2026, 11, 27, tzinfo=UTC), DAY),
}


@pytest.mark.parametrize("length", ENDS)
def test_a_window_holds_the_step_that_is_not_over(length: Length):
    found = window.lately(length, AT)
    assert (found.starts_at, found.ends_at, found.step) == ENDS[length]


@pytest.mark.parametrize("length", ENDS)
def test_the_window_before_is_as_long_and_ends_where_this_one_begins(length: Length):
    found = window.lately(length, AT)
    assert found.before.ends_at == found.starts_at and found.before.length == found.length


def test_days_of_ones_own_are_whole_and_in_any_order():
    found = window.of_days([date(2026, 11, 9), date(2026, 11, 2)])
    assert (found.starts_at.day, found.ends_at.day, found.step) == (2, 10, DAY)


def test_two_days_are_told_by_the_hour():
    assert window.of_days([date(2026, 11, 9)]).step == HOUR
    assert window.of_days([date(2026, 11, 9), date(2026, 11, 10)]).length == 2 * DAY
    assert window.of_days([date(2026, 11, 9), date(2026, 11, 10)]).step == HOUR
    assert window.of_days([date(2026, 11, 9), date(2026, 11, 11)]).step == DAY


def test_a_moment_of_another_zone_is_taken_for_what_it_is_in_utc():
    from datetime import timezone

    there = AT.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert window.lately(Length.WEEK, there) == window.lately(Length.WEEK, AT)


def test_a_file_keeps_formulas_from_spreadsheets():
    table = table_of([(AT, "=1+1", 3), (AT, "plain", 4)], ["at", "person", "count"])
    assert as_csv(table).splitlines() == [
        "at,person,count",
        "2026-11-26T12:30:20Z,'=1+1,3",
        "2026-11-26T12:30:20Z,plain,4",
    ]
