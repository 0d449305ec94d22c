"""A zip that is written while it is sent: no file of it is ever held whole."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from studio.productions.exporting import Entry

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


def stream(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Stored as they are: media are packed already."""
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_STORED) as archive:
        for name, content in entries:
            with archive.open(name, "w", force_zip64=True) as target:  # their sizes stand behind them
                for piece in _pieces_of(content):
                    target.write(piece)
                    yield pipe.take()
    yield pipe.take()


def _pieces_of(content: Path | str) -> Iterator[bytes]:
    if isinstance(content, str):
        yield content.encode("utf-8", "replace")
        return
    with content.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
