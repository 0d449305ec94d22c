"""How long things take: calls to the providers, and clips from submitting to the end. Only what went well is measured: a refusal
comes fast, and a time-out tells of our patience."""

from collections.abc import Sequence

from studio.analytics.counted import OK, PERCENTS, Counted
from studio.analytics.table import Table, table_of
from studio.tallies.generations import CLIP

MEASURED = (CLIP, "submit", "check", "download")
NAMES = [f"p{percent}" for percent in PERCENTS]


def over_time(counted: Counted, operation: str) -> Table:
    """In seconds; a row for each step and percentile."""
    return percentiles_over_time(counted, _went_well(counted, (operation,)))


def by_model(counted: Counted) -> Table:
    """In seconds; a row for each model and operation, what there is most of first."""
    return percentiles_by(counted, _went_well(counted, MEASURED), ["model", "operation"])


def percentiles_over_time(counted: Counted, rows: Table) -> Table:
    table = counted.seconds_by_step(rows)
    table.columns = NAMES
    return table.reset_index().melt("at", var_name="percentile", value_name="seconds").dropna()


def percentiles_by(counted: Counted, rows: Table, names: Sequence[str]) -> Table:
    kinds = rows.groupby(list(names))
    found = ((*kind, int(theirs["count"].sum()), *counted.seconds(theirs)) for kind, theirs in kinds)
    return table_of(found, [*names, "count", *NAMES]).sort_values("count", ascending=False, ignore_index=True)


def _went_well(counted: Counted, operations: Sequence[str]) -> Table:
    rows = counted.rows
    return rows[rows["operation"].isin(operations) & (rows["outcome"] == OK)]
