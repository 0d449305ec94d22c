"""Unseen takes over REST: how many there are, and those cancelled that were not sent yet."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlmodel import Session

from studio import database
from studio.access import Visitor
from studio.api.errors import may_say
from studio.api.who import Maker
from studio.productions import unseen_takes
from studio.productions.unseen_takes import UnseenTakes

router = APIRouter(tags=["productions"], prefix="/productions/{production_id}")
CancelUnsent = Annotated[bool, Query(description="And cancel its takes that were not sent yet: they cost nothing.")]


class UnseenTakesTold(BaseModel):
    """Takes that are made though nobody sees them any more."""

    under_way: int = Field(description="In line or being made.")
    unsent: int = Field(description="Of those: they were not sent yet, so they cost nothing and can be cancelled.")
    sentence: str = Field(description="Empty where there are none.")


class UnseenTakesLeft(UnseenTakesTold):
    cancelled: int = Field(description="How many were cancelled just now; they are not in the rest.")


@router.post("/cancel-unseen-takes", summary="Cancel takes that nobody sees any more", responses=may_say(404))
def cancel(production_id: str, maker: Maker) -> UnseenTakesLeft:
    """Those of removed scenes or, where the movie is deleted, all; of these, what was not sent yet."""
    with database.writing() as session:
        return left(session, production_id, maker, cancel_unsent=True)


def left(session: Session, production_id: str, maker: Visitor, *, cancel_unsent: bool) -> UnseenTakesLeft:
    cancelled, made = 0, unseen_takes.look(session, production_id).made
    if cancel_unsent:
        cancelled = unseen_takes.cancel(session, production_id, made, asked_by=maker)
        session.flush()
    still = told(unseen_takes.look(session, production_id))
    return UnseenTakesLeft(cancelled=cancelled, **still.model_dump())


def told(found: UnseenTakes) -> UnseenTakesTold:
    return UnseenTakesTold(under_way=found.under_way, unsent=found.unsent, sentence=found.sentence)
