"""What speech costs, as data: in USD per million tokens of text in and of sound out, with source and date."""

from collections.abc import Sequence
from datetime import date

from studio.voices.script import Script
from studio.writers.rates import FREE, UNKNOWN, Price, Rate, Usage, rate_of, tokens_of

TOKENS_PER_SECOND = 25  # of sound
LETTERS_PER_SECOND = 15  # that are spoken, of a script with letters
SIGNS_PER_SECOND = 5  # of a script in which one sign is a syllable or more

GOOGLES = "Google's price list, as LiteLLM and Vercel quote it"
RATES: Sequence[Rate] = (
    Rate("gemini", "gemini-3.8-flash-tts", 0.50, 9.00, GOOGLES, date(2026, 11, 26)),
    Rate("gemini", "gemini-3.8-flash-tts", 1.00, 18.00, GOOGLES, date(2026, 11, 26), since=date(2027, 1, 1)),
    Rate("gemini", "gemini-3.8-flash-lite-tts", 0.50, 6.00, GOOGLES, date(2026, 11, 26)),
    Rate("gemini", "gemini-3.8-flash-lite-tts", 1.00, 12.00, GOOGLES, date(2026, 11, 26), since=date(2027, 1, 1)),
)


def price_of(script: Script, on: date) -> Price:
    """Before it is spoken. Nobody is asked."""
    if not script.costs:
        return FREE
    rate = _rate(script.model, on)
    return rate.of(usage_of(script)) if rate else UNKNOWN


def cost_of(model: str, usage: Usage, on: date) -> Price:
    """After it was spoken, by what the reply tells."""
    rate = _rate(model, on)
    return rate.of(usage) if rate else UNKNOWN


def usage_of(script: Script) -> Usage:
    """What it will probably take."""
    tokens_in = tokens_of(script.text) + tokens_of(script.direction)
    return Usage(tokens_in, round(seconds_of(script.text) * TOKENS_PER_SECOND))


def seconds_of(text: str) -> float:
    signs = sum(letter >= "\u2e80" for letter in text)
    return max(1.0, (len(text) - signs) / LETTERS_PER_SECOND + signs / SIGNS_PER_SECOND)


def _rate(model: str, on: date) -> Rate | None:
    return rate_of("gemini", model, "", on, RATES)
