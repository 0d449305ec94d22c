"""What a backup says of itself: a zip file with the database, the media files, and this list of them at its end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from studio import __version__

LAYOUT = 1  # of the zip file; a newer one is not read
MANIFEST = "manifest.json"
MEDIA = "media/"
DATABASES = {"sqlite": "studio.db", "postgresql": "studio.dump"}  # what the database's member is called

Kind = Literal["sqlite", "postgresql"]


class ManifestPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Member(ManifestPart):
    name: str
    size_bytes: int = Field(ge=0)
    sha256: str

    @property
    def file_name(self) -> str:
        """Of a media file."""
        return self.name.removeprefix(MEDIA)


class Counts(ManifestPart):
    """What a person knows a studio by."""

    generations: int
    assets: int
    keys: int

    def __str__(self) -> str:
        return f"{self.generations} generations, {self.assets} assets and {self.keys} saved keys"


class Manifest(ManifestPart):
    layout: int = LAYOUT
    version: str = __version__  # of Dailies
    kind: Kind
    revision: str  # of the tables
    made_at: AwareDatetime
    counts: Counts
    members: Sequence[Member]
    missing: Sequence[str] = ()  # media files that the database names and that were not there

    @property
    def database(self) -> Member:
        return next(member for member in self.members if member.name == DATABASES[self.kind])

    @property
    def media(self) -> Sequence[Member]:
        return [member for member in self.members if member.name.startswith(MEDIA)]

    @property
    def size_bytes(self) -> int:
        return sum(member.size_bytes for member in self.members)


def at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def sized(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:,.1f} MB"
