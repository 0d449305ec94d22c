"""Money before it is paid: what a brief will probably cost."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from studio.brief import Brief
from studio.errors import NotFound
from studio.money import MICRO
from studio.providers import catalogue
from studio.settings import load
from studio.tables import Generation, Setting

WHOLE = 100.0  # percent


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

    @property
    def dated_source(self) -> str:
        return f"{self.source}; {self.as_of}"


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


def estimate_now(session: Session, generation: Generation) -> int | None:
    """In micro-dollars, at the rate of today; the earlier one where its model has left the catalogue."""
    try:
        return estimate(session, generation.brief).micro_usd
    except NotFound:
        return generation.estimate_micro_usd
