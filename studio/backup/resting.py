"""Where a backup may be put: a studio that stands still, of the same kind, with room for it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect

from studio.backup import contents, postgres
from studio.backup.making import SPARE, make_one_file
from studio.backup.manifest import Counts, Manifest, sized
from studio.database import Database, connect
from studio.engine.ownership import EngineElsewhere, Ownership
from studio.errors import StudioError
from studio.files import Files
from studio.settings import Settings

BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
AT_WORK = "The studio is at work on this database: stop the server and the engine, then restore."


class NotRestored(StudioError):
    """The studio is what it was."""


@dataclass(frozen=True)
class RestingStudio:
    settings: Settings
    database: Database
    counts: Counts | None  # what there is now; None for nothing, or nothing that can be read

    @property
    def is_sqlite(self) -> bool:
        return self.database.dialect.name == "sqlite"

    @property
    def path(self) -> Path:
        """Of a SQLite file, wherever a link leads."""
        return Path(self.database.url.database or "").resolve()

    @property
    def files(self) -> Files:
        return Files(self.settings.media)


@contextmanager
def standing_still(settings: Settings) -> Iterator[RestingStudio]:
    """No engine starts on a SQLite file while this lasts. Raises NotRestored where somebody works on it, or where a
    PostgreSQL database is not empty."""
    database = connect(settings.database)
    ownership = Ownership(database)
    try:
        ownership.take()
        here = RestingStudio(settings, database, None)
        if here.is_sqlite:
            here = RestingStudio(settings, database, contents.counts_of(database) if here.path.exists() else None)
            database.dispose()
            _require_nobody_else(here.path)
        else:
            _require_empty(database)
        yield here
    except EngineElsewhere:
        raise NotRestored(AT_WORK) from None
    finally:
        ownership.give_back()
        database.dispose()


def _require_nobody_else(path: Path) -> None:
    """A server without an engine has the file open too. What is damaged is let through: it is to be replaced."""
    if not path.exists():
        return
    try:
        make_one_file(path)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in BUSY:
            raise NotRestored(AT_WORK) from error


def _require_empty(database: Database) -> None:
    with contents.answering(), database.connect() as connection:
        if inspect(connection).get_table_names():
            raise NotRestored(
                "The PostgreSQL database is not empty, and nothing in it is touched: make a new one with createdb, "
                "set DATABASE_URL to it, then restore."
            )


def require_fit(here: RestingStudio, manifest: Manifest) -> None:
    """Raises NotRestored where the backup is of another kind of database, or the disk too full for it."""
    if manifest.kind != here.database.dialect.name:
        raise NotRestored(f"This is a backup of a {manifest.kind} database: set DATABASE_URL to one, then restore.")
    if not here.is_sqlite:
        postgres.require("pg_restore")
    files = here.files
    new = sum(member.size_bytes for member in manifest.media if not files.has(member.file_name))
    needed = new + manifest.database.size_bytes + SPARE
    if files.free_bytes() < needed:
        raise NotRestored(f"This takes {sized(needed)} in {here.settings.data}, which has less: make room first.")
