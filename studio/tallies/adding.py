"""Adding to the tallies. In the transaction of what is counted: so nothing is counted twice, and nothing is forgotten."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from studio.tables import Span, Tally, new_id
from studio.tallies import histogram

WHEN = (col(Tally.span), col(Tally.starts_at))
WHAT = (col(Tally.provider), col(Tally.model), col(Tally.operation), col(Tally.outcome), col(Tally.person))
OF = (*WHEN, *WHAT)
MOST_AT_ONCE = 100  # kinds in one statement; a database bears only so many values


@dataclass(frozen=True)
class Line:
    """One thing that happened. `count` is -1 where it is taken back."""

    at: datetime
    provider: str
    model: str
    operation: str
    outcome: str
    person: str
    milliseconds: int
    estimate_micro_usd: int = 0
    charge_micro_usd: int = 0
    count: int = 1


class Kind(NamedTuple):
    """What makes two lines count as the same."""

    span: Span
    starts_at: datetime
    provider: str
    model: str
    operation: str
    outcome: str
    person: str


@dataclass
class Sums:
    count: int = 0
    milliseconds: int = 0
    estimate_micro_usd: int = 0
    charge_micro_usd: int = 0
    buckets: Counter[int] = field(default_factory=Counter)

    def take(self, line: Line) -> None:
        self.count += line.count
        self.milliseconds += line.count * line.milliseconds
        self.estimate_micro_usd += line.count * line.estimate_micro_usd
        self.charge_micro_usd += line.count * line.charge_micro_usd
        self.buckets[histogram.bucket_of(line.milliseconds)] += line.count


def add(session: Session, lines: Iterable[Line]) -> None:
    sums = summed(lines)
    kinds = sorted(sums)  # always in this order: two who add at once wait for each other, and not in a circle
    for first in range(0, len(kinds), MOST_AT_ONCE):
        some = kinds[first : first + MOST_AT_ONCE]
        session.connection().execute(_ADD, [_added(row, sums[kind]) for kind, row in _locked(session, some).items()])


def summed(lines: Iterable[Line], spans: Iterable[Span] = Span) -> dict[Kind, Sums]:
    sums: dict[Kind, Sums] = {}
    for line in lines:
        for span in spans:
            kind = Kind(span, beginning(span, line.at), *_what(line))
            sums.setdefault(kind, Sums()).take(line)
    return sums


def beginning(span: Span, at: datetime) -> datetime:
    whole_hour = at.replace(minute=0, second=0, microsecond=0)
    return whole_hour.replace(hour=0) if span == Span.DAY else whole_hour


def values_of(kind: Kind, sums: Sums) -> dict[str, Any]:
    """A whole row."""
    return {
        "id": new_id(),
        **kind._asdict(),
        "count": sums.count,
        "milliseconds": sums.milliseconds,
        "histogram": histogram.pack(sums.buckets),
        "estimate_micro_usd": sums.estimate_micro_usd,
        "charge_micro_usd": sums.charge_micro_usd,
    }


def _what(line: Line) -> tuple[str, str, str, str, str]:
    return line.provider, line.model, line.operation, line.outcome, line.person


def _locked(session: Session, kinds: Sequence[Kind]) -> Mapping[Kind, Tally]:
    """Their rows, made where they were missing. Nobody else changes them until we commit."""
    found = _find(session, kinds)
    if missing := [kind for kind in kinds if kind not in found]:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        nothing_yet = [values_of(kind, Sums()) for kind in missing]
        session.connection().execute(insert(Tally).on_conflict_do_nothing(index_elements=OF), nothing_yet)
        found = _find(session, kinds)
    return found


def _find(session: Session, kinds: Sequence[Kind]) -> dict[Kind, Tally]:
    theirs = select(Tally).where(tuple_(*OF).in_(kinds)).order_by(*OF).with_for_update()
    rows = session.exec(theirs.execution_options(populate_existing=True)).all()
    return {
        Kind(row.span, row.starts_at, row.provider, row.model, row.operation, row.outcome, row.person): row
        for row in rows
    }


_ADD = (
    update(Tally)
    .where(col(Tally.id) == bindparam("which"))
    .values(
        count=col(Tally.count) + bindparam("more"),
        milliseconds=col(Tally.milliseconds) + bindparam("more_milliseconds"),
        estimate_micro_usd=col(Tally.estimate_micro_usd) + bindparam("more_estimated"),
        charge_micro_usd=col(Tally.charge_micro_usd) + bindparam("more_charged"),
        histogram=bindparam("all_buckets"),
    )
    .execution_options(synchronize_session=False)
)


def _added(row: Tally, sums: Sums) -> dict[str, Any]:
    buckets = histogram.unpack(row.histogram)
    buckets.update(sums.buckets)
    return {
        "which": row.id,
        "more": sums.count,
        "more_milliseconds": sums.milliseconds,
        "more_estimated": sums.estimate_micro_usd,
        "more_charged": sums.charge_micro_usd,
        "all_buckets": histogram.pack(buckets),
    }
