"""What there is to watch: each kind with its unit, what it asks of a person, and when a value is too much or well again."""

from dataclasses import dataclass
from typing import Literal

from studio.tables import AlertKind, AlertRule

WELL_AT = 0.8  # of the threshold: between the two nothing changes, so that nothing flaps
CLIP = "clip"
OPERATIONS = ("submit", "check", "download", CLIP)


@dataclass(frozen=True)
class Measure:
    """`is_sampled`: it is a share or a percentile of what happened in a window, and too little of that says nothing."""

    label: str
    unit: str
    most: float  # a threshold
    side: Literal["over", "under"] = "over"
    is_sampled: bool = False
    of_provider: bool = False
    step: float = 1


MEASURES: dict[AlertKind, Measure] = {
    AlertKind.ERRORS: Measure("Calls that fail", "%", 99, is_sampled=True, of_provider=True),
    AlertKind.BUSY: Measure("Calls turned away (429)", "%", 99, is_sampled=True, of_provider=True),
    AlertKind.SLOW: Measure("Slowness (p95)", "s", 86_400, is_sampled=True, of_provider=True),
    AlertKind.BALANCE: Measure("Balance", "USD", 1_000_000, "under", of_provider=True, step=5),
    AlertKind.BUDGET: Measure("Budget used", "%", 100, step=5),
    AlertKind.STUCK: Measure("Generations that stand still", "min", 10_000, of_provider=True, step=5),
    AlertKind.UNCLEAR: Measure("Unclear generations that wait", "min", 10_000, of_provider=True, step=5),
    AlertKind.SILENT: Measure("A silent engine", "s", 3_000, step=10),
    AlertKind.DISK: Measure("Free disk", "GB", 100_000, "under"),
}


def is_broken(rule: AlertRule, value: float) -> bool:
    return value > rule.threshold if MEASURES[rule.kind].side == "over" else value < rule.threshold


def is_well(rule: AlertRule, value: float) -> bool:
    """Far enough on the good side."""
    if MEASURES[rule.kind].side == "over":
        return value <= rule.threshold * WELL_AT
    return value >= rule.threshold / WELL_AT


def amount(kind: AlertKind, value: float) -> str:
    """With its unit: `12 %`, `3.5 s`, `$4.20`, `1.8 GB`."""
    unit = MEASURES[kind].unit
    if unit == "USD":
        return f"${value:,.2f}"
    return f"{value:,.1f} {unit}" if value < 10 and value % 1 else f"{value:,.0f} {unit}"
