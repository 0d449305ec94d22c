"""Putting a backup back. What was there is kept beside it, and until the last move the studio is the old one in full: media
files are only added, and the database changes places in one rename."""

import errno
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect

from studio import audit, vault
from studio.access import ALONE
from studio.backup import contents, postgres
from studio.backup.checking import Backup
from studio.backup.making import SPARE, make_one_file
from studio.backup.manifest import MEDIA, Counts, Manifest, Member, at, sized
from studio.backup.standstill import hold
from studio.database import Database, connect, migrate, reading, writing
from studio.engine.ownership import EngineElsewhere, Ownership
from studio.errors import StudioError
from studio.files import Files, sync_folder, whole_file
from studio.settings import Settings
from studio.tables import Deed, now

BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
AT_WORK = "The studio is at work on this database: stop the server and the engine, then restore."
OF_SQLITE = ("", "-wal", "-shm")  # what may lie beside a database file and belongs to it


class NotRestored(StudioError):
    """The studio is what it was."""


@dataclass(frozen=True)
class Restored:
    kept_in: Sequence[Path]  # the folders with what was there
    held: int  # generations that stand still until a person decides
    sealed: str  # why saved keys cannot be opened; empty when they can


@dataclass(frozen=True)
class Place:
    """A studio that stands still, where a backup may be put."""

    settings: Settings
    database: Database
    counts: Counts | None  # what there is now; None for nothing, or nothing that can be read

    @property
    def is_sqlite(self) -> bool:
        return self.database.dialect.name == "sqlite"

    @property
    def path(self) -> Path:
        return Path(self.database.url.database or "")


@contextmanager
def standing_still(settings: Settings) -> Iterator[Place]:
    """No engine starts on a SQLite file while this lasts. Raises NotRestored where somebody works on it, or where a
    PostgreSQL database is not empty."""
    database = connect(settings.database)
    ownership = Ownership(database)
    try:
        ownership.take()
        place = Place(settings, database, None)
        if place.is_sqlite:
            place = Place(settings, database, contents.counts_of(database) if place.path.exists() else None)
            database.dispose()
            _require_nobody_else(place.path)
        else:
            _require_empty(database)
        yield place
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
    with database.connect() as connection:
        if inspect(connection).get_table_names():
            raise NotRestored(
                "The PostgreSQL database is not empty, and nothing in it is touched: make a new one with createdb, "
                "set DATABASE_URL to it, then restore."
            )


def require_fit(place: Place, manifest: Manifest) -> None:
    """Raises NotRestored where the backup is of another kind of database, or the disk too full for it."""
    if manifest.kind != place.database.dialect.name:
        raise NotRestored(f"This is a backup of a {manifest.kind} database: set DATABASE_URL to one, then restore.")
    if not place.is_sqlite:
        postgres.require("pg_restore")
    files = _files(place)
    new = sum(member.size_bytes for member in manifest.media if not files.has(_name(member)))
    needed = new + manifest.database.size_bytes + SPARE
    if files.free_bytes() < needed:
        raise NotRestored(f"This takes {sized(needed)} in {place.settings.data}, which has less: make room first.")


def restore(backup: Backup, place: Place, tell: Callable[[str], None]) -> Restored:
    """Raises NotRestored, BadBackup, NoDatabase, NoProgram."""
    moment = now()
    try:
        _put_media(backup, place, moment, tell)
        held, sealed = _put_sqlite(backup, place, moment) if place.is_sqlite else _put_postgres(backup, place)
        folders = {_aside(place.settings.data, moment), _aside(place.path.parent, moment)}
        return Restored([folder for folder in sorted(folders) if folder.exists()], held, sealed)
    except OSError as error:
        hint = "make room" if error.errno == errno.ENOSPC else "see that the data folder can be written to"
        raise NotRestored(f"The studio is what it was ({error.strerror}): {hint}, then restore again.") from error


def _put_media(backup: Backup, place: Place, moment: datetime, tell: Callable[[str], None]) -> None:
    """Files that are there and as they were stay."""
    files, kept = _files(place), _aside(place.settings.data, moment)
    for number, member in enumerate(backup.manifest.media, start=1):
        path = files.path_of(_name(member))
        if _is_same(path, member):
            continue
        with whole_file(path) as part:
            backup.write(member, part)
            _keep(path, kept / MEDIA / path.name)
        if number % max(1, len(backup.manifest.media) // 10) == 0:
            tell(f"{number} of {len(backup.manifest.media)} media files.")


def _put_sqlite(backup: Backup, place: Place, moment: datetime) -> tuple[int, str]:
    """The copy is made ready under another name: it never comes to the studio half-way."""
    path, kept = place.path, _aside(place.path.parent, moment)
    for left in path.parent.glob(f".{path.name}.*.part*"):  # of a restore that was killed
        left.unlink()
    with whole_file(path) as part:
        backup.write(backup.manifest.database, part)
        new = connect(f"sqlite:///{part}")
        try:
            ready = _make_ready(new, place.settings, backup.manifest)
        finally:
            new.dispose()
        make_one_file(part)
        if path.exists():
            shutil.copymode(path, part)
        for suffix in OF_SQLITE:
            _keep(Path(f"{path}{suffix}"), kept / f"{path.name}{suffix}")
        for suffix in OF_SQLITE[1:]:
            Path(f"{path}{suffix}").unlink(missing_ok=True)
    return ready


def _put_postgres(backup: Backup, place: Place) -> tuple[int, str]:
    with _files(place).workspace() as folder:
        backup.write(backup.manifest.database, folder / "dump")
        postgres.restore(place.settings.database, folder / "dump")
    return _make_ready(place.database, place.settings, backup.manifest)


def _make_ready(database: Database, settings: Settings, manifest: Manifest) -> tuple[int, str]:
    migrate(database)
    with writing(database) as session:
        held = hold(session)
        audit.note(session, ALONE, Deed.RESTORED, "backup", f"as it was at {at(manifest.made_at)}")
    with reading(database) as session:
        try:
            vault.seal_again(session, settings)  # nothing of it is kept: it tells whether all can be opened
        except StudioError as reason:
            return held, str(reason)
    return held, ""


def _aside(folder: Path, moment: datetime) -> Path:
    return folder / f"before-{moment:%Y-%m-%dT%H-%M-%S-%f}"


def _keep(path: Path, kept: Path) -> None:
    """It stays where it is, too. A second name costs nothing; where the disk knows none, it is copied."""
    if not path.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, kept)
    except OSError:
        shutil.copy2(path, kept)
    sync_folder(kept.parent)


def _is_same(path: Path, member: Member) -> bool:
    with suppress(FileNotFoundError), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == member.sha256
    return False


def _name(member: Member) -> str:
    return member.name.removeprefix(MEDIA)


def _files(place: Place) -> Files:
    return Files(place.settings.data / "media")
