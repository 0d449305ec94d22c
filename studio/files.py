"""Where media lies: one flat folder of files that never change. Nothing is ever seen half written."""

import errno
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from studio.errors import NotFound

HASH_LETTERS = 12  # of the sha256, in the name: a name never stands for two contents
SUFFIX = "mp4|webm|mov|webp|png|jpg|gif|wav|mp3|m4a|aac|ogg|flac|srt|vtt|otio|zip"  # nothing that a browser would run
NAME = re.compile(rf"[a-z0-9][a-z0-9-]{{0,63}}-[0-9a-f]{{{HASH_LETTERS}}}\.({SUFFIX})")

PART = ".part"


class Files:
    """Files by name, under one root. A place elsewhere (a bucket) would offer the same methods and a local copy for `path_of`."""

    def __init__(self, root: Path):
        self.root = root
        self._work = root / ".work"
        self._work.mkdir(parents=True, exist_ok=True)

    def keep(self, source: Path, asset_id: str, sha256: str, suffix: str) -> str:
        """Move a finished file in and give it its name. Doing it again after a crash is fine: the source may be gone."""
        name = f"{asset_id}-{sha256[:HASH_LETTERS]}.{suffix.removeprefix('.')}"
        target = self.path_of(name)
        if not target.exists():
            _move_whole(source, target)
        elif source.resolve() != target.resolve():
            source.unlink(missing_ok=True)
        return name

    def adopt(self, other: "Files", name: str) -> None:
        """Move a finished file in from another place, under the name that it has there."""
        _move_whole(other.path_of(name), self.path_of(name))

    def path_of(self, name: str) -> Path:
        """Where the file of that name lies, or would lie. Any other name, such as one with a slash, is NotFound."""
        if not NAME.fullmatch(name):
            raise NotFound("There is no file of that name.")
        return self.root / name

    def has(self, name: str) -> bool:
        return self.path_of(name).is_file()

    def remove(self, name: str) -> None:
        """Fine when it is gone already."""
        self.path_of(name).unlink(missing_ok=True)

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """A folder to work in, on the same disk, gone at the end whatever happens."""
        with tempfile.TemporaryDirectory(dir=self._work, ignore_cleanup_errors=True) as folder:
            yield Path(folder)

    def sweep(self, older_than: datetime) -> int:
        """Remove what dead processes left: workspaces and half-written files untouched since then. Returns how many."""
        left = [*self._work.iterdir(), *self.root.glob(f".*{PART}")]
        return remove_all([path for path in left if _touched_at(path) < older_than])

    def free_bytes(self) -> int:
        return shutil.disk_usage(self.root).free


def remove_all(paths: Sequence[Path]) -> int:
    """Files, and folders with all that is in them. Fine when they are gone already. Returns how many."""
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(paths)


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Write to the path given; it becomes the target if all goes well, and nothing is left behind if not."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}{PART}")
    try:
        yield part
        _sync(part)
        os.replace(part, target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _move_whole(source: Path, target: Path) -> None:
    _sync(source)
    try:
        os.replace(source, target)
        sync_folder(target.parent)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with whole_file(target) as part:  # the source lies on another disk
            shutil.copyfile(source, part)
        source.unlink()


def _sync(path: Path) -> None:
    """Down to the disk: a rename that survives a power cut must not lead to an empty file."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot, and need not
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _touched_at(path: Path) -> datetime:
    """When anything in it was last written: a long render writes inside its workspace and leaves the folder's own time."""
    try:
        newest = max(entry.stat().st_mtime for entry in (path, *path.rglob("*")))
    except FileNotFoundError:  # it is just being cleaned up
        return datetime.now(UTC)
    return datetime.fromtimestamp(newest, UTC)
