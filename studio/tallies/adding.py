"""Adding to the tallies. In the transaction of what is counted: so nothing is counted twice, and nothing is forgotten."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Any, NamedTuple

from sqlalchemy import bindparam, update
from sqlmodel import Session, col

from studio.database import insert_of
from studio.tables import EVERYBODY, Span, Tally, new_id
from studio.tallies import histogram

WHOSE = (col(Tally.span), col(Tally.person), col(Tally.starts_at))
WHAT = (col(Tally.provider), col(Tally.model), col(Tally.operation), col(Tally.outcome))
OF = (*WHOSE, *WHAT)
SUMMED = ("count", "milliseconds", "estimate_micro_usd", "charge_micro_usd")
MOST_AT_ONCE = 100  # kinds in one statement; a database bears only so many values


@dataclass(frozen=True)
class Occurrence:
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


class TallyKind(NamedTuple):
    """What makes two occurrences count as the same."""

    span: Span
    person: str
    starts_at: datetime
    provider: str
    model: str
    operation: str
    outcome: str


@dataclass
class TallySums:
    count: int = 0
    milliseconds: int = 0
    estimate_micro_usd: int = 0
    charge_micro_usd: int = 0
    buckets: Counter[int] = field(default_factory=Counter)

    def take(self, occurrence: Occurrence) -> None:
        self.count += occurrence.count
        self.milliseconds += occurrence.count * occurrence.milliseconds
        self.estimate_micro_usd += occurrence.count * occurrence.estimate_micro_usd
        self.charge_micro_usd += occurrence.count * occurrence.charge_micro_usd
        self.buckets[histogram.bucket_of(occurrence.milliseconds)] += occurrence.count


def add(session: Session, occurrences: Iterable[Occurrence]) -> None:
    sums = summed(occurrences)
    kinds = sorted(sums)  # always in this order: two who add at once wait for each other, and not in a circle
    for first in range(0, len(kinds), MOST_AT_ONCE):
        _add(session, {kind: sums[kind] for kind in kinds[first : first + MOST_AT_ONCE]})


def summed(occurrences: Iterable[Occurrence]) -> dict[TallyKind, TallySums]:
    """Each counts for its hour and its day, and in both for its person and for everybody."""
    sums: dict[TallyKind, TallySums] = {}
    for occurrence in occurrences:
        for span, person in product(Span, (occurrence.person, EVERYBODY)):
            kind = TallyKind(span, person, beginning(span, occurrence.at), *_what(occurrence))
            sums.setdefault(kind, TallySums()).take(occurrence)
    return sums


def beginning(span: Span, at: datetime) -> datetime:
    whole_hour = at.replace(minute=0, second=0, microsecond=0)
    return whole_hour.replace(hour=0) if span == Span.DAY else whole_hour


def values_of(kind: TallyKind, sums: TallySums) -> dict[str, Any]:
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


def _what(occurrence: Occurrence) -> tuple[str, str, str, str]:
    return occurrence.provider, occurrence.model, occurrence.operation, occurrence.outcome


def _add(session: Session, sums: Mapping[TallyKind, TallySums]) -> None:
    """Their rows are made where they were missing, and from then on nobody else changes them until we commit."""
    more = insert_of(session, Tally).values([values_of(kind, one) | {"histogram": b""} for kind, one in sums.items()])
    added = {name: getattr(Tally, name) + more.excluded[name] for name in SUMMED}
    upsert = more.on_conflict_do_update(index_elements=OF, set_=added).returning(
        *OF, col(Tally.id), col(Tally.histogram)
    )
    found: list[tuple[Any, ...]] = [tuple(row) for row in session.connection().execute(upsert)]
    session.connection().execute(_KEEP, [_histogram(row[-2], row[-1], sums[TallyKind(*row[:-2])]) for row in found])


def _histogram(tally_id: str, so_far: bytes, sums: TallySums) -> dict[str, Any]:
    buckets = histogram.unpack(so_far)
    buckets.update(sums.buckets)
    return {"which": tally_id, "all_buckets": histogram.pack(buckets)}


_KEEP = (
    update(Tally)
    .where(col(Tally.id) == bindparam("which"))
    .values(histogram=bindparam("all_buckets"))
    .execution_options(synchronize_session=False)
)
