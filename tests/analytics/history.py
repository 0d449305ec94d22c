"""A studio's history, made up: generations with their calls, ledger and tallies, the same for the same seed. Written straight into
the tables, as a long one would take days through the engine; what is counted of it is counted as the engine does."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine as Database
from sqlalchemy import insert
from sqlmodel import Session

from studio import database, tallies
from studio.brief import Brief, Operation, State
from studio.errors import FailureKind
from studio.tables import Call, Generation, LedgerLine, new_id
from studio.tallies import Occurrence

PEOPLE = ("local", "ada@example.org", "bob@example.org", "chen@example.org")
PROMPTS = (
    "A paper boat drifts down a rain-soaked street at night",
    "=HYPERLINK('http://127.0.0.1') a lone lighthouse above a stormy sea",
    "A fox stops in a misty autumn forest and looks into the camera",
    "**Macro** shot of a hummingbird <b>drinking</b> from a glass flower",
)
SENTENCES = {
    FailureKind.FILTERED: "The provider's filter refused it: change the prompt or the picture.",
    FailureKind.PROVIDER: "The provider broke on its side: try again.",
    FailureKind.TIMED_OUT: "It took longer than 30 minutes. Look again: the provider may still finish it.",
    FailureKind.RATE: "Asked too often: fewer at once, or later.",
    FailureKind.NETWORK: "The provider could not be reached.",
}


@dataclass(frozen=True)
class Maker:
    """How a model does: how long its clips take, what they cost, how often they fail."""

    model: str
    clip_s: float
    usd: float
    fails: float
    share: float


MAKERS = (
    Maker("luma:ray-2", 95, 0.71, 0.05, 5),
    Maker("luma:ray-flash-2", 38, 0.24, 0.04, 4),
    Maker("runway:gen4.5", 70, 0.60, 0.07, 3),
    Maker("google:gemini-omni-1.2-flash", 120, 0.50, 0.10, 2),
    Maker("veo:veo-3.1-generate-001", 160, 2.00, 0.06, 1),
    Maker("animatic:cinematic", 6, 0.0, 0.01, 4),
)
KINDS = {
    FailureKind.FILTERED: 5,
    FailureKind.PROVIDER: 3,
    FailureKind.TIMED_OUT: 2,
    FailureKind.RATE: 1,
    FailureKind.NETWORK: 1,
}


@dataclass
class Rows:
    """Of every table, before they are written."""

    generations: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    ledger: list[dict[str, Any]] = field(default_factory=list)
    occurrences: list[Occurrence] = field(default_factory=list)


def write(db: Database, until: datetime, days: float, count: int, checks: int = 4, seed: int = 5) -> Rows:
    """So many generations, queued over so many days, each with about so many checks. Says what it wrote."""
    rows = Rows()
    chance = random.Random(seed)
    for _ in range(count):
        tell(rows, chance, until - timedelta(days=days * chance.random() ** 1.3), checks, until)
    with database.writing(db) as session:
        store(session, rows)
    return rows


def store(session: Session, rows: Rows) -> None:
    for table, found in ((Generation, rows.generations), (Call, rows.calls), (LedgerLine, rows.ledger)):
        put(session, table, found)
    tallies.add(session, rows.occurrences)


def put(session: Session, table: Any, found: Sequence[dict[str, Any]]) -> None:
    for first in range(0, len(found), 5_000):
        session.connection().execute(insert(table), found[first : first + 5_000])


def tell(rows: Rows, chance: random.Random, queued_at: datetime, checks: int, until: datetime) -> None:
    """One generation, from queued to its end, unless it would end after `until`."""
    maker = chance.choices(MAKERS, [maker.share for maker in MAKERS])[0]
    busy = 1 + math.sin(queued_at.hour / 24 * math.tau) ** 2
    submitted_at = queued_at + timedelta(seconds=chance.lognormvariate(1.5, 0.9) * busy)
    ended_at = submitted_at + timedelta(seconds=maker.clip_s * chance.lognormvariate(0, 0.35) * busy)
    if ended_at >= until:
        return
    kind = chance.choices(list(KINDS), list(KINDS.values()))[0] if chance.random() < maker.fails else None
    state = State.FAILED if kind else State.CANCELLED if chance.random() < 0.02 else State.SUCCEEDED
    made = generation_of(maker, chance.choice(PEOPLE), chance.choice(PROMPTS), state, kind)
    made |= {"created_at": queued_at, "queued_at": queued_at, "submitted_at": submitted_at, "ended_at": ended_at}
    charge = ledger_lines_of(rows, made, maker, chance) if made["was_charged"] else None
    made["tallied"] = facts_of(made, charge)
    rows.generations.append(made)
    rows.occurrences += occurrences_of(made)
    for call in calls_of(made, checks, chance):
        rows.calls.append(call)
        rows.occurrences.append(
            Occurrence(
                **{
                    name: call[name]
                    for name in ("at", "provider", "model", "operation", "outcome", "person", "milliseconds")
                }
            )
        )


def generation_of(maker: Maker, person: str, prompt: str, state: State, kind: FailureKind | None) -> dict[str, Any]:
    brief = Brief(prompt=prompt, model=maker.model, duration_s=5)
    return {
        "id": new_id(),
        "brief": brief,
        "provider": brief.provider,
        "model": brief.model,
        "prompt": prompt,
        "duration_s": 5.0,
        "operation": Operation.MAKE,
        "created_by": person,
        "state": state,
        "failure": kind,
        "failure_sentence": SENTENCES[kind] if kind else "",
        "was_charged": state == State.SUCCEEDED,
        "estimate_micro_usd": round(maker.usd * 1_000_000),
    }


def ledger_lines_of(rows: Rows, made: dict[str, Any], maker: Maker, chance: random.Random) -> int:
    """Reserved, released, paid; what is paid differs from the estimate a little. What was paid."""
    estimate = round(maker.usd * 1_000_000)
    paid = round(estimate * chance.choice((1, 1, 1, 0.9, 1.25)))
    kinds = {"reservation": estimate, "release": -estimate, "settlement": paid}
    whose = {"generation_id": made["id"], "provider": made["provider"], "created_by": made["created_by"]}
    rows.ledger += [
        {"id": new_id(), **whose, "kind": kind, "micro_usd": sum_, "source": "", "at": made["ended_at"]}
        | {"counts_at": made["queued_at"]}
        for kind, sum_ in kinds.items()
        if sum_
    ]
    return paid


def facts_of(made: dict[str, Any], charge: int | None) -> list[dict[str, Any]]:
    outcome = {State.SUCCEEDED: "ok", State.CANCELLED: "cancelled"}.get(made["state"]) or made["failure"].value
    when = {"at": made["ended_at"].isoformat(), "outcome": outcome}
    money = {
        "estimate_micro_usd": made["estimate_micro_usd"] if charge is not None else 0,
        "charge_micro_usd": charge or 0,
    }
    clip = {"operation": "clip", "milliseconds": between(made["submitted_at"], made["ended_at"])}
    wait = {"operation": "wait", "milliseconds": between(made["queued_at"], made["submitted_at"])}
    return [when | clip | money, when | wait]


def occurrences_of(made: dict[str, Any]) -> Iterator[Occurrence]:
    whose = {"provider": made["provider"], "model": made["model"], "person": made["created_by"]}
    for fact in made["tallied"]:
        yield Occurrence(**(fact | whose | {"at": datetime.fromisoformat(fact["at"])}))


def calls_of(made: dict[str, Any], checks: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    yield call_of(made, "submit", made["submitted_at"], chance.lognormvariate(6.7, 0.5), chance)
    looked = max(1, round(chance.gauss(checks, checks / 4)))
    for number in range(looked):
        at = made["submitted_at"] + (made["ended_at"] - made["submitted_at"]) * (number / looked)
        yield call_of(made, "check", at, chance.lognormvariate(4.9, 0.4), chance)
    if made["state"] == State.SUCCEEDED:
        yield call_of(made, "download", made["ended_at"], chance.lognormvariate(7.6, 0.6), chance)


def call_of(
    made: dict[str, Any], operation: str, at: datetime, milliseconds: float, chance: random.Random
) -> dict[str, Any]:
    trouble = chance.random()
    outcome = "rate" if trouble < 0.012 else "network" if trouble < 0.018 else "ok"
    return {
        "id": new_id(),
        "at": at,
        "provider": made["provider"],
        "model": made["model"],
        "operation": operation,
        "outcome": outcome,
        "milliseconds": round(milliseconds),
        "http_status": 429 if outcome == "rate" else None,
        "generation_id": made["id"],
        "person": made["created_by"],
    }


def between(first: datetime, last: datetime) -> int:
    return round((last - first).total_seconds() * 1000)
