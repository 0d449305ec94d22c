"""Writings: what writers were asked, once each, with what it cost. `asking.py` is the one door to the writer in use.

`kinds.py` is what it can be asked for, `charging.py` what a writing costs, in the same ledger as clips; `kept_answers.py` what was
answered, until somebody takes it.
"""

from studio.writings.asking import (
    THIS_STUDIO,
    Answered,
    Note,
    Quote,
    QuoteChanged,
    Studio,
    keep_at,
    price,
    quote,
    write,
)
from studio.writings.kinds import NAMES

__all__ = [
    "NAMES",
    "THIS_STUDIO",
    "Answered",
    "Note",
    "Quote",
    "QuoteChanged",
    "Studio",
    "keep_at",
    "price",
    "quote",
    "write",
]
