"""Boards: cards on a surface, and links between them."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Column, Field, SQLModel

from studio.brief import Brief
from studio.tables.columns import BriefColumn, moment, new_id, now, word


class CardKind(StrEnum):
    """What stands on a card of a board."""

    PROMPT = "prompt"  # a brief that can be edited and generated
    CLIP = "clip"
    PICTURE = "picture"
    NOTE = "note"
    PRODUCTION = "production"  # a movie, a book or an explainer


class Board(SQLModel, table=True):
    """A surface with cards on it."""

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    is_starred: bool = False
    created_by: str = "local"
    created_at: datetime = moment(default_factory=now)
    archived_at: datetime | None = moment(default=None)
    deleted_at: datetime | None = moment(default=None)


class Card(SQLModel, table=True):
    """One thing on a board, and where it stands. A clip is known by its generation, or by its asset where it has none."""

    id: str = Field(default_factory=new_id, primary_key=True)
    board_id: str = Field(foreign_key="board.id", index=True)
    kind: CardKind = Field(sa_type=word(CardKind))
    brief: Brief | None = Field(default=None, sa_column=Column(BriefColumn(none_as_null=True)))  # of a prompt card
    takes: int = 1  # how many are made of it in one go
    generation_id: str | None = Field(default=None, foreign_key="generation.id", index=True)
    asset_id: str | None = None  # no foreign key: what is purged from the library leaves an empty card
    production_id: str | None = None
    text: str = ""  # of a note
    x: int  # of its left edge; the pixels of a screen that is not zoomed
    y: int  # of its upper edge
    created_by: str = "local"
    created_at: datetime = moment(default_factory=now)
    deleted_at: datetime | None = moment(default=None)


class Link(SQLModel, table=True):
    """From a prompt card to what was made of it. All other links follow from the briefs, and are stored there alone."""

    id: str = Field(default_factory=new_id, primary_key=True)
    board_id: str = Field(foreign_key="board.id", index=True)
    from_id: str = Field(foreign_key="card.id")
    to_id: str = Field(foreign_key="card.id")
