"""Generations: the queue, the progress and the truth of each; and the calls that were made for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Column, Field, SQLModel

from studio.brief import Brief, Operation, State
from studio.errors import FailureKind
from studio.tables.columns import BriefColumn, moment, money, new_id, now, word, words


class Generation(SQLModel, table=True):
    """One brief given to one provider, from queued to its end."""

    id: str = Field(default_factory=new_id, primary_key=True)
    brief: Brief = Field(sa_column=Column(BriefColumn, nullable=False))
    provider: str
    model: str
    prompt: str  # the brief's, for the search
    duration_s: float  # the brief's, for the ETA
    operation: Operation = Field(default=Operation.MAKE, sa_type=word(Operation))  # the brief's, for filters
    group_id: str | None = Field(default=None, index=True)  # what was asked for in one go: takes, several models
    # who asks twice with the same key gets the same generation
    request_key: str | None = Field(default=None, index=True, unique=True)
    created_by: str = "local"
    token_id: str | None = None  # the access token that asked for it
    production_id: str | None = None  # what it was asked for; a clip that is brought in later was not
    created_at: datetime = moment(default_factory=now)
    queued_at: datetime = moment(default_factory=now)  # or queued again: what it waits is counted from here

    state: State = Field(default=State.QUEUED, sa_type=word(State))
    priority: int = 0  # higher goes first
    continues_id: str | None = Field(default=None, foreign_key="generation.id", index=True)
    waits_for_id: str | None = Field(default=None, index=True)  # not admitted before that one succeeded
    next_step_at: datetime = moment(default_factory=now)  # the lease: pushed ahead while somebody moves it
    attempt_id: str | None = None
    remote_id: str | None = None
    checks: int = 0
    troubles: int = 0  # failed tries of the present step, in a row
    retries: int = 0  # automatic new submissions
    is_cancel_asked: bool = False

    stage: str = words()  # the provider's own word for where it is
    fraction: float | None = None
    note: str = words()  # a sentence about the present trouble, if any
    failure: FailureKind | None = Field(default=None, sa_type=word(FailureKind))
    failure_sentence: str = words()
    was_charged: bool | None = None

    submitted_at: datetime | None = moment(default=None)
    watched_since: datetime | None = moment(default=None)  # the time-out counts from here
    ended_at: datetime | None = moment(default=None)
    # no rate is known; a default of 0 would be stored in place of None
    estimate_micro_usd: int | None = money(default=None)
    asset_id: str | None = Field(default=None, foreign_key="asset.id")

    is_tally_due: bool = False  # it has ended, or goes on after it had: what was counted for it no longer holds
    # the lines that are counted for it now
    tallied: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))

    @property
    def was_made_elsewhere(self) -> bool:
        """It came with a movie file: no provider of ours knows it, it cost nothing here, and nothing counts it."""
        return self.state == State.SUCCEEDED and self.submitted_at is None and self.remote_id is None

    # Whole indexes rather than partial ones: SQLite uses those only for a condition that repeats theirs word by word
    __table_args__ = (
        Index("ix_generation_due", "state", "next_step_at"),
        Index("ix_generation_line", "state", "provider", "priority", "created_at"),
        Index("ix_generation_state", "state", "created_at"),
        Index("ix_generation_newest", "created_at"),
        Index("ix_generation_remote", "provider", "remote_id"),
        Index("ix_generation_pace", "state", "model", "duration_s", "ended_at"),
        Index("ix_generation_tally", "is_tally_due"),
        Index("ix_generation_ended", "ended_at", "failure"),
    )


class Attempt(SQLModel, table=True):
    """A call that may cost money: written and committed before it is made. Its id is our idempotency key."""

    id: str = Field(default_factory=new_id, primary_key=True)
    generation_id: str = Field(foreign_key="generation.id", index=True)
    provider: str
    sent_at: datetime = moment()
    outcome: str = "sent"  # sent, accepted, not accepted, unclear
    remote_id: str | None = None
    answered_at: datetime | None = moment(default=None)

    __table_args__ = (
        Index("ix_attempt_turn", "provider", "sent_at"),
        # what a provider made belongs to one attempt: two lost takes must not adopt the same clip
        Index("ix_attempt_remote", "provider", "remote_id", unique=True),
    )


class Event(SQLModel, table=True):
    """One line in a generation's history."""

    id: str = Field(default_factory=new_id, primary_key=True)
    generation_id: str = Field(foreign_key="generation.id", index=True)
    at: datetime = moment(default_factory=now)
    state: State = Field(sa_type=word(State))
    sentence: str = words()


class Call(SQLModel, table=True):
    """Every request to a provider: what it was, how it went, how long it took."""

    id: str = Field(default_factory=new_id, primary_key=True)
    at: datetime = moment(index=True)
    provider: str
    model: str = ""
    operation: str  # submit, check, download, cancel, find lost, connection
    outcome: str  # ok, or a failure kind
    milliseconds: int
    http_status: int | None = None
    generation_id: str | None = None
    person: str = ""  # whose generation it was
