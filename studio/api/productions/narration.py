"""Narration that a paid voice speaks: what is spoken, what it would cost, and to have it spoken. The offline voice needs none of this."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlmodel import Session

from studio import database, orders, productions, saved_settings, speeches
from studio.api.errors import may_say
from studio.api.paying import Paying
from studio.api.session import Reading
from studio.api.who import Maker
from studio.files import Files
from studio.productions.cut import lasting, voicing
from studio.productions.cut.voicing import Part, Voicing
from studio.settings import load
from studio.tables import now
from studio.voices.script import Script

router = APIRouter(tags=["narration"], prefix="/productions/{production_id}/narration")


class PartTold(BaseModel):
    """The narration of one scene."""

    scene_id: str
    number: int
    text: str
    voice: str
    state: Literal["ready", "under_way", "missing"]
    sentence: str = Field(description="Why it is missing, though it was asked for.")


class NarrationTold(BaseModel):
    """Empty where nobody speaks, or the offline voice does. A film is rendered once all of it is ready."""

    parts: list[PartTold]
    missing_usd: float | None = Field(description="What the missing would cost. Null: no price is known.")
    source: str
    as_of: date | None


@router.get("", summary="What a paid voice has spoken, and what the rest would cost", responses=may_say(404))
def show(production_id: str, session: Reading) -> NarrationTold:
    return _told(_look(session, production_id))


@router.post("/speak", status_code=202, summary="Have spoken what is missing", responses=may_say(402, 404, 409))
def speak(production_id: str, agreed: Paying, maker: Maker) -> NarrationTold:
    """All of it, or none, within `most_usd`. What is spoken is kept for good: the same words are never paid twice."""
    with database.writing() as session:
        missing = _scripts(_look(session, production_id))
        lasting.require_fits(session, production_id)
        price = voicing.price(missing, now().date())
        agreed.allowance.require(orders.Total.of(price.micro_usd, len(missing)))
        settings = saved_settings.current(session)
        speeches.queue(session, missing, settings, asked_by=maker, production_id=production_id)
        session.flush()
        return _told(_look(session, production_id))


@router.post("/stop", summary="Speak nothing more of what is not sent yet: it costs nothing", responses=may_say(404))
def stop(production_id: str, maker: Maker) -> NarrationTold:
    with database.writing() as session:
        waiting = [part.script.id for part in _look(session, production_id).waiting]
        speeches.cancel(session, waiting, asked_by=maker)
        session.flush()
        return _told(_look(session, production_id))


def _look(session: Session, production_id: str) -> Voicing:
    outline = productions.get(session, production_id).outline
    return voicing.look(session, Files(load().media), outline)


def _scripts(found: Voicing) -> Sequence[Script]:
    return [part.script for part in found.missing]


def _told(found: Voicing) -> NarrationTold:
    price = voicing.price(_scripts(found), now().date())
    parts = [_part(part) for part in found.parts]
    return NarrationTold(parts=parts, missing_usd=price.usd, source=price.source, as_of=price.as_of)


def _part(part: Part) -> PartTold:
    return PartTold(
        scene_id=part.scene.id,
        number=part.number,
        text=part.script.text,
        voice=part.script.voice,
        state="ready" if part.is_ready else "under_way" if part.is_under_way else "missing",
        sentence=part.trouble,
    )
