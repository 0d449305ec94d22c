"""What the models of writers cost, as data: in USD per million tokens, with source and date. Estimates before, prices after."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from studio.money import MICRO

MILLION = 1_000_000  # tokens
LETTERS_PER_TOKEN = 4  # of English; other scripts have about one token for each letter
TOKENS_PER_PICTURE = 1100  # Gemini counts 258 to 1,120, GPT about 765 to 1,100
OPENAI = "api.openai.com"


@dataclass(frozen=True)
class Usage:
    """The tokens of one call, thoughts among those that came out. `cost_usd` where the reply itself tells a price."""

    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float | None = None


@dataclass(frozen=True)
class Price:
    """`usd` None: no rate is known. Nothing is paid where it is 0."""

    usd: float | None
    source: str
    as_of: date | None = None
    is_verified: bool = False

    @property
    def micro_usd(self) -> int | None:
        """What costs something is never nothing."""
        return None if self.usd is None else math.ceil(self.usd * MICRO)

    @property
    def dated_source(self) -> str:
        return f"{self.source}; {self.as_of}" if self.as_of else self.source


FREE = Price(0, "made on this machine", is_verified=True)
UNKNOWN = Price(None, "no rate is known for this address and model")


@dataclass(frozen=True)
class Rate:
    """Of one model, from a day on."""

    writer: str
    model: str
    usd_in: float
    usd_out: float
    source: str
    as_of: date
    since: date = date.min

    def of(self, usage: Usage) -> Price:
        usd = (usage.tokens_in * self.usd_in + usage.tokens_out * self.usd_out) / MILLION
        return Price(usd, self.source, self.as_of)


GOOGLES = "Google's price list, as others quote it"
OPENAIS = "OpenAI's price list, as others quote it"
RATES: Sequence[Rate] = (
    Rate("gemini", "gemini-3.8-flash", 0.75, 3.75, GOOGLES, date(2026, 10, 7)),
    Rate("gemini", "gemini-3.8-flash", 1.50, 7.50, GOOGLES, date(2026, 10, 7), since=date(2027, 1, 1)),
    Rate("gemini", "gemini-3.5-flash", 1.50, 9.00, GOOGLES, date(2026, 10, 7)),
    Rate("gemini", "gemini-3.5-flash-lite", 0.30, 2.50, GOOGLES, date(2026, 10, 7)),
    Rate("openai", "gpt-5.4", 2.50, 15.00, OPENAIS, date(2026, 3, 20)),
    Rate("openai", "gpt-5.4-mini", 0.75, 4.50, OPENAIS, date(2026, 3, 20)),
)


def rate_of(writer: str, model: str, address: str, on: date, rates: Sequence[Rate] = RATES) -> Rate | None:
    """The newest that holds on that day. A model of the same name at another address is another's, with prices of its own."""
    is_known_place = writer == "gemini" or urlsplit(address).hostname == OPENAI
    held = [one for one in rates if (one.writer, one.model) == (writer, model) and one.since <= on]
    return max(held, key=lambda one: one.since) if held and is_known_place else None


def price_of(rate: Rate | None, usage: Usage) -> Price:
    """After the call: what the reply says it cost, or else its tokens at the rate."""
    if usage.cost_usd is not None:
        return Price(usage.cost_usd, "the writer's reply", is_verified=True)
    return rate.of(usage) if rate else UNKNOWN


def tokens_of(text: str) -> int:
    """Roughly: four letters of ASCII are a token, and one of any other script."""
    others = len(re.findall(r"[^\x00-\x7f]", text))
    return math.ceil((len(text) - others) / LETTERS_PER_TOKEN) + others
