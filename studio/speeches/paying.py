"""The call that a paid speech needs: its price is set aside when it is asked for, and settled however it ends."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from studio.access import Visitor
from studio.tables import Speech, Writing, WritingOutcome
from studio.voices import rates
from studio.voices.script import Script
from studio.writings import charging
from studio.writings.charging import EndedCall

TASK, WRITER = "speak", "gemini"


@dataclass(frozen=True)
class Asker:
    """Who asks, when, and for which production."""

    visitor: Visitor
    at: datetime
    production_id: str | None


def reserve(session: Session, script: Script, by: Asker) -> str:
    """The call that is going to be made. Raises OverBudget."""
    told = rates.price_of(script, by.at.date())
    asked = Writing(
        writer=WRITER,
        model=f"{WRITER}:{script.model}",
        task=TASK,
        sent_at=by.at,
        outcome=WritingOutcome.QUEUED,
        estimate_micro_usd=told.micro_usd,
        created_by=by.visitor.name,
        token_id=by.visitor.token_id,
        production_id=by.production_id,
    )
    charging.reserve(session, asked, told.dated_source)
    return asked.id


def call_of(session: Session, speech: Speech) -> Writing | None:
    """None: it costs nothing."""
    return session.get(Writing, speech.writing_id) if speech.writing_id else None


def release(session: Session, speech: Speech, at: datetime) -> None:
    """What was set aside for a call that waits: it is not made."""
    asked = call_of(session, speech)
    if asked and asked.outcome == WritingOutcome.QUEUED:
        charging.settle(session, asked, 0, "not sent")
        asked.outcome, asked.answered_at = WritingOutcome.CANCELLED, at
        session.add(asked)


def close(session: Session, speech: Speech, end: EndedCall) -> None:
    """Unless it was settled as lost meanwhile."""
    asked = call_of(session, speech)
    if asked and asked.outcome == WritingOutcome.SENT:
        charging.close(session, asked, end)
