"""Money: an estimate before, a reservation while it runs, a charge after. Micro-dollars in the ledger, USD on the screen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from studio.brief import Brief
from studio.errors import NotFound
from studio.providers import catalogue
from studio.providers.catalogue import Model
from studio.settings import load
from studio.tables import Charge, Generation, Setting, now

MICRO = 1_000_000
CENT = 10_000
WHOLE = 100.0  # percent
SETTLED = "settled"  # the source of a release: what was set aside has given way to what was paid
LATE = "a late answer to an earlier try"


@dataclass(frozen=True)
class Estimate:
    """What a brief will probably cost, where the figure comes from and how old it is. `usd` None: no rate is known."""

    usd: float | None
    source: str
    as_of: date
    is_verified: bool

    @property
    def micro_usd(self) -> int | None:
        return None if self.usd is None else round(self.usd * MICRO)


def estimate(session: Session, brief: Brief) -> Estimate:
    """The list price, or the share of it that is said to be paid here. Raises NotFound for a model nobody knows."""
    rates = catalogue.model(brief.model, brief.operation).rates_of(brief)
    price, percent = rates.of(brief.resolution, brief.duration_s), price_percent(session, brief.provider)
    if price and percent != WHOLE:
        price, source = price * percent / WHOLE, f"{percent:g} % of: {rates.source}"
        return Estimate(price, source, rates.as_of, rates.is_verified)
    return Estimate(price, rates.source, rates.as_of, rates.is_verified)


def price_percent(session: Session, provider: str) -> float:
    """What is paid to it here, in % of its list prices: somebody may have an agreement of their own."""
    name = f"{provider}_price_percent"
    saved = session.get(Setting, name)
    return float(saved.value) if saved else getattr(load(), name, WHOLE)


def rough(micro_usd: int) -> int:
    """Up to two digits: as much as an estimate of tokens can know."""
    step = 10 ** max(0, len(str(micro_usd)) - 2)
    return -(-micro_usd // step) * step


def usd(micro_usd: int | None) -> str:
    """`$0.71`, `$0.015`, `free`, or `price unknown`: what costs something never looks like nothing, nor like half as much."""
    if micro_usd is None:
        return "price unknown"
    if 0 < micro_usd < 10 * CENT and micro_usd % CENT:
        return f"${micro_usd / MICRO:.6f}".rstrip("0")
    return f"${micro_usd / MICRO:,.2f}" if micro_usd else "free"


def amount(micro_usd: int) -> str:
    """A sum of money: nothing is `$0.00`, not free, and less than nothing keeps its sign."""
    if micro_usd < 0:
        return f"-{usd(-micro_usd)}"
    return usd(micro_usd) if micro_usd else "$0.00"


def least_words(known: Model) -> str:
    """`from $0.40`, `free` or `price unknown`: by the list, of the least that it makes."""
    if known.least_usd is None:
        return usd(None)
    return f"from {usd(round(known.least_usd * MICRO))}" if known.least_usd else usd(0)


def estimate_now(session: Session, generation: Generation) -> int | None:
    """In micro-dollars, at the rate of today; the earlier one where its model has left the catalogue."""
    try:
        return estimate(session, generation.brief).micro_usd
    except NotFound:
        return generation.estimate_micro_usd


def reserve(session: Session, generation: Generation, told: Estimate | None = None) -> None:
    """Set its estimate aside, in the transaction that queues it. `told`: where it was just looked up."""
    try:
        guess = told or estimate(session, generation.brief)
        source = f"{guess.source}; {guess.as_of}"
    except NotFound:
        source = "the earlier estimate"
    _enter(session, generation, "reservation", generation.estimate_micro_usd or 0, source)


def reserve_told(session: Session, generation: Generation) -> None:
    """No rate was known when it was queued: what the provider said on accepting it is set aside, in the transaction that
    writes it down as the estimate."""
    _enter(
        session, generation, "reservation", generation.estimate_micro_usd or 0, "the provider's reply on accepting it"
    )


def release(session: Session, generation: Generation) -> None:
    """Give back what is set aside."""
    if held := reserved(session, generation.id):
        _enter(session, generation, "release", -held, "not charged")


def waive(session: Session, generation: Generation) -> None:
    """This try cost nothing, whatever was set aside or counted as paid for it."""
    if reserved(session, generation.id):
        release(session, generation)
    elif paid := _charged_for_this_try(session, generation):
        _enter(session, generation, "settlement", -paid, "not charged after all")


def settle(session: Session, generation: Generation, cost_usd: float | None = None) -> None:
    """It is paid: the reservation gives way to the provider's own figure, or to the table's where it tells none.

    Doing it again for the same try pays nothing twice: a clip may be cancelled too late and fetched after all.
    """
    if held := reserved(session, generation.id):
        _enter(session, generation, "release", -held, SETTLED)
    before = _charged_for_this_try(session, generation)
    guess = before or generation.estimate_micro_usd or 0
    paid = guess if cost_usd is None else round(cost_usd * MICRO)
    source = "the estimate" if cost_usd is None else "the provider's reply"
    _enter(session, generation, "settlement", paid - before, source)


def charge_late(session: Session, generation: Generation, cost_usd: float | None = None) -> None:
    """An earlier try turns out to be paid; what is set aside for the present one stays."""
    paid = (generation.estimate_micro_usd or 0) if cost_usd is None else round(cost_usd * MICRO)
    _enter(session, generation, "settlement", paid, LATE)


def reserved(session: Session, generation_id: str) -> int:
    """What is set aside for it now, in micro-dollars."""
    return _sum(session, generation_id, "reservation", "release")


def charged(session: Session, generation_id: str) -> int:
    """What it has cost so far, over all its tries, in micro-dollars."""
    return _sum(session, generation_id, "settlement")


def charged_together(session: Session, generation_ids: Sequence[str]) -> dict[str, int]:
    """The same for many at once; those that have cost nothing are not in it."""
    lines = select(Charge.generation_id, func.sum(col(Charge.micro_usd))).where(
        col(Charge.generation_id).in_(generation_ids), Charge.kind == "settlement"
    )
    return {id_: int(paid) for id_, paid in session.exec(lines.group_by(col(Charge.generation_id))) if id_}


def spent_each(session: Session, generation_ids: Collection[str]) -> Mapping[str, int]:
    """What each has cost, or may cost: with what is set aside for it. Those that cost nothing are not in it."""
    lines = select(Charge.generation_id, func.sum(col(Charge.micro_usd))).group_by(col(Charge.generation_id))
    found = session.exec(lines.where(col(Charge.generation_id).in_(generation_ids))).all()
    return {id_: int(sum_) for id_, sum_ in found if id_}


def _charged_for_this_try(session: Session, generation: Generation) -> int:
    """Since it was last put in line, whether or not anything was set aside then."""
    is_of_it = col(Charge.at) >= generation.queued_at, col(Charge.source) != LATE
    return _sum(session, generation.id, "settlement", those=is_of_it)


def _sum(session: Session, generation_id: str, *kinds: str, those: Sequence[ColumnElement[bool]] = ()) -> int:
    lines = select(func.coalesce(func.sum(col(Charge.micro_usd)), 0)).where(
        Charge.generation_id == generation_id, col(Charge.kind).in_(kinds), *those
    )
    return int(session.exec(lines).one())


def _enter(session: Session, generation: Generation, kind: str, micro_usd: int, source: str) -> None:
    if micro_usd:
        at = now()
        line = Charge(
            generation_id=generation.id,
            provider=generation.provider,
            kind=kind,
            micro_usd=micro_usd,
            source=source,
            at=at,
            counts_at=at if kind == "reservation" else _reserved_at(session, generation.id) or at,
            created_by=generation.created_by,
            token_id=generation.token_id,
            production_id=generation.production_id,
        )
        session.add(line)


def _reserved_at(session: Session, generation_id: str) -> datetime | None:
    """When it was last set aside: what is released or paid of that counts for the same day."""
    lines = select(func.max(Charge.counts_at)).where(
        Charge.generation_id == generation_id, Charge.kind == "reservation"
    )
    return session.exec(lines).one()
