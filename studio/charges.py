"""What a generation costs, from queued to its end: its estimate is reserved, and then released or settled."""

from sqlmodel import Session

from studio import estimates, ledger
from studio.errors import NotFound
from studio.estimates import Estimate
from studio.money import MICRO
from studio.tables import Generation


def reserve(session: Session, generation: Generation, told: Estimate | None = None) -> None:
    """Set its estimate aside, in the transaction that queues it. `told`: where it was just looked up."""
    try:
        source = (told or estimates.estimate(session, generation.brief)).dated_source
    except NotFound:
        source = "the earlier estimate"
    ledger.reserve(session, generation, source)


def reserve_told(session: Session, generation: Generation) -> None:
    """No rate was known when it was queued: what the provider said on accepting it is set aside, in the transaction that
    writes it down as the estimate."""
    ledger.reserve(session, generation, "the provider's reply on accepting it")


def release(session: Session, generation: Generation) -> None:
    """Give back what is set aside."""
    ledger.release(session, generation, "not charged")


def waive(session: Session, generation: Generation) -> None:
    """This try cost nothing, whatever was set aside or counted as paid for it."""
    if ledger.reserved(session, generation):
        release(session, generation)
    else:
        paid = ledger.charged_for_this_try(session, generation)
        ledger.charge(session, generation, -paid, "not charged after all")


def settle(session: Session, generation: Generation, cost_usd: float | None = None) -> None:
    """It is paid: the reservation gives way to the provider's own figure, or to the table's where it tells none.

    Doing it again for the same try pays nothing twice: a clip may be cancelled too late and fetched after all.
    """
    ledger.release(session, generation, ledger.SETTLED)
    before = ledger.charged_for_this_try(session, generation)
    if cost_usd is None:
        paid, source = before or generation.estimate_micro_usd or 0, "the estimate"
    else:
        paid, source = round(cost_usd * MICRO), "the provider's reply"
    ledger.charge(session, generation, paid - before, source)


def charge_late(session: Session, generation: Generation, cost_usd: float | None = None) -> None:
    """An earlier try turns out to be paid; what is set aside for the present one stays."""
    paid = (generation.estimate_micro_usd or 0) if cost_usd is None else round(cost_usd * MICRO)
    ledger.charge(session, generation, paid, ledger.LATE)
