"""How it went, over time and by model."""

from studio.analytics.counted import CANCELLED, OK, Counted
from studio.analytics.headline import fraction_by_step
from studio.analytics.table import Table

MADE, FAILED = "made", "failed"
WORDS = {OK: MADE, CANCELLED: CANCELLED}  # anything else is a kind of failure


def by_step(counted: Counted) -> Table:
    """How many generations ended, and how: `made`, `failed` or `cancelled`."""
    return _named(counted).groupby(["at", "outcome"], as_index=False)["count"].sum()


def errors_by_step(counted: Counted) -> Table:
    """How many calls there were, and which fraction of them went wrong."""
    table = counted.by_step(counted.calls).rename("calls").to_frame()
    return table.assign(fraction=fraction_by_step(counted, counted.failed_calls, counted.calls)).reset_index()


def by_model(counted: Counted) -> Table:
    """How many were made, failed and cancelled, and which fraction of those that nobody cancelled went well."""
    sums = _named(counted).pivot_table(index="model", columns="outcome", values="count", aggfunc="sum", fill_value=0)
    sums = sums.reindex(columns=[MADE, FAILED, CANCELLED], fill_value=0)
    decided = sums[MADE] + sums[FAILED]
    sums["success_fraction"] = sums[MADE] / decided.where(decided > 0)
    return sums.sort_values([MADE, FAILED], ascending=False).reset_index().rename_axis(columns=None)


def _named(counted: Counted) -> Table:
    return counted.clips.assign(outcome=counted.clips["outcome"].map(WORDS).fillna(FAILED))
