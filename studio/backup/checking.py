"""Looking through a backup before anything is done with it. Whoever made the file may mean ill: it holds what its list names,
byte for byte, under names of ours, and nothing else."""

import hashlib
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pydantic import ValidationError

from studio.backup.contents import known_revisions
from studio.backup.manifest import DATABASES, LAYOUT, MANIFEST, MEDIA, Manifest, Member, sized
from studio.errors import StudioError
from studio.files import NAME

CHUNK = 1 << 20  # bytes
MOST_OF_A_MANIFEST = 256 << 20  # bytes: a million files
IS_ENCRYPTED = 1  # a flag of an entry


class BadBackup(StudioError):
    """A file that is no backup, or no longer whole."""


class Backup:
    """A backup that was looked through, still open: what is put back is what was looked at."""

    def __init__(self, archive: ZipFile, manifest: Manifest):
        self._archive, self.manifest = archive, manifest

    def check(self, member: Member) -> None:
        """Raises BadBackup."""
        self._copy(member, None)

    def write(self, member: Member, target: Path) -> None:
        """Raises BadBackup where it has changed since it was looked through."""
        with target.open("wb") as out:
            self._copy(member, out)

    def _copy(self, member: Member, out: IO[bytes] | None) -> None:
        sha256 = hashlib.sha256()
        with _as_ours(), self._archive.open(member.name) as given:
            while chunk := given.read(CHUNK):
                sha256.update(chunk)
                if out:
                    out.write(chunk)
        if sha256.hexdigest() != member.sha256:
            raise BadBackup(f"The backup is damaged: {member.name} is not what it was. Take another backup.")


@contextmanager
def opened(file: Path, tell: Callable[[str], None]) -> Iterator[Backup]:
    """Every byte of it is looked at first. Raises BadBackup."""
    try:
        given = file.expanduser().open("rb")
    except OSError as error:
        raise BadBackup(f"{file} cannot be read ({error.strerror}): name a file that `backup` has made.") from error
    with given:
        with _as_ours():
            archive = ZipFile(given)
        backup = Backup(archive, _manifest_of(archive))
        _require_ours(archive, backup.manifest, file.expanduser().stat().st_size)
        _require_known(backup.manifest)
        tell(f"Looking through {sized(backup.manifest.size_bytes)} …")
        for member in backup.manifest.members:
            backup.check(member)
        yield backup


@contextmanager
def _as_ours() -> Iterator[None]:
    """What zipfile and a broken file raise, as a sentence."""
    try:
        yield
    except (BadZipFile, EOFError, NotImplementedError, KeyError, ValueError, RuntimeError) as error:
        raise BadBackup("This is no whole backup of Dailies: it is another file, or one that was cut off.") from error
    except OSError as error:
        raise BadBackup(f"The backup cannot be read ({error.strerror}).") from error


def _manifest_of(archive: ZipFile) -> Manifest:
    with _as_ours():
        entry = archive.getinfo(MANIFEST)
        if not _is_plain(entry) or entry.file_size > MOST_OF_A_MANIFEST:
            raise BadBackup("This is no backup of Dailies: its list is not one of ours.")
        text = archive.read(entry)
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise BadBackup("This is no backup of Dailies that can be read here: its list is not one of ours.") from error


def _require_ours(archive: ZipFile, manifest: Manifest, file_size: int) -> None:
    """Stored as it is, each entry is as long in the file as outside: so none can be a bomb, and together they fit in the file."""
    entries = {entry.filename: entry for entry in archive.infolist()}
    listed = {member.name: member for member in manifest.members}
    is_complete = entries.keys() == {*listed, MANIFEST} and DATABASES[manifest.kind] in listed
    is_single = len(entries) == len(archive.infolist()) and len(listed) == len(manifest.members)
    is_named_by_us = all(_is_our_name(name, manifest) for name in listed)
    is_plain = all(_is_plain(entry) for entry in entries.values())
    is_as_long = all(entries[name].file_size == listed[name].size_bytes for name in listed if name in entries)
    if not (is_complete and is_single and is_named_by_us and is_plain and is_as_long):
        raise BadBackup("This backup was changed since it was made: it does not hold what its list names.")
    if manifest.size_bytes > file_size:
        raise BadBackup("This backup was changed since it was made: it says that it holds more than it can.")


def _is_our_name(name: str, manifest: Manifest) -> bool:
    is_media = name.startswith(MEDIA) and NAME.fullmatch(name.removeprefix(MEDIA)) is not None
    return is_media or name == DATABASES[manifest.kind]


def _is_plain(entry: ZipInfo) -> bool:
    """A file, not a folder or a link; neither packed nor encrypted."""
    is_file = stat.S_IFMT(entry.external_attr >> 16) in (0, stat.S_IFREG) and not entry.is_dir()
    is_stored = entry.compress_type == ZIP_STORED and entry.compress_size == entry.file_size
    return is_file and is_stored and not entry.flag_bits & IS_ENCRYPTED


def _require_known(manifest: Manifest) -> None:
    if manifest.layout > LAYOUT or manifest.revision not in known_revisions():
        raise BadBackup(
            f"This backup was made by Dailies {manifest.version[:20]}, which is newer than this one: "
            "bring the studio up to date, then restore it."
        )
