"""What writers are asked for, and what they answered."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Column, Field, SQLModel

from studio.tables.columns import moment, money, new_id, now, words


class WritingOutcome(StrEnum):
    """Of a call that has no end of its own: any other outcome is that of its call, `ok` or the kind of its failure."""

    QUEUED = "queued"
    SENT = "sent"  # not answered yet
    CANCELLED = "cancelled"  # never sent, so nothing is paid
    LOST = "lost"  # nobody knows, as we died meanwhile


class Writing(SQLModel, table=True):
    """What a writer was asked for, once: written and committed before the call, as that may cost money."""

    id: str = Field(default_factory=new_id, primary_key=True)
    writer: str  # offline, gemini, openai
    model: str
    task: str  # enhance, outline, break up, review, soften; speak, which a voice does
    sent_at: datetime = moment(default_factory=now)
    answered_at: datetime | None = moment(default=None)
    outcome: str = WritingOutcome.SENT  # or how its call ended
    estimate_micro_usd: int | None = money(default=None)  # no rate is known
    created_by: str = "local"
    token_id: str | None = None  # the access token that asked for it
    production_id: str | None = None  # no foreign key: an outline is written before there is anything to outline

    __table_args__ = (Index("ix_writing_open", "outcome", "sent_at"),)


class KeptAnswer(SQLModel, table=True):
    """What a writer answered, for as long as nobody has taken it: who asks at a page may reload it meanwhile. Written with the
    writing, before the call."""

    __tablename__ = "kept_answer"  # pyright: ignore[reportAssignmentType]

    writing_id: str = Field(primary_key=True, foreign_key="writing.id")
    place: str = Field(index=True)  # where it was asked for
    given: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # what shows it there
    answer: str = words()  # as JSON; nothing before it is there
    sentence: str = words()  # why there is none
