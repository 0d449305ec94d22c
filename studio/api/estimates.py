"""What briefs would cost, and what speaks against them. Nothing is stored and no provider is asked."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlmodel import Session

from studio import money, orders, saved_settings
from studio.api.briefs import Asked
from studio.api.session import Reading
from studio.errors import BadBrief, NotFound
from studio.orders import Order
from studio.settings import Settings

router = APIRouter(tags=["estimates"])
MOST = 500


class Wanted(BaseModel):
    briefs: Annotated[list[Asked], Field(min_length=1, max_length=MOST)]


class Priced(BaseModel):
    """Of one brief, with all its takes. A price of null is unknown: it is not free."""

    reasons: list[str] = Field(description="What speaks against it; empty when it can be made.")
    takes: int
    one_usd: float | None = Field(default=None, description="One take.")
    usd: float | None = Field(default=None, description="All its takes.")
    source: str | None = None
    as_of: date | None = None
    is_verified: bool | None = None


class Estimates(BaseModel):
    estimates: list[Priced]
    total_usd: float | None = Field(description="Of all that can be made; null when a price among them is unknown.")
    known_usd: float = Field(description="The sum of the prices that are known.")
    sentence: str


@router.post("/estimates", summary="What briefs would cost")
def estimate(wanted: Wanted, session: Reading) -> Estimates:
    settings = saved_settings.current(session)
    found = [_order(session, asked, settings) for asked in wanted.briefs]
    total = orders.total(order for order in found if isinstance(order, Order))
    known_usd = total.micro_usd / money.MICRO
    return Estimates(
        estimates=[_told(order, asked) for order, asked in zip(found, wanted.briefs, strict=True)],
        total_usd=None if total.unpriced else known_usd,
        known_usd=known_usd,
        sentence=f"{total.takes} can be made: {total.words}.",
    )


def _order(session: Session, asked: Asked, settings: Settings) -> Order | str:
    """A sentence where there is not even a brief to price."""
    try:
        return orders.price(session, asked.brief(settings), asked.takes)
    except (BadBrief, NotFound) as reason:
        return str(reason)


def _told(order: Order | str, asked: Asked) -> Priced:
    return Priced(reasons=[order], takes=asked.takes) if isinstance(order, str) else priced(order)


def priced(order: Order) -> Priced:
    estimate, total = order.estimate, order.micro_usd
    return Priced(
        reasons=list(order.reasons),
        takes=order.takes,
        one_usd=estimate and estimate.usd,
        usd=None if total is None else total / money.MICRO,
        source=estimate and estimate.source,
        as_of=estimate and estimate.as_of,
        is_verified=estimate and estimate.is_verified,
    )
