"""What every model can do and what it costs, straight from the catalogue."""

from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import date
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from studio import saved_settings
from studio.api.errors import may_say
from studio.api.session import Reading
from studio.brief import Operation
from studio.providers import catalogue
from studio.providers.catalogue import Model, Rates
from studio.settings import Settings, variable_of

router = APIRouter(tags=["models"])
SAID_ELSEWHERE = {
    "id",
    "label",
    "about",
    "operation",
    "rates",
    "rates_with_sound",
    "rates_in_hdr",
    "unverified",
    "wire",
}


class PriceList(BaseModel):
    """List prices in USD by resolution; "" stands for every resolution, and 0 seconds for what has no length."""

    holds_for: Literal["usual", "sound", "hdr"]
    per_clip: dict[str, dict[str, float]] = Field(description="Resolution, then seconds, then the price of one clip.")
    usd_per_second: dict[str, float]
    source: str
    as_of: date
    is_verified: bool = Field(description="False: from another source than the provider itself.")


class ModelEntry(BaseModel):
    """One model doing one operation."""

    id: str
    operation: Operation
    label: str
    provider: str
    about: str
    is_ready: bool
    sentence: str = Field(description="That it is ready, or what is missing.")
    offers: dict[str, Any] = Field(description="Lengths, sizes, pictures and all else that it takes.")
    prices: list[PriceList]
    unverified: list[str] = Field(description="What of this no one has confirmed.")


@router.get("/models", summary="Every model, and all it can do")
def list_models(session: Reading, operation: Operation | None = None, provider: str | None = None) -> list[ModelEntry]:
    settings = saved_settings.current(session)
    return [told(known, settings) for known in catalogue.models(operation) if provider in (None, known.provider)]


@router.get("/models/{model_id}", summary="One model; of an old name, its successor is told", responses=may_say(404))
def show_model(model_id: str, session: Reading) -> list[ModelEntry]:
    settings = saved_settings.current(session)
    return [told(known, settings) for known in catalogue.entries(model_id)]


def told(known: Model, settings: Settings) -> ModelEntry:
    is_ready = settings.is_ready(known.provider)
    return ModelEntry(
        id=known.id,
        operation=known.operation,
        label=known.label,
        provider=known.provider,
        about=known.about,
        is_ready=is_ready,
        sentence="Ready." if is_ready else f"Its key is missing: set {variable_of(f'{known.provider}_api_key')}.",
        offers={field.name: getattr(known, field.name) for field in fields(known) if field.name not in SAID_ELSEWHERE},
        prices=list(_price_lists(known)),
        unverified=list(known.unverified),
    )


def _price_lists(known: Model) -> Iterator[PriceList]:
    yield _price_list("usual", known.rates)
    if known.rates_with_sound:
        yield _price_list("sound", known.rates_with_sound)
    if known.rates_in_hdr:
        yield _price_list("hdr", known.rates_in_hdr)


def _price_list(holds_for: Literal["usual", "sound", "hdr"], rates: Rates) -> PriceList:
    per_clip = {size: {f"{seconds:g}": usd for seconds, usd in prices} for size, prices in rates.per_clip.items()}
    values: dict[str, Any] = asdict(rates) | {"per_clip": per_clip}
    return PriceList(holds_for=holds_for, **values)
