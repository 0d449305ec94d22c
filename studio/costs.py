"""Money before it is paid, and in words: what a brief will probably cost, and how a sum is said. Micro-dollars inside, USD on the
screen."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from studio.brief import Brief
from studio.errors import NotFound
from studio.providers import catalogue
from studio.providers.catalogue import Model
from studio.settings import load
from studio.tables import Generation, Setting

MICRO = 1_000_000
CENT = 10_000
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
