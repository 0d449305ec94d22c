"""An order: a brief and how many takes of it. What is left out follows from the settings and from what the model makes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session

from studio import estimates, generations, money
from studio.brief import Brief
from studio.errors import BadBrief, NotFound, StudioError
from studio.estimates import Estimate
from studio.providers import catalogue, fitting
from studio.settings import Settings
from studio.tables import Asset, Generation

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # of a generation or an asset
MOST_TAKES = 8
MOST_NAMED = 5  # faults in one sentence


@dataclass(frozen=True)
class Order:
    """A brief, how many takes, what speaks against it and what one take would cost; None where nobody knows the model."""

    brief: Brief
    takes: int
    reasons: tuple[str, ...]
    estimate: Estimate | None

    @property
    def micro_usd(self) -> int | None:
        """Of all its takes. None: no price is known."""
        one = self.estimate and self.estimate.micro_usd
        return None if one is None else one * self.takes


@dataclass(frozen=True)
class Total:
    """What orders cost together: the sum of the known prices, and how many clips have none."""

    takes: int
    micro_usd: int
    unpriced: int

    @classmethod
    def of(cls, micro_usd: int | None, takes: int = 1) -> "Total":
        """Of one price. None: it is unknown."""
        return cls(takes, micro_usd or 0, unpriced=int(micro_usd is None))

    def __add__(self, other: "Total") -> "Total":
        return Total(self.takes + other.takes, self.micro_usd + other.micro_usd, self.unpriced + other.unpriced)

    @property
    def is_free(self) -> bool:
        return not (self.micro_usd or self.unpriced)

    @property
    def words(self) -> str:
        """`$3.20`, `free`, `$3.20 and 2 of unknown price`, `price unknown`."""
        if not self.unpriced:
            return money.usd(self.micro_usd)
        return (
            f"{money.usd(self.micro_usd)} and {self.unpriced} of unknown price" if self.micro_usd else money.usd(None)
        )


class NotAgreed(StudioError):
    """It costs something that nobody has agreed to; nothing was asked for."""


@dataclass(frozen=True)
class Allowance:
    """What a program has agreed to pay before it asked. None: what is free."""

    most_micro_usd: int | None = None
    is_unknown_fine: bool = False  # also what has no known price

    def require(self, total: Total) -> None:
        """Raises NotAgreed, with the price and how to agree to it."""
        if total.unpriced and not self.is_unknown_fine:
            raise NotAgreed(
                f"The price is not known ({total.words}): say so with accepts_unknown_price, or choose otherwise."
            )
        if total.micro_usd > (self.most_micro_usd or 0):
            raise NotAgreed(
                f"This costs {money.usd(total.micro_usd)}: agree to it with a most_usd of that much or more."
            )


def brief_of(given: Mapping[str, Any], settings: Settings) -> Brief:
    """What is not given is as the settings say, or what comes nearest to it that the model makes. Raises BadBrief, NotFound."""
    given = _with_operation(given)
    try:
        asked = Brief.model_validate(_usual(settings, given.get("model")) | dict(given))
    except ValidationError as wrong:
        raise BadBrief(in_sentences(wrong.errors(include_input=False, include_url=False))) from wrong
    fitted = fitting.fit(asked, asked.model).brief
    return fitted.model_copy(update={name: getattr(asked, name) for name in given})


def _usual(settings: Settings, model: Any) -> dict[str, Any]:
    """What a brief for this model starts with; for the usual one where none is named."""
    model = model if isinstance(model, str) else settings.default_model
    if own := settings.model_defaults.get(model):
        return own.model_dump() | {"model": model}
    return {
        "model": model,
        "duration_s": settings.default_duration_s,
        "resolution": settings.default_resolution,
        "ratio": settings.default_ratio,
    }


def _with_operation(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Who gives a clip to work on means the first thing that the model does to clips."""
    if not given.get("source") or given.get("operation") or not isinstance(given.get("model"), str):
        return given
    on_clips = [known.operation for known in catalogue.entries(given["model"]) if known.works_on_a_clip]
    return {**given, "operation": on_clips[0]} if on_clips else given


def price(session: Session, brief: Brief, takes: int = 1) -> Order:
    """Nothing is stored and nobody is asked."""
    try:
        brief = generations.complete(session, brief)
        reasons = tuple(generations.reasons_against(session, brief))
    except NotFound as gone:
        reasons = (str(gone),)
    try:
        return Order(brief, takes, reasons, estimates.estimate(session, brief))
    except NotFound:
        return Order(brief, takes, reasons, None)


def total(orders: Iterable[Order]) -> Total:
    """Of those that nothing speaks against."""
    good = [order for order in orders if not order.reasons]
    return Total(
        takes=sum(order.takes for order in good),
        micro_usd=sum(order.micro_usd or 0 for order in good),
        unpriced=sum(order.takes for order in good if order.micro_usd is None),
    )


def material_of(session: Session, given: str) -> dict[str, str] | None:
    """What a brief can point at, by what a person writes: an address, or the id of a generation or of an asset."""
    if "://" in given:
        return {"url": given}
    if not ID.fullmatch(given):
        return None
    if session.get(Generation, given):
        return {"generation_id": given}
    return {"asset_id": given} if session.get(Asset, given) else None


def in_sentences(faults: Sequence[Mapping[str, Any]]) -> str:
    """What is wrong with which field. It does not repeat the values."""
    named = [_in_a_sentence(fault) for fault in faults[:MOST_NAMED]]
    more = len(faults) - len(named)
    return " ".join([*named, *([f"And {more} more."] if more else [])])


def _in_a_sentence(fault: Mapping[str, Any]) -> str:
    place = ".".join(str(part)[:60] for part in fault["loc"] if part not in ("body", "query", "path", "header"))
    match fault["type"]:
        case "extra_forbidden":
            return f"There is no field {place!r}."
        case "missing":
            return f"{place} is missing." if place else "Send a JSON body, with Content-Type: application/json."
        case "model_attributes_type" | "dict_type" if not place:
            return "Send a JSON object, with Content-Type: application/json."
        case _:
            said = str(fault["msg"]).removeprefix("Value error, ").rstrip(".")
            return f"{place}: {said}." if place else f"{said}."
