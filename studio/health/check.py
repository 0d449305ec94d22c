"""One thing that was looked at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """`is_grave`: generations do not move, or soon will not, while it is not ok. Otherwise it is advice."""

    name: str
    is_ok: bool
    sentence: str
    is_grave: bool = True
