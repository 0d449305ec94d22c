"""Where the money goes. What was paid comes from the ledger and counts for the day it was reserved on, as the budgets count it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col, func

from studio.analytics.counted import MONEY, Counted
from studio.analytics.filter import AnalyticsFilter
from studio.analytics.table import Column, Table, steps_of, table_of
from studio.analytics.window import DAY, HOUR, MINUTE, Window
from studio.ledger import IS_PAID
from studio.money import MICRO
from studio.tables import LedgerLine, Production

LETTERS = {DAY: 10, HOUR: 13, MINUTE: 16}  # of a moment as SQLite writes it: `2026-11-26 14:05`
NEVER_STARTED = "Outlined, never started"
FIELDS = {DAY: "day", HOUR: "hour", MINUTE: "minute"}


def spent(session: Session, window: Window, wanted: AnalyticsFilter) -> Column:
    """In USD, for each step."""
    rows = _sums(session, window, wanted, [_step_of(session, window.step)], ["at"])
    return rows.set_index("at")["usd"].reindex(steps_of(window), fill_value=0.0)


def spent_in_all(session: Session, window: Window, wanted: AnalyticsFilter) -> float:
    """In USD."""
    return float(_sums(session, window, wanted, [], [])["usd"].sum())


def spent_by(session: Session, window: Window, wanted: AnalyticsFilter) -> Table:
    """In USD, by step, provider, person and production; of what was made for none, that is empty."""
    whose = col(LedgerLine.created_by), func.coalesce(col(LedgerLine.production_id), "")
    named = [_step_of(session, window.step), col(LedgerLine.provider), *whose]
    return _sums(session, window, wanted, named, ["at", "provider", "person", "production_id"])


def by_person(rows: Table) -> Table:
    """Who spent most comes first."""
    return _by(rows, "person")


def by_provider(rows: Table) -> Table:
    return _by(rows, "provider")


def by_production(session: Session, rows: Table) -> Table:
    """With what each is called now. What was made for none is left out of the list, not of the parts of all."""
    sums = _by(rows, "production_id")
    sums = sums[sums["production_id"] != ""].reset_index(drop=True)
    titles = _titles(session, sums["production_id"].to_list())
    sums.insert(0, "title", [titles.get(id_, NEVER_STARTED) for id_ in sums["production_id"]])
    return sums


def _titles(session: Session, ids: Sequence[str]) -> dict[str, str]:
    columns: Any = map(col, (Production.id, Production.title, Production.deleted_at))
    found: Any = session.connection().execute(select(*columns).where(col(Production.id).in_(ids)))
    return {id_: f"{title} (deleted)" if deleted_at else title for id_, title, deleted_at in found}


def estimates(counted: Counted) -> Table:
    """By model: what was expected of what was paid for, and what it came to."""
    rows = counted.clips
    rows = rows[(rows["estimate_micro_usd"] > 0) | (rows["charge_micro_usd"] > 0)]
    sums = rows.groupby("model")[MONEY].sum().astype("float") / MICRO
    sums.columns = ["estimate_usd", "charge_usd"]
    sums["over_usd"] = sums["charge_usd"] - sums["estimate_usd"]
    sums["over_fraction"] = sums["over_usd"] / sums["estimate_usd"].where(sums["estimate_usd"] > 0)
    return sums.sort_values("charge_usd", ascending=False).reset_index()


def _by(rows: Table, name: str) -> Table:
    sums = rows.groupby(name)["usd"].sum().sort_values(ascending=False).reset_index()
    total = sums["usd"].sum()
    return sums.assign(fraction=sums["usd"] / total if total else 0.0)


def _sums(session: Session, window: Window, wanted: AnalyticsFilter, by: Sequence[Any], names: Sequence[str]) -> Table:
    is_inside = col(LedgerLine.counts_at) >= window.starts_at, col(LedgerLine.counts_at) < window.ends_at
    asked = select(*by, func.sum(col(LedgerLine.micro_usd))).where(IS_PAID, *is_inside, *wanted.of_charges())
    rows = table_of(session.connection().execute(asked.group_by(*by)), [*names, "micro_usd"])
    return rows.assign(usd=rows.pop("micro_usd").astype("float") / MICRO)


def _step_of(session: Session, step: timedelta) -> Any:
    if session.get_bind().dialect.name == "postgresql":
        return func.date_trunc(FIELDS[step], col(LedgerLine.counts_at), "UTC")
    moment = func.substr(col(LedgerLine.counts_at), 1, LETTERS[step])
    return moment + ":00" if step == HOUR else moment
