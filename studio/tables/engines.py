"""Engines: that they live, and whose turn it is."""

from datetime import datetime, timedelta

from sqlmodel import Field, SQLModel

from studio.tables.columns import moment, new_id, now

SILENT_AFTER = timedelta(seconds=20)  # of its last beat, which comes every few seconds: who is silent may be dead


class Turn(SQLModel, table=True):
    """One row per provider. Who has updated it holds the turn to submit, so limits hold over all engines."""

    provider: str = Field(primary_key=True)
    number: int = 0


class EngineBeat(SQLModel, table=True):
    """An engine tells that it lives."""

    __tablename__ = "engine_beat"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    kind: str  # embedded, distributed
    host: str
    pid: int
    started_at: datetime = moment(default_factory=now)
    seen_at: datetime = moment(default_factory=now)
