"""How things stand now with what a rule watches: small grouped looks at the rows of a few minutes."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, case, col, func, or_, select

from studio import balances, budgets
from studio.alerts.kinds import CLIP, WELL_AT, amount
from studio.brief import MOVING, State
from studio.errors import FailureKind
from studio.moves import NEVER
from studio.providers.catalogue import PROVIDERS
from studio.tables import AlertKind, AlertRule, Call, EngineBeat, Event, Generation, Scope

NOT_THEIR_FAULT = (FailureKind.FILTERED, FailureKind.INVALID)  # of a brief: the provider works
SLOWEST = 0.95
FORGOTTEN_S = 3600.0  # an engine whose row is gone has been silent for so long, or was never there
NO_ENGINE = "No engine is running: start the studio, or run python -m studio engine."
BUDGETS = {
    Scope.DAY: "The budget for a day",
    Scope.MONTH: "The budget for a month",
    Scope.PERSON: "A person's budget for a month",
    Scope.TOKEN: "An access token's budget",
    Scope.PRODUCTION: "A production's budget",
}


@dataclass(frozen=True)
class Reading:
    """`about`: a provider, or the scope of a budget; nothing: the studio as a whole."""

    about: str
    value: float
    sentence: str


def read(session: Session, rule: AlertRule, at: datetime, free_bytes: int) -> Sequence[Reading]:
    """One for each thing that there is something to say of. Too small a sample says nothing."""
    if rule.kind == AlertKind.DISK:
        return [_disk(rule, free_bytes)]
    return list(_READERS[rule.kind](session, rule, at))


# -- calls ------------------------------------------------------------------------------------------------


def _errors(session: Session, rule: AlertRule, at: datetime) -> Iterator[Reading]:
    is_fault = col(Call.outcome).not_in(["ok", *NOT_THEIR_FAULT])
    for provider, count, percent in _shares(session, rule, at, is_fault):
        yield Reading(
            provider,
            percent,
            f"{_label(provider)}: {percent:.0f} % of {count:,} calls failed in the last {_window(rule)}{_limit(rule)}.",
        )


def _busy(session: Session, rule: AlertRule, at: datetime) -> Iterator[Reading]:
    for provider, count, percent in _shares(session, rule, at, col(Call.outcome) == FailureKind.RATE):
        yield Reading(
            provider,
            percent,
            f"{_label(provider)} turned away {percent:.0f} % of {count:,} calls (429) in the last {_window(rule)}{_limit(rule)}.",
        )


def _shares(
    session: Session, rule: AlertRule, at: datetime, is_meant: ColumnElement[bool]
) -> Iterator[tuple[str, int, float]]:
    """By provider: of how many calls so many percent are meant."""
    meant, count = func.sum(case((is_meant, 1), else_=0)), func.count(col(Call.id))
    rows = session.exec(select(Call.provider, count, meant).where(_calls(rule, at)).group_by(col(Call.provider)))
    for provider, whole, some in rows.all():
        if whole >= rule.least_count:
            yield provider, whole, 100 * int(some) / whole


def _calls(rule: AlertRule, at: datetime) -> ColumnElement[bool]:
    """Those that the rule is for, in its window."""
    wanted = (col(Call.at) > at - timedelta(minutes=rule.window_minutes)) & (col(Call.at) <= at)
    if rule.provider:
        wanted &= col(Call.provider) == rule.provider
    if rule.operation:
        wanted &= col(Call.operation) == rule.operation
    return wanted


def _slow(session: Session, rule: AlertRule, at: datetime) -> Iterator[Reading]:
    if rule.operation == CLIP:
        yield from _slow_clips(session, rule, at)
        return
    counts = select(Call.provider, func.count(col(Call.id))).where(_calls(rule, at)).group_by(col(Call.provider))
    for provider, count in session.exec(counts).all():
        if count >= rule.least_count:
            theirs = select(Call.milliseconds).where(_calls(rule, at), Call.provider == provider)
            slow = session.exec(theirs.order_by(col(Call.milliseconds)).offset(_rank(count)).limit(1)).one()
            yield _slowness(rule, provider, slow / 1000, f"{count:,} calls of {rule.operation}")


def _slow_clips(session: Session, rule: AlertRule, at: datetime) -> Iterator[Reading]:
    since = at - timedelta(minutes=rule.window_minutes)
    is_meant = col(Generation.ended_at) > since, Generation.state == State.SUCCEEDED
    columns = select(Generation.provider, Generation.submitted_at, Generation.queued_at, Generation.ended_at)
    took: dict[str, list[float]] = {}
    for provider, submitted_at, queued_at, ended_at in session.exec(columns.where(*is_meant)).all():
        if ended_at and rule.provider in ("", provider):
            took.setdefault(provider, []).append((ended_at - (submitted_at or queued_at)).total_seconds())
    for provider, seconds in took.items():
        if len(seconds) >= rule.least_count:
            yield _slowness(rule, provider, sorted(seconds)[_rank(len(seconds))], f"{len(seconds):,} clips")


def _rank(count: int) -> int:
    return max(0, math.ceil(SLOWEST * count) - 1)


def _slowness(rule: AlertRule, provider: str, seconds: float, what: str) -> Reading:
    told = amount(AlertKind.SLOW, seconds)
    return Reading(
        provider,
        seconds,
        f"{_label(provider)}: the slowest 5 % of {what} took {told} or more in the last {_window(rule)}{_limit(rule)}.",
    )


# -- money ------------------------------------------------------------------------------------------------


def _balance(session: Session, rule: AlertRule, at: datetime) -> Iterator[Reading]:
    for provider, told in balances.list_told(session, list(PROVIDERS), at).items():
        if rule.provider in ("", provider):
            left = amount(AlertKind.BALANCE, told.usd)
            yield Reading(provider, told.usd, f"{_label(provider)}: {left} are left in the account{_limit(rule)}.")


def _budget(session: Session, rule: AlertRule, at: datetime) -> Iterator[Reading]:
    """The fullest of each scope. Whose it is stays out: the sentence is shown to more than the admins."""
    used: dict[Scope, float] = {}
    for stands in budgets.list_standing(session, at):
        used[stands.budget.scope] = max(used.get(stands.budget.scope, 0), 100 * stands.fraction)
    for scope, percent in used.items():
        yield Reading(scope.value, percent, f"{BUDGETS[scope]} is used to {percent:,.0f} %{_limit(rule)}.")


# -- generations ------------------------------------------------------------------------------------------


def _stuck(session: Session, rule: AlertRule, at: datetime) -> Iterator[Reading]:
    """Due and not moved, or running. Younger ones are all well."""
    bound = at - timedelta(minutes=rule.threshold) * WELL_AT
    watched = func.coalesce(Generation.watched_since, Generation.submitted_at, Generation.next_step_at)
    columns = select(Generation.provider, Generation.next_step_at, watched)
    is_old = or_(col(Generation.next_step_at) < bound, watched < bound)
    found = session.exec(columns.where(col(Generation.state).in_(MOVING), is_old)).all()
    since = [(provider, min(due_at, watched_since)) for provider, due_at, watched_since in found]
    yield from _oldest(rule, at, since, "has stood still or run")


def _unclear(session: Session, rule: AlertRule, at: datetime) -> Iterator[Reading]:
    waits = and_(col(Generation.state) == State.UNCLEAR, col(Generation.next_step_at) >= NEVER)
    last_at = func.max(col(Event.at))
    joined = select(Generation.provider, last_at).join(Event, col(Event.generation_id) == col(Generation.id))
    found = session.exec(joined.where(waits).group_by(col(Generation.id), col(Generation.provider))).all()
    yield from _oldest(rule, at, found, "has waited for somebody's decision")


def _oldest(
    rule: AlertRule, at: datetime, since: Iterable[tuple[str, datetime]], what_it_did: str
) -> Iterator[Reading]:
    """By provider: the minutes of the one that is longest in this state."""
    minutes: dict[str, list[float]] = {}
    for provider, moment in since:
        if rule.provider in ("", provider):
            minutes.setdefault(provider, []).append((at - moment).total_seconds() / 60)
    for provider, waited in minutes.items():
        longest, others = max(waited), len(waited) - 1
        told = (
            f"a generation {what_it_did} for {amount(rule.kind, longest)}{f', and {others:,} more' if others else ''}"
        )
        yield Reading(provider, longest, f"{_label(provider)}: {told}{_limit(rule)}.")


# -- this machine -----------------------------------------------------------------------------------------


def _silent(session: Session, rule: AlertRule, at: datetime) -> Iterator[Reading]:
    """The one that is silent for longest. One whose successor on the same machine has begun since is not missed."""
    beats = session.exec(select(EngineBeat)).all()
    if not beats:
        yield Reading("", FORGOTTEN_S, NO_ENGINE)
        return
    missed = [one for one in beats if not any(_succeeds(other, one) for other in beats)]
    seconds = max((at - one.seen_at).total_seconds() for one in missed)
    yield Reading("", seconds, f"An engine has been silent for {amount(AlertKind.SILENT, seconds)}{_limit(rule)}.")


def _succeeds(other: EngineBeat, one: EngineBeat) -> bool:
    return other.host == one.host and other.kind == one.kind and other.started_at > one.seen_at


def _disk(rule: AlertRule, free_bytes: int) -> Reading:
    free = free_bytes / 1e9
    return Reading("", free, f"{amount(AlertKind.DISK, free)} are free in the data folder{_limit(rule)}.")


_READERS: dict[AlertKind, Callable[[Session, AlertRule, datetime], Iterator[Reading]]] = {
    AlertKind.ERRORS: _errors,
    AlertKind.BUSY: _busy,
    AlertKind.SLOW: _slow,
    AlertKind.BALANCE: _balance,
    AlertKind.BUDGET: _budget,
    AlertKind.STUCK: _stuck,
    AlertKind.UNCLEAR: _unclear,
    AlertKind.SILENT: _silent,
}


def _label(provider: str) -> str:
    return PROVIDERS.get(provider, provider)


def _window(rule: AlertRule) -> str:
    return f"{rule.window_minutes:,} min"


def _limit(rule: AlertRule) -> str:
    return f"; the limit is {amount(rule.kind, rule.threshold)}"
