"""What a person saves for the studio: settings, and the keys of providers."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Column, Field, SQLModel

from studio.tables.columns import moment, new_id, now, words


class Setting(SQLModel, table=True):
    """What a person saved on the page; it lies over the environment. Drafts are kept here too."""

    name: str = Field(primary_key=True)
    value: Any = Field(sa_column=Column(JSON))
    saved_at: datetime = moment(default_factory=now)
    saved_by: str = "local"


class Secret(SQLModel, table=True):
    """A provider's key, encrypted. What it says can be used and replaced, never read back."""

    id: str = Field(default_factory=new_id, primary_key=True)
    provider: str = Field(index=True)
    name: str  # the person's own word for it
    ciphertext: str
    last_four: str
    is_active: bool = False
    saved_by: str = "local"
    saved_at: datetime = moment(default_factory=now)
    used_at: datetime | None = moment(default=None)
    tested_at: datetime | None = moment(default=None)
    test_is_ok: bool | None = None
    test_sentence: str = words()
