"""What Analytics reads of a million calls in 90 days, for each window, against the floor: the same figures from the raw rows.

The history is real rows in a real database, SQLite and, where it is installed, PostgreSQL. The figures of both ways are compared.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine as Database
from sqlalchemy import text
from sqlmodel import Session

from benches.instruments.figures import load_average, percentile, print_table
from studio import database as db
from studio.analytics import counted, headline, money, window
from studio.analytics.counted import OK, Counted
from studio.analytics.filter import AnalyticsFilter
from studio.analytics.window import STEPS, Length, Window
from studio.tables import now
from tests import postgres
from tests.analytics import history

CALLS_EACH = 13  # of one generation: submitted, eleven checks, fetched
WEEK = timedelta(days=7)
DAYS = 90
EVERYTHING = AnalyticsFilter()
LENGTHS = [length for length in Length if length in STEPS]
GOAL_MS = 200
# what percentiles need, and nothing else
CALLS = text("SELECT operation, milliseconds FROM call WHERE at >= :begins AND at < :ends AND outcome = 'ok'")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benches.analytics", description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--looks", type=int, default=9, help="at each window")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        for name, address in addresses(folder, stack):
            database = db.connect(address)
            stack.callback(database.dispose)
            db.migrate(database)
            seed(database, asked.calls)
            show(name, database, asked.looks)


def addresses(folder: Path, stack: ExitStack) -> Iterator[tuple[str, str]]:
    yield "SQLite", f"sqlite:///{folder / 'studio.db'}"
    try:
        server = stack.enter_context(postgres.cluster())
    except (OSError, RuntimeError) as reason:
        print(f"Without PostgreSQL: {reason}", file=sys.stderr)
        return
    yield "PostgreSQL", stack.enter_context(postgres.fresh_database(server))


def seed(database: Database, calls: int) -> None:
    """Week by week, the newest last."""
    weeks = -(-DAYS // 7)
    for number in reversed(range(weeks)):
        history.write(database, now() - number * WEEK, 7, calls // CALLS_EACH // weeks, CALLS_EACH - 2, seed=number)
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def show(name: str, database: Database, looks: int) -> None:
    with db.reading(database) as session:
        counts = {
            table: session.connection().scalar(text(f"SELECT count(*) FROM {table}")) for table in ("call", "tally")
        }
    print(
        f"{name}: {counts['call']:,} calls in {DAYS} days, {counts['tally']:,} tallies; load average {load_average()}"
    )
    today = now().date()
    windows = {length.value: window.lately(length, now()) for length in LENGTHS}
    windows |= {f"{DAYS} days": window.of_days([today - timedelta(days=DAYS - 1), today])}
    heads = ("", "page p50 / p95, ms", "raw p50, ms", "page : raw", "largest difference of p50, p95, p99")
    print_table(heads, [row_of(words, database, one, looks) for words, one in windows.items()])
    print()


def row_of(words: str, database: Database, shown: Window, looks: int) -> list[str]:
    page, raw = timed(database, lambda s: look(s, shown), looks), timed(database, lambda s: raw_of(s, shown), 3)
    middle = percentile(page, 50)
    late = "" if middle <= GOAL_MS else f"  (over {GOAL_MS})"
    return [
        words,
        f"{middle:.0f} / {percentile(page, 95):.0f}{late}",
        f"{percentile(raw, 50):.0f}",
        f"1 : {percentile(raw, 50) / middle:.1f}",
        f"{100 * difference(database, shown):.1f} %",
    ]


def timed(database: Database, deed: Callable[[Session], object], looks: int) -> list[float]:
    """In milliseconds. The first look warms what is warm in a studio at work."""
    took: list[float] = []
    for _ in range(looks + 1):
        with db.reading(database) as session:
            began = time.perf_counter()
            deed(session)
            took.append(1000 * (time.perf_counter() - began))
    return took[1:]


def look(session: Session, shown: Window) -> Counted:
    """All that stands on top of the page, with the window before, and the percentiles of every operation."""
    seen, before = (counted.read(session, one, EVERYTHING) for one in (shown, shown.before))
    spent = money.spent(session, shown, EVERYTHING), money.spent_in_all(session, shown.before, EVERYTHING)
    headline.headline(seen, before, *spent)
    of_operations(seen)
    return seen


def of_operations(seen: Counted) -> dict[str, list[float | None]]:
    calls = seen.calls[seen.calls["outcome"] == OK]
    return {str(operation): seen.seconds(rows) for operation, rows in calls.groupby("operation")}


def raw_of(session: Session, shown: Window) -> dict[str, list[float]]:
    """The least that anybody would do without tallies: fetch what each call took, and sort it."""
    import numpy as np
    import pandas as pd

    begins, ends = (moment_for(session, at) for at in (shown.starts_at, shown.ends_at))
    rows = session.connection().execute(CALLS, {"begins": begins, "ends": ends})
    table = pd.DataFrame(rows.all(), columns=["operation", "milliseconds"])
    return {
        str(operation): list(np.percentile(took, counted.PERCENTS, method="inverted_cdf") / 1000)
        for operation, took in table.groupby("operation")["milliseconds"]
    }


def moment_for(session: Session, at: datetime) -> object:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f") if session.get_bind().dialect.name == "sqlite" else at


def difference(database: Database, shown: Window) -> float:
    """The largest, as a share, between what the page says and what the raw rows say."""
    with db.reading(database) as session:
        told, exact = of_operations(look(session, shown)), raw_of(session, shown)
    assert told.keys() == exact.keys(), (told.keys(), exact.keys())
    pairs = [pair for operation in told for pair in zip(told[operation], exact[operation], strict=True)]
    return max((abs(said - true) / true for said, true in pairs if said is not None and true), default=0.0)


if __name__ == "__main__":
    main()
