"""Productions: movies, books and explainers, every version of their outlines, and the takes of their scenes."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Column, Field, SQLModel

from studio.tables.columns import moment, new_id, now, word


class Sort(StrEnum):
    """What kind of production it is."""

    MOVIE = "movie"
    BOOK = "book"
    EXPLAINER = "explainer"


class Production(SQLModel, table=True):
    """A movie, a book or an explainer. What it is to be stands in its outline, of which every version is kept."""

    id: str = Field(default_factory=new_id, primary_key=True)
    sort: Sort = Field(sa_type=word(Sort))
    title: str  # that of its outline
    version: int = 1  # the number of the outline that holds
    begun_with: str | None = None  # the mark of what it began with, where that may be asked for again
    created_by: str = "local"
    created_at: datetime = moment(default_factory=now)
    changed_at: datetime = moment(default_factory=now, index=True)
    deleted_at: datetime | None = moment(default=None)


class OutlineVersion(SQLModel, table=True):
    """An outline as it was after one edit. So every edit can be undone, and two who edit at once are told."""

    __tablename__ = "outline_version"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    production_id: str = Field(foreign_key="production.id")
    number: int  # from 1 up
    outline: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # of studio/productions/outline.py
    edit: str  # what was done, as a sentence
    edited_by: str = "local"
    edited_at: datetime = moment(default_factory=now)

    __table_args__ = (Index("ix_outline_version_number", "production_id", "number", unique=True),)


class Take(SQLModel, table=True):
    """A generation that was made for a scene. What it was made from stands in its brief."""

    generation_id: str = Field(primary_key=True, foreign_key="generation.id")
    production_id: str = Field(foreign_key="production.id", index=True)
    scene_id: str = Field(index=True)
    is_of_round: bool = False  # of refining: it shows when it is chosen, or where there is no other
    created_at: datetime = moment(default_factory=now)
