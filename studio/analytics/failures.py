"""What went wrong: kinds of failure by count, and the generations behind each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from studio.analytics.counted import OK, Counted
from studio.analytics.filter import AnalyticsFilter
from studio.analytics.table import Table
from studio.analytics.window import Window
from studio.brief import State
from studio.errors import FailureKind
from studio.tables import Generation

MOST_SHOWN = 20


def by_kind(counted: Counted) -> Table:
    """Of generations, by kind and provider."""
    return _sums(counted.decided[counted.decided["outcome"] != OK], ["outcome", "provider"])


def of_calls(counted: Counted) -> Table:
    """By provider, operation and kind: how many calls failed, and which fraction that is of all such calls."""
    kind = ["provider", "operation"]
    whole = counted.calls.groupby(kind)["count"].sum().rename("whole")
    failed = _sums(counted.failed_calls, [*kind, "outcome"]).join(whole, on=kind)
    return failed.assign(fraction=failed["count"] / failed["whole"]).drop(columns="whole")


@dataclass(frozen=True)
class Failed:
    """A generation that ended badly, as far as a list of them tells."""

    id: str
    prompt: str
    model: str
    sentence: str
    kind: FailureKind
    ended_at: datetime
    person: str
    was_charged: bool | None


def examples(
    session: Session, window: Window, wanted: AnalyticsFilter, kind: FailureKind | None = None
) -> Sequence[Failed]:
    """The newest that failed so, or in whatever way."""
    columns = (
        Generation.id,
        Generation.prompt,
        Generation.model,
        Generation.failure_sentence,
        Generation.failure,
        Generation.ended_at,
        Generation.created_by,
        Generation.was_charged,
    )
    is_meant = (
        col(Generation.state) == State.FAILED,
        col(Generation.ended_at) >= window.starts_at,
        col(Generation.ended_at) < window.ends_at,
    )
    if kind:
        is_meant += (col(Generation.failure) == kind,)
    asked = select(*map(col, columns)).where(*is_meant, *wanted.of_generations())  # pyright: ignore[reportCallIssue]
    newest = asked.order_by(col(Generation.ended_at).desc()).limit(MOST_SHOWN)
    return [Failed(*row) for row in session.connection().execute(newest)]


def _sums(rows: Table, names: Sequence[str]) -> Table:
    sums = rows.groupby(list(names), as_index=False)["count"].sum()
    return sums.sort_values("count", ascending=False, ignore_index=True)
