"""Putting a backup back. What was there is kept beside it, and until the last move the studio is the old one in full: media
files are only added, and the database changes places in one rename."""

import errno
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from studio import audit, share_links, vault
from studio.access import ALONE
from studio.backup import postgres
from studio.backup.checking import Backup
from studio.backup.making import make_one_file
from studio.backup.manifest import MEDIA, Manifest, Member, at
from studio.backup.resting import NotRestored, RestingStudio
from studio.backup.standstill import hold
from studio.database import Database, connect, migrate, reading, writing
from studio.errors import StudioError
from studio.files import sync_folder, whole_file
from studio.settings import Settings
from studio.tables import Deed, now

OF_SQLITE = ("", "-wal", "-shm")  # what may lie beside a database file and belongs to it


@dataclass(frozen=True)
class Restored:
    kept_in: Sequence[Path]  # the folders with what was there
    held: int  # generations, narrations and refinings that stand still until a person decides
    sealed: str  # why saved keys cannot be opened; empty when they can


def restore(backup: Backup, here: RestingStudio, tell: Callable[[str], None]) -> Restored:
    """Raises NotRestored, BadBackup, NoDatabase, NoProgram."""
    moment = now()
    try:
        _put_media(backup, here, moment, tell)
        held, sealed = _put_sqlite(backup, here, moment) if here.is_sqlite else _put_postgres(backup, here)
        folders = {_aside(here.settings.data, moment), _aside(here.path.parent, moment)}
        return Restored([folder for folder in sorted(folders) if folder.exists()], held, sealed)
    except (sqlite3.Error, DBAPIError) as error:
        raise NotRestored(
            "The database of the backup cannot be made ready: see that the disk has room for it."
        ) from error
    except OSError as error:
        hint = "make room" if error.errno == errno.ENOSPC else "see that the data folder can be written to"
        raise NotRestored(f"The studio is what it was ({error.strerror}): {hint}, then restore again.") from error


def _put_media(backup: Backup, here: RestingStudio, moment: datetime, tell: Callable[[str], None]) -> None:
    """Files that are there and as they were stay."""
    files, kept = here.files, _aside(here.settings.data, moment)
    for number, member in enumerate(backup.manifest.media, start=1):
        path = files.path_of(member.file_name)
        if _is_same(path, member):
            continue
        with whole_file(path) as part:
            backup.write(member, part)
            _keep(path, kept / MEDIA / path.name)
        if number % max(1, len(backup.manifest.media) // 10) == 0:
            tell(f"{number} of {len(backup.manifest.media)} media files.")


def _put_sqlite(backup: Backup, here: RestingStudio, moment: datetime) -> tuple[int, str]:
    """The copy is made ready under another name: it never comes to the studio half-way."""
    path, kept = here.path, _aside(here.path.parent, moment)
    for left in path.parent.glob(f".{path.name}.*.part*"):  # of a restore that was killed
        left.unlink()
    with whole_file(path) as part:
        backup.write(backup.manifest.database, part)
        new = connect(f"sqlite:///{part}")
        try:
            ready = _make_ready(new, here.settings, backup.manifest)
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


def _put_postgres(backup: Backup, here: RestingStudio) -> tuple[int, str]:
    with here.files.workspace() as folder:
        backup.write(backup.manifest.database, folder / "dump")
        postgres.restore(here.settings.database, folder / "dump")
    return _make_ready(here.database, here.settings, backup.manifest)


def _make_ready(database: Database, settings: Settings, manifest: Manifest) -> tuple[int, str]:
    migrate(database)
    with writing(database) as session:
        held = hold(session)
        share_links.revoke_all(session)
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
