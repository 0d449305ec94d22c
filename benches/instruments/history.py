"""A studio that a team has used for months: every call to a provider, every ended generation and its money, counted as engines do.

Rows are written whole, a day at a time, as no engine could make them in the time of a bench.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine as Database
from sqlalchemy import insert
from sqlmodel import Session

from studio import database as db
from studio.brief import Brief, State
from studio.errors import FailureKind
from studio.tables import Call, Charge, Generation, Span, Tally, new_id
from studio.tallies import Line
from studio.tallies.adding import beginning, summed, values_of

PEOPLE = ("ann@example.org", "ben@example.org", "chen@example.org", "dita@example.org", "local")
CHECKS = 10  # of each generation
CALLS = CHECKS + 2  # those, a submission and a download
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Habit:
    """How a model behaves: seconds of its calls and of a clip, how often calls and clips fail, dollars for a clip."""

    model: str
    call_s: float
    clip_s: float
    trouble: float
    usd: float

    @property
    def provider(self) -> str:
        return self.model.partition(":")[0]


HABITS = (
    Habit("luma:ray-2", 0.35, 75, 0.02, 0.71),
    Habit("luma:ray-flash-2", 0.3, 35, 0.02, 0.24),
    Habit("luma_agents:ray-3.2", 0.6, 140, 0.05, 1.2),
    Habit("runway:gen4.5", 0.25, 60, 0.03, 0.6),
    Habit("runway:gen4_turbo", 0.2, 25, 0.01, 0.25),
    Habit("google:omni", 0.9, 110, 0.06, 0.8),
    Habit("veo:veo-3.1-generate-001", 0.8, 95, 0.04, 3.2),
    Habit("animatic:cinematic", 0.004, 6, 0.002, 0),
)
CALL_TROUBLES = (FailureKind.RATE, FailureKind.RATE, FailureKind.NETWORK, FailureKind.PROVIDER)
CLIP_TROUBLES = (FailureKind.FILTERED, FailureKind.PROVIDER, FailureKind.TIMED_OUT, FailureKind.MEDIA)


def fill(database: Database, calls: int, days: int, until: datetime, seed: int = 1) -> None:
    """So many calls, the same number on each of the days before `until`."""
    chance = Random(seed)
    first_day = beginning(Span.DAY, until) - DAY * (days - 1)
    for number in range(days):
        ends = min(first_day + DAY * (number + 1), until)
        many = calls // CALLS * (number + 1) // days - calls // CALLS * number // days
        with db.writing(database) as session:
            write_day(
                session, [one for _ in range(many) for one in a_generation(chance, first_day + DAY * number, ends)]
            )


Row = tuple[type[Generation] | type[Charge] | type[Call], dict[str, Any]]


def write_day(session: Session, rows: Sequence[Row]) -> None:
    for table in (Generation, Charge, Call):
        values = [columns for of, columns in rows if of is table]
        session.connection().execute(insert(table), values)
    sums = summed(line for of, columns in rows for line in lines_of(of, columns))
    session.connection().execute(insert(Tally), [values_of(kind, sums[kind]) for kind in sorted(sums)])


def lines_of(table: type[Any], columns: dict[str, Any]) -> Iterator[Line]:
    if table is Call:
        names = ("at", "provider", "model", "operation", "outcome", "person", "milliseconds")
        yield Line(**{name: columns[name] for name in names})
    if table is Generation:
        whose = {"provider": columns["provider"], "model": columns["model"], "person": columns["created_by"]}
        for fact in columns["tallied"]:
            known: dict[str, Any] = {**whose, **fact, "at": datetime.fromisoformat(fact["at"])}
            yield Line(**known)


def a_generation(chance: Random, begins: datetime, ends: datetime) -> Iterator[Row]:
    """Ended within that time, with its calls and its money."""
    habit, person = chance.choice(HABITS), chance.choice(PEOPLE)
    failure = chance.choice(CLIP_TROUBLES) if chance.random() < habit.trouble * 2 else None
    waited_s, took_s = chance.expovariate(1 / 4), habit.clip_s * chance.lognormvariate(0, 0.35)
    queued_at = begins + timedelta(
        seconds=chance.random() * max(0.0, (ends - begins).total_seconds() - waited_s - took_s)
    )
    submitted_at = queued_at + timedelta(seconds=waited_s)
    ended_at = submitted_at + timedelta(seconds=took_s)
    estimate = round(habit.usd * 1e6)
    charge = 0 if failure else round(estimate * chance.choice((1, 1, 1, 1.02, 0.97)))
    outcome, when = failure.value if failure else "ok", {"at": ended_at.isoformat()}
    clip = {"operation": "clip", "milliseconds": round(took_s * 1000), "charge_micro_usd": charge}
    clip["estimate_micro_usd"] = 0 if failure else estimate
    wait = {"operation": "wait", "milliseconds": round(waited_s * 1000)}
    brief = Brief(prompt=f"A paper boat in the rain, {chance.randrange(10_000)}", model=habit.model)
    made = Generation(
        brief=brief, provider=habit.provider, model=habit.model, prompt=brief.prompt, duration_s=5, created_by=person,
        created_at=queued_at, queued_at=queued_at, submitted_at=submitted_at, ended_at=ended_at, next_step_at=ended_at,
        state=State.FAILED if failure else State.SUCCEEDED, failure=failure, was_charged=not failure,
        failure_sentence="It did not come of it." if failure else "", estimate_micro_usd=estimate,
        tallied=[when | {"outcome": outcome} | fact for fact in (clip, wait)],
    )  # fmt: skip
    yield Generation, {name: getattr(made, name) for name in Generation.model_fields}
    yield from charges(made, estimate, charge)
    for number in range(CALLS):
        yield Call, a_call(chance, habit, made, number)


def charges(made: Generation, estimate: int, charge: int) -> Iterator[Row]:
    ledger = [("reservation", estimate), ("release", -estimate), ("settlement", charge)]
    of_it: dict[str, Any] = {"generation_id": made.id, "provider": made.provider, "created_by": made.created_by}
    when = {"at": made.ended_at, "counts_at": made.queued_at, "source": "a history", "token_id": None}
    for kind, micro_usd in ledger:
        if micro_usd:
            yield Charge, {"id": new_id(), "kind": kind, "micro_usd": micro_usd, **of_it, **when}


def a_call(chance: Random, habit: Habit, made: Generation, number: int) -> dict[str, Any]:
    operation = "submit" if number == 0 else "download" if number == CALLS - 1 else "check"
    assert made.submitted_at and made.ended_at
    at = made.submitted_at + (made.ended_at - made.submitted_at) * (number / (CALLS - 1))
    slower = {"submit": 2, "check": 1, "download": 6}[operation]
    trouble = chance.choice(CALL_TROUBLES).value if chance.random() < habit.trouble else None
    return {
        "id": new_id(),
        "at": at,
        "provider": habit.provider,
        "model": habit.model,
        "operation": operation,
        "outcome": trouble or "ok",
        "milliseconds": max(1, round(1000 * habit.call_s * slower * chance.lognormvariate(0, 0.5))),
        "http_status": {"rate": 429, "provider": 500}.get(trouble or "", None if trouble else 200),
        "generation_id": made.id,
        "person": made.created_by,
    }
