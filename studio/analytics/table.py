"""Tables: pandas' DataFrames, under a name that lets pyright be. By pandas' own types any part of one may be of any kind.

pandas is imported where a table is made: it takes a third of a second, which no page should wait for that shows none.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from studio.analytics.window import Window
from studio.audit import harmless

Table = Any  # pandas.DataFrame
Column = Any  # pandas.Series


def table_of(rows: Iterable[Sequence[Any]], names: Sequence[str]) -> Table:
    """Moments in a column `at` become UTC, however a database gave them."""
    import pandas as pd

    found = list(rows)
    columns = zip(*found, strict=True) if found else [[] for _ in names]
    table = pd.DataFrame(dict(zip(names, columns, strict=True)))
    if "at" in table:
        table["at"] = pd.to_datetime(table["at"], utc=True, format="ISO8601")
    return table


def joined(*tables: Table) -> Table:
    """One below the other."""
    import pandas as pd

    return pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)


def steps_of(window: Window) -> Any:
    import pandas as pd

    return pd.date_range(window.starts_at, window.ends_at, freq=window.step, inclusive="left", name="at")


def as_csv(table: Table) -> str:
    """What a spreadsheet would run as a formula is kept from it."""
    told = table.copy()
    for name in told.columns:
        told[name] = [harmless(cell) if isinstance(cell, str) else cell for cell in told[name]]
    return told.to_csv(index=False, date_format="%Y-%m-%dT%H:%M:%SZ", float_format="%.6g")
