"""Making a backup while the studio works: first the database as it is at one moment, then every media file it names. Those
never change and are there before the database knows them, so the two fit together."""

import errno
import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from sqlalchemy import make_url
from sqlmodel import text

from studio.backup import contents, postgres
from studio.backup.contents import Contents
from studio.backup.manifest import DATABASES, MANIFEST, MEDIA, Kind, Manifest, Member, sized
from studio.database import Database, NoDatabase, connect, reading
from studio.errors import NotFound, StudioError
from studio.files import Files, whole_file
from studio.settings import Settings
from studio.tables import now

CHUNK = 1 << 20  # bytes
SPARE = 64 << 20  # bytes of a disk that are left free


class NotMade(StudioError):
    """There is no backup. Nothing was written under its name."""


@dataclass
class UnfinishedBackup:
    """A zip file that is being written."""

    archive: ZipFile
    folder: Path
    members: list[Member] = field(default_factory=list)

    def add(self, name: str, source: Path) -> None:
        """Raises FileNotFoundError, and adds nothing then."""
        sha256, size_bytes = hashlib.sha256(), 0
        with source.open("rb") as given, self.archive.open(_entry(name), "w", force_zip64=True) as out:
            while chunk := given.read(CHUNK):
                out.write(chunk)
                sha256.update(chunk)
                size_bytes += len(chunk)
        self.members.append(Member(name=name, size_bytes=size_bytes, sha256=sha256.hexdigest()))

    def end(self, manifest: Manifest) -> None:
        self.archive.writestr(_entry(MANIFEST), manifest.model_dump_json(indent=1))


def make(settings: Settings, target: Path, tell: Callable[[str], None], *, replace: bool = False) -> Manifest:
    """Raises NotMade, NoDatabase, NoProgram. `tell` hears how far it is."""
    target = target.expanduser().absolute()
    _require_place(target, replace)
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
            copy = Path(folder) / "database"
            kind, held = _copy_database(settings, copy)
            tell(f"The database is copied: {held.counts}.")
            with whole_file(target) as part, _unfinished(part) as backup:
                backup.add(DATABASES[kind], copy)
                copy.unlink()
                missing = _add_media(backup, Files(settings.media), held.names, tell)
                manifest = Manifest(
                    kind=kind, revision=held.revision, made_at=now(), counts=held.counts,
                    members=backup.members, missing=missing,
                )  # fmt: skip
                backup.end(manifest)
            return manifest
    except OSError as error:
        what = error.strerror if error.errno == errno.ENOSPC else f"{error.strerror}: {error.filename or target}"
        raise NotMade(f"The backup cannot be written ({what}). Choose another place for it, or make room.") from error


def _require_place(target: Path, replace: bool) -> None:
    if target.is_dir() or not target.parent.is_dir():
        raise NotMade(f"{target} cannot be a file: name one in a folder that is there.")
    if target.exists() and not replace:
        raise NotMade(f"{target} is there already: name another file, or add --force to replace it.")


@contextmanager
def _unfinished(part: Path) -> Iterator[UnfinishedBackup]:
    """Only we may read it: all that the studio knows is inside."""
    with open(part, "x+b", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        with ZipFile(file, "w", ZIP_STORED, allowZip64=True) as archive:
            yield UnfinishedBackup(archive, part.parent)


def _entry(name: str) -> ZipInfo:
    moment = now()
    entry = ZipInfo(name, (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second))
    entry.external_attr = 0o600 << 16
    return entry


def _copy_database(settings: Settings, copy: Path) -> tuple[Kind, Contents]:
    url = make_url(settings.database)
    if url.get_backend_name() == "postgresql":
        return "postgresql", _dump(settings.database, copy)
    return "sqlite", _copy_sqlite(Path(url.database or ""), copy)


def _dump(address: str, copy: Path) -> Contents:
    """What we count and what is dumped are one moment: the dump works with our transaction's snapshot."""
    postgres.require("pg_dump")
    with _connected(address) as database, contents.answering(), reading(database) as session:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        held = contents.read(session)
        snapshot: str = session.connection().execute(text("SELECT pg_export_snapshot()")).scalar_one()
        postgres.dump(address, snapshot, copy)
    return held


def _copy_sqlite(path: Path, copy: Path) -> Contents:
    """In one go, so that writers cannot make it start again; in WAL they need not wait for it either."""
    if not path.is_file():
        raise NoDatabase(f"There is no database at {path}: check STUDIO_DATA and DATABASE_URL.")
    _require_room(copy.parent, 2 * path.stat().st_size)  # beside the copy, and in the zip file
    try:
        with closing(sqlite3.connect(path, timeout=30)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            (found,) = target.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise NotMade(f"The database cannot be copied. It says: {error}") from error
    if found != "ok":
        raise NotMade(f"The database is damaged, so this would be no backup. It says: {found}")
    with _connected(f"sqlite:///{copy}") as database, reading(database) as session:
        held = contents.read(session)
    make_one_file(copy)
    return held


def make_one_file(path: Path) -> None:
    """Nothing of it lies in a WAL beside it any more. Raises sqlite3.OperationalError while anybody else has it open."""
    with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _connected(address: str) -> Iterator[Database]:
    database = connect(address)
    try:
        yield database
    finally:
        database.dispose()


def _add_media(backup: UnfinishedBackup, files: Files, names: Sequence[str], tell: Callable[[str], None]) -> list[str]:
    """Returns the names of those that are not there."""
    there = {name: size for name in names if (size := _size_of(files, name)) is not None}
    _require_room(backup.folder, sum(there.values()))
    missing = [name for name in names if name not in there]
    for number, name in enumerate(there, start=1):
        try:
            backup.add(MEDIA + name, files.path_of(name))
        except FileNotFoundError:  # removed from the library just now
            missing.append(name)
        if number == len(there) or number % max(1, len(there) // 10) == 0:
            written = sized(sum(member.size_bytes for member in backup.members))
            tell(f"{number} of {len(there)} media files, {written} so far.")
    return missing


def _size_of(files: Files, name: str) -> int | None:
    try:
        return files.path_of(name).stat().st_size
    except (NotFound, FileNotFoundError):
        return None


def _require_room(folder: Path, size_bytes: int) -> None:
    if shutil.disk_usage(folder).free < size_bytes + SPARE:
        raise NotMade(
            f"The backup needs {sized(size_bytes)} in {folder}, which has less: make room, or choose another."
        )
