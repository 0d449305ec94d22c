"""Refining: a scene is generated and reviewed, round by round."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Index
from sqlmodel import Column, Field, SQLModel

from studio.tables.columns import moment, money, new_id, now, word, words


class RefiningState(StrEnum):
    """Where the refining of a scene is."""

    WAITING = "waiting"  # for its next round to begin
    GENERATING = "generating"  # the take of a round
    REVIEWING = "reviewing"
    ENDED = "ended"


class Ending(StrEnum):
    """Why the refining of a scene has ended."""

    ACCEPTED = "accepted"  # a take is as good as was asked for
    ROUNDS = "rounds"  # all are used up
    LIMIT = "limit"  # another one could cost more than was allowed
    BUDGET = "budget"
    WRITER = "writer"  # it could not say how good a take is
    GENERATION = "generation"  # no take came of a round
    EDITED = "edited"  # somebody has changed the scene meanwhile
    STOPPED = "stopped"  # by a person


class Refining(SQLModel, table=True):
    """One scene is generated and reviewed round by round until a take is good enough. What was asked for in one go has one limit."""

    id: str = Field(default_factory=new_id, primary_key=True)
    group_id: str = Field(index=True)  # what was asked for in one go
    production_id: str = Field(foreign_key="production.id", index=True)
    scene_id: str
    least_score: float  # 0-1, from which on a take is good enough
    most_rounds: int
    limit_micro_usd: int = money()  # of the whole group: its takes and reviews
    writer: str  # that reviews
    review_micro_usd: int | None = money(default=None)  # what one was told to cost; no rate is known
    prompt: str  # of the scene when it began
    chosen_id: str | None = None  # the take that the scene had chosen then
    first_take_id: str | None = None  # the first round reviews this one in place of a new one

    state: RefiningState = Field(default=RefiningState.WAITING, sa_type=word(RefiningState))
    ending: Ending | None = Field(default=None, sa_type=word(Ending))
    sentence: str = words()  # what it waits for, or how it has ended
    is_stop_asked: bool = False
    next_step_at: datetime = moment(default_factory=now)  # the lease: pushed ahead while somebody moves it
    moved_by: str | None = None  # of whom the lease is
    troubles: int = 0  # failed tries of the present step, in a row
    created_by: str = "local"
    token_id: str | None = None  # the access token that asked for it
    created_at: datetime = moment(default_factory=now)
    ended_at: datetime | None = moment(default=None)

    __table_args__ = (Index("ix_refining_due", "state", "next_step_at"),)


class Round(SQLModel, table=True):
    """One take of a refining, and what the writer said of it."""

    __tablename__ = "refining_round"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    refining_id: str = Field(foreign_key="refining.id", index=True)
    number: int  # from 1 up
    prompt: str  # of the scene, in this round
    generation_id: str = Field(foreign_key="generation.id", index=True)
    is_own: bool = True  # its take was made for it, not there before
    writing_id: str | None = Field(default=None, foreign_key="writing.id")  # its review: set before it is asked for
    score: float | None = None
    faults: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    better_prompt: str = words()
    created_at: datetime = moment(default_factory=now)
