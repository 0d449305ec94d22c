"""Who writes, as a program names it, and for how much: told before it is asked."""

from datetime import date

from pydantic import BaseModel, Field

from studio.api.paying import Paying
from studio.api.slots import Slots
from studio.brief import Value
from studio.settings import WriterName
from studio.writings import Quote

MOST_AT_ONCE = 8  # each holds a thread of those that answer all requests
TOO_MANY = f"{MOST_AT_ONCE} answers are being written already: ask for this one when they are."
SLOTS = Slots(MOST_AT_ONCE, TOO_MANY)


class WriterPrice(BaseModel):
    """Who would write, and for how much. A price of null is unknown: it is not free."""

    writer: str
    model: str
    usd: float | None
    source: str
    as_of: date | None


class WriterChoice(Value):
    """Which writer is meant."""

    writer: WriterName | None = Field(default=None, description="Who writes. Null: the one in use.")


class PaidWriterChoice(WriterChoice, Paying):
    """What costs something is asked for only within `most_usd`."""


def price_of(told: Quote) -> WriterPrice:
    price = told.price
    return WriterPrice(writer=told.writer, model=told.model, usd=price.usd, source=price.source, as_of=price.as_of)
