"""Looking through a movie file before anything is done with it. Whoever made it may mean ill: it holds what its list names, byte
for byte, under names of ours, and nothing else."""

import hashlib
import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pydantic import ValidationError

from studio import orders
from studio.productions.movie_file.written import (
    FORMAT,
    MANIFEST,
    MOST_FILES,
    MOST_OF_A_MANIFEST,
    VERSION,
    BadMovieFile,
    WrittenMedia,
    WrittenMovie,
    has_too_many_values,
)

CHUNK = 1 << 20  # bytes
IS_ENCRYPTED = 1  # a flag of an entry
MOST_OF_A_LIST = MOST_FILES * 300  # bytes of the zip's own list of what is in it
END, END_64, WHERE_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"  # how the last records of a zip begin
OF_END, OF_END_64, OF_WHERE = 22, 56, 20  # bytes: how long those are, without a comment
NO_COMMENT = b"\0\0"
NOT_OURS = "This is no movie file: choose one that was saved from Movies, in this studio or another."
CHANGED = "This movie file was changed since it was saved: it does not hold what its list names."
TOO_MUCH = f"This file holds too much: a movie file has at most {MOST_FILES:,} clips, pictures and sounds."
DAMAGED = "This movie file is damaged: save it once more where it comes from."


class Archive:
    """One that was looked through, still open."""

    def __init__(self, archive: ZipFile, written: WrittenMovie):
        self._archive, self.written = archive, written

    def copy(self, media: WrittenMedia, out: IO[bytes]) -> None:
        """Raises BadMovieFile where it is not what the list says."""
        sha256, left = hashlib.sha256(), media.size_bytes
        with _as_ours(DAMAGED), self._archive.open(media.name) as given:
            while chunk := given.read(min(CHUNK, left + 1)):
                left -= len(chunk)
                if left < 0:
                    raise BadMovieFile(CHANGED)
                sha256.update(chunk)
                out.write(chunk)
        if sha256.hexdigest() != media.sha256:
            raise BadMovieFile(DAMAGED)


@contextmanager
def opened(file: Path) -> Iterator[Archive]:
    """Raises BadMovieFile. What its media hold is seen when they are copied."""
    try:
        given = file.open("rb")
    except OSError as error:
        raise BadMovieFile(f"{file.name} cannot be read ({error.strerror}).") from error
    with given:
        _require_short_list(given)
        with _as_ours():
            archive = ZipFile(given)
        _require_plain(archive, given.seek(0, 2))
        written = _read(_list_of(archive))
        _require_all(archive, written)
        yield Archive(archive, written)


@contextmanager
def _as_ours(sentence: str = NOT_OURS) -> Iterator[None]:
    """What zipfile and a broken file raise, as a sentence."""
    try:
        yield
    except (BadZipFile, EOFError, NotImplementedError, KeyError, ValueError, RuntimeError) as error:
        raise BadMovieFile(sentence) from error


def _require_short_list(given: IO[bytes]) -> None:
    """Before a list of a million names is read. A zip tells the length of its list at its end, and a large one once more before.
    Both are looked for where we write them and nowhere else, so that zipfile cannot find others."""
    size = given.seek(0, 2)
    given.seek(max(0, size - OF_END_64 - OF_WHERE - OF_END))
    tail = given.read()
    end, where, large = tail[-OF_END:], tail[-OF_END - OF_WHERE : -OF_END], tail[: -OF_END - OF_WHERE]
    if len(end) < OF_END or not (end.startswith(END) and end.endswith(NO_COMMENT)):
        raise BadMovieFile(NOT_OURS)
    told = [int.from_bytes(end[12:16], "little")]
    if where.startswith(WHERE_64):
        is_before = int.from_bytes(where[8:16], "little") == size - OF_END - OF_WHERE - OF_END_64
        if not (is_before and large.startswith(END_64)):
            raise BadMovieFile(NOT_OURS)
        told = [int.from_bytes(large[40:48], "little")]
    if max(told) > MOST_OF_A_LIST:
        raise BadMovieFile(TOO_MUCH)
    given.seek(0)


def _require_plain(archive: ZipFile, file_size: int) -> None:
    """Stored as it is, each entry is as long in the file as outside: so none can be a bomb, and together they fit in the file."""
    every = archive.infolist()
    if len(every) > MOST_FILES + 1:
        raise BadMovieFile(TOO_MUCH)
    if len({entry.filename for entry in every}) != len(every):
        raise BadMovieFile(CHANGED)
    if not all(map(_is_plain, every)) or sum(entry.file_size for entry in every) > file_size:
        raise BadMovieFile(NOT_OURS if MANIFEST not in archive.namelist() else CHANGED)


def _is_plain(entry: ZipInfo) -> bool:
    """A file, not a folder or a link; neither packed nor encrypted."""
    is_file = stat.S_IFMT(entry.external_attr >> 16) in (0, stat.S_IFREG) and not entry.is_dir()
    is_stored = entry.compress_type == ZIP_STORED and entry.compress_size == entry.file_size
    return is_file and is_stored and not entry.flag_bits & IS_ENCRYPTED


def _list_of(archive: ZipFile) -> bytes:
    with _as_ours():
        entry = archive.getinfo(MANIFEST)
        if entry.file_size > MOST_OF_A_MANIFEST:
            raise BadMovieFile(f"The list of a movie file has at most {MOST_OF_A_MANIFEST // 1_000_000} MB.")
        return archive.read(entry)


def _read(text: bytes) -> WrittenMovie:
    if has_too_many_values(text):
        raise BadMovieFile(TOO_MUCH)
    try:
        given: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadMovieFile(NOT_OURS) from error
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise BadMovieFile(NOT_OURS)
    if given.get("version") != VERSION:
        raise BadMovieFile("This movie file was saved by a newer version of the studio: bring this one up to date.")
    try:
        return WrittenMovie.model_validate_json(text)
    except ValidationError as wrong:
        faults = wrong.errors(include_input=False, include_url=False)
        raise BadMovieFile(f"This movie file cannot be read: {orders.in_sentences(faults[:3])}") from wrong


def _require_all(archive: ZipFile, written: WrittenMovie) -> None:
    """All that is listed is there, as long as it says; and nothing besides."""
    there = {entry.filename: entry.file_size for entry in archive.infolist()}
    listed = {one.name: one.size_bytes for one in written.media}
    if missing := sorted(listed.keys() - there.keys()):
        raise BadMovieFile(
            f"This movie file is not whole: {missing[0]} is missing. Save it once more where it comes from."
        )
    if there.keys() != {MANIFEST, *listed} or any(there[name] != size for name, size in listed.items()):
        raise BadMovieFile(CHANGED)
