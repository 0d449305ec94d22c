"""A zip that is written while it is sent: no file of it is ever held whole."""

import io
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

log = logging.getLogger(__name__)

Entry = tuple[str, Path | str]  # a name in the archive, and a file or its text
PIECE = 1 << 20  # bytes


class _Pipe(io.RawIOBase):
    """What is written into it is taken out at once."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece, /) -> int:  # pyright: ignore
        self._pieces.append(bytes(piece))
        return len(piece)

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


def note(gone: Sequence[str]) -> None:
    log.warning("An archive was sent without %s: deleted while it was made.", ", ".join(gone))


def stream(entries: Iterable[Entry], tell: Callable[[Sequence[str]], None] = note) -> Iterator[bytes]:
    """Stored as they are: media are packed already. What is gone by then is left out and told once, at the end."""
    pipe, gone = _Pipe(), list[str]()
    with ZipFile(pipe, "w", ZIP_STORED) as archive:
        for name, content in entries:
            try:
                head, pieces = _head(name, content), _pieces_of(content)
            except FileNotFoundError:
                gone.append(name)
                continue
            with archive.open(head, "w", force_zip64=True) as target:  # their sizes stand behind them
                for piece in pieces:
                    target.write(piece)
                    yield pipe.take()
    yield pipe.take()
    if gone:
        tell(gone)


def _head(name: str, content: Path | str) -> ZipInfo:
    """Of a file it has the date, as near as a zip can say it; a text is of now."""
    if isinstance(content, Path):
        return ZipInfo.from_file(content, name, strict_timestamps=False)
    return ZipInfo(name, time.localtime()[:6])


def _pieces_of(content: Path | str) -> Iterator[bytes]:
    """A file is open from now on: who deletes it does not keep it from being sent."""
    return _of_text(content) if isinstance(content, str) else _of_file(content.open("rb"))


def _of_text(text: str) -> Iterator[bytes]:
    yield text.encode("utf-8", "replace")


def _of_file(opened: BinaryIO) -> Iterator[bytes]:
    with opened:
        while piece := opened.read(PIECE):
            yield piece
