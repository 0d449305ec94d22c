"""Sounds that are made here: what voices say, and music."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from studio.tables.columns import moment, new_id, now, word, words


class SpeechState(StrEnum):
    """Where a speech is."""

    QUEUED = "queued"
    SPEAKING = "speaking"  # the call is under way; after a crash we may have been charged
    READY = "ready"
    FAILED = "failed"
    LOST = "lost"  # no reply was seen: it may be paid


class Speech(SQLModel, table=True):
    """Words as one voice says them. Its id is the hash of the words, the voice, its model and the direction: what was paid for is
    kept for good, and never paid again."""

    id: str = Field(primary_key=True)
    voice: str
    model: str
    direction: str
    text: str = words()
    state: SpeechState = Field(default=SpeechState.QUEUED, sa_type=word(SpeechState))
    sentence: str = words()  # what is wrong
    tries: int = 0  # that were surely not accepted
    name: str | None = None  # of its file
    duration_s: float | None = None
    writing_id: str | None = Field(default=None, foreign_key="writing.id")  # the paid call; none of the offline voice
    next_step_at: datetime = moment(default_factory=now)
    spoken_by: str | None = None  # the engine that has it in hand
    created_by: str = "local"
    asked_at: datetime = moment(default_factory=now)

    @property
    def is_under_way(self) -> bool:
        return self.state in (SpeechState.QUEUED, SpeechState.SPEAKING)

    __table_args__ = (Index("ix_speech_due", "state", "next_step_at"),)


class TuneState(StrEnum):
    """Where a tune is."""

    QUEUED = "queued"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"


class Tune(SQLModel, table=True):
    """Music that is made here. Once it is, a sound of the library has its id: who names that may name it before."""

    id: str = Field(default_factory=new_id, primary_key=True)
    mood: str
    duration_s: float
    seed: int
    title: str = words()
    state: TuneState = Field(default=TuneState.QUEUED, sa_type=word(TuneState))
    sentence: str = words()  # what is wrong
    next_step_at: datetime = moment(default_factory=now)  # the lease: pushed ahead while somebody renders it
    rendered_by: str | None = None  # of whom the lease is
    created_by: str = "local"
    created_at: datetime = moment(default_factory=now)
    ended_at: datetime | None = moment(default=None)

    __table_args__ = (Index("ix_tune_due", "state", "next_step_at"),)
