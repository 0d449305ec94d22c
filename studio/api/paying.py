"""What a program agrees to pay before it is asked for: nothing of a movie is paid by surprise."""

from math import ceil

from pydantic import Field

from studio import money
from studio.brief import Value
from studio.budgets import MOST_USD
from studio.orders import Allowance


class Paying(Value):
    """What is free needs neither. Where it costs more than was agreed to, nothing is asked for, and the sentence tells the price."""

    most_usd: float | None = Field(default=None, ge=0, le=MOST_USD, description="What all of it may cost, in USD.")
    accepts_unknown_price: bool = Field(
        default=False, description="Whether it may be made although a price is unknown."
    )

    @property
    def allowance(self) -> Allowance:
        most = None if self.most_usd is None else ceil(round(self.most_usd * money.MICRO, 3))  # as prices are rounded
        return Allowance(most, self.accepts_unknown_price)
