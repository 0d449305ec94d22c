"""The narration of a movie in a voice that costs something: what is missing of it, its price, and to have it spoken."""

from collections.abc import Sequence
from dataclasses import dataclass

import typer
from sqlmodel import Session

from studio import money, speeches
from studio.engine.tools import Tools
from studio.orders import Total
from studio.productions.cut import lasting, voicing
from studio.productions.outline import Outline
from studio.productions.plans import PriceChanged
from studio.tables import now
from studio.voices.catalogue import name_of
from studio.voices.script import Script
from studio.words import counted
from studio.writers.rates import Price


@dataclass(frozen=True)
class MissingNarration:
    """What is to be spoken and is not there. None where nobody speaks, or the offline voice does."""

    missing: Sequence[Script]
    price: Price

    @property
    def total(self) -> Total:
        return Total.of(self.price.micro_usd, takes=0)


def look(session: Session, tools: Tools, outline: Outline) -> MissingNarration:
    missing = [part.script for part in voicing.look(session, tools.files, outline).missing]
    return MissingNarration(missing, voicing.price(missing, now().date()))


def say_price(told: MissingNarration) -> None:
    if told.missing:
        count, voice = counted(len(told.missing), "scene"), name_of(told.missing[0].voice)
        price = f"{money.usd(told.price.micro_usd)} ({told.price.source})"
        typer.secho(f"narration of {count}, {voice}: {price}", err=True)


def queue(session: Session, tools: Tools, production_id: str, outline: Outline, told: MissingNarration) -> None:
    """Raises PriceChanged, BadCut where the film would be too long with it, and what `speeches.queue` raises."""
    found = look(session, tools, outline)
    is_more = bool({one.id for one in found.missing} - {one.id for one in told.missing})
    costs_more = found.total.micro_usd > told.total.micro_usd
    if is_more or costs_more:
        raise PriceChanged
    if found.missing:
        lasting.require_fits(session, production_id)
        speeches.queue(session, found.missing, tools.settings(), production_id=production_id)
