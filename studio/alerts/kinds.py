"""What there is to watch: each kind with its unit, what it asks of a person, and when a value is too much or well again."""

from dataclasses import dataclass
from typing import Literal

from studio.tables import AlertKind, AlertRule

WELL_AT = 0.8  # of the threshold: between the two nothing changes, so that nothing flaps
CLIP = "clip"
OPERATIONS = ("submit", "check", "download", CLIP)


@dataclass(frozen=True)
class Kind:
    """`is_sampled`: it is a share or a percentile of what happened in a window, and too little of that says nothing."""

    label: str
    unit: str
    most: float  # a threshold
    side: Literal["over", "under"] = "over"
    is_sampled: bool = False
    of_provider: bool = False
    step: float = 1


KINDS: dict[AlertKind, Kind] = {
    AlertKind.ERRORS: Kind("Calls that fail", "%", 99, is_sampled=True, of_provider=True),
    AlertKind.BUSY: Kind("Calls turned away (429)", "%", 99, is_sampled=True, of_provider=True),
    AlertKind.SLOW: Kind("Slowness (p95)", "s", 86_400, is_sampled=True, of_provider=True),
    AlertKind.BALANCE: Kind("Balance", "USD", 1_000_000, "under", of_provider=True, step=5),
    AlertKind.BUDGET: Kind("Budget used", "%", 100, step=5),
    AlertKind.STUCK: Kind("Generations that stand still", "min", 10_000, of_provider=True, step=5),
    AlertKind.UNCLEAR: Kind("Unclear generations that wait", "min", 10_000, of_provider=True, step=5),
    AlertKind.SILENT: Kind("A silent engine", "s", 3_000, step=10),
    AlertKind.DISK: Kind("Free disk", "GB", 100_000, "under"),
}


def is_broken(rule: AlertRule, value: float) -> bool:
    return value > rule.threshold if KINDS[rule.kind].side == "over" else value < rule.threshold


def is_well(rule: AlertRule, value: float) -> bool:
    """Far enough on the good side."""
    if KINDS[rule.kind].side == "over":
        return value <= rule.threshold * WELL_AT
    return value >= rule.threshold / WELL_AT


def amount(kind: AlertKind, value: float) -> str:
    """With its unit: `12 %`, `3.5 s`, `$4.20`, `1.8 GB`."""
    unit = KINDS[kind].unit
    if unit == "USD":
        return f"${value:,.2f}"
    return f"{value:,.1f} {unit}" if value < 10 and value % 1 else f"{value:,.0f} {unit}"
