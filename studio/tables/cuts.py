"""Cuts: the films of a production."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Column, Field, SQLModel

from studio.tables.columns import moment, new_id, now, word, words


class CutState(StrEnum):
    """Where a cut is."""

    WAITING = "waiting"  # for takes that are being made; it has no recipe yet
    QUEUED = "queued"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Cut(SQLModel, table=True):
    """One put-together version of a production: its recipe, how far it is, and the film that came of it."""

    id: str = Field(default_factory=new_id, primary_key=True)
    production_id: str = Field(foreign_key="production.id", index=True)
    recipe: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # of studio/media/film; assets by their ids
    is_preview: bool = False  # small and quick, to look at
    state: CutState = Field(default=CutState.QUEUED, sa_type=word(CutState))
    fraction: float = 0
    sentence: str = words()  # what is being done, or what is wrong
    asset_id: str | None = Field(default=None, foreign_key="asset.id")
    measured: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    is_cancel_asked: bool = False
    next_step_at: datetime = moment(default_factory=now)  # the lease: pushed ahead while somebody renders it
    rendered_by: str | None = None  # of whom the lease is
    created_by: str = "local"
    created_at: datetime = moment(default_factory=now)
    ended_at: datetime | None = moment(default=None)

    __table_args__ = (Index("ix_cut_due", "state", "next_step_at"),)
