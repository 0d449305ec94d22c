"""The library: its files, briefs to start from, and who may watch without a login."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Column, Field, SQLModel

from studio.brief import Brief
from studio.tables.columns import BriefColumn, moment, new_id, now, word, words


class AssetKind(StrEnum):
    """What one sees or hears of a file."""

    CLIP = "clip"
    PICTURE = "picture"
    SOUND = "sound"
    FILM = "film"  # a cut of a production
    PREVIEW = "preview"  # of a film: quick to make, and small


class Asset(SQLModel, table=True):
    """A media file the studio holds. The names are those of the files; nobody else names them."""

    id: str = Field(default_factory=new_id, primary_key=True)
    kind: AssetKind = Field(default=AssetKind.CLIP, sa_type=word(AssetKind))
    title: str = ""  # of a film or a sound
    name: str
    poster: str | None = None
    first_frame: str | None = None
    last_frame: str | None = None
    sha256: str
    size_bytes: int = Field(sa_type=BigInteger)
    duration_s: float | None = None
    width: int  # of a sound 0, as its height
    height: int
    fps: float | None = None
    rating: int | None = None  # 1 to 5, by whoever looked last
    generation_id: str | None = Field(default=None, index=True)
    created_by: str = "local"
    created_at: datetime = moment(default_factory=now, index=True)
    deleted_at: datetime | None = moment(default=None)

    @property
    def is_moving(self) -> bool:
        """Whether one watches it."""
        return self.kind in (AssetKind.CLIP, AssetKind.FILM, AssetKind.PREVIEW)

    @property
    def is_sound(self) -> bool:
        return self.kind == AssetKind.SOUND

    __table_args__ = (Index("ix_asset_shown", "kind", "deleted_at", "created_at"),)


class Preset(SQLModel, table=True):
    """A brief saved to start from."""

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    brief: Brief = Field(sa_column=Column(BriefColumn, nullable=False))
    created_by: str = "local"
    created_at: datetime = moment(default_factory=now, index=True)
    deleted_at: datetime | None = moment(default=None)


class ShareLink(SQLModel, table=True):
    """Lets anybody who has its address watch one film or clip, for a while. All that its page tells is kept here, so a visitor
    makes the studio work out nothing. The address is signed, not stored: see studio/share_links.py."""

    __tablename__ = "share_link"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    asset_id: str = Field(index=True)  # no foreign key: what is purged from the library leaves a link that has ended
    title: str = words()
    prompt: str = words()  # nothing, unless whoever made the link wanted it seen
    subtitles: str = words()  # of a film, as WebVTT; nothing where none can be switched on
    language: str = ""  # of the subtitles, ISO 639-2
    # of a film: its `start_s` and `name`
    chapters: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created_by: str = "local"
    created_at: datetime = moment(default_factory=now)
    ends_at: datetime = moment()
    revoked_at: datetime | None = moment(default=None)
    views: int = 0  # how often its page was opened
    seen_at: datetime | None = moment(default=None)

    @property
    def is_good(self) -> bool:
        """Neither revoked nor run out."""
        return not self.revoked_at and self.ends_at > now()
