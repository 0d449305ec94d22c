"""A lock on a file, which goes with the process that has it, however that ends."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes], *, waits: bool) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if waits else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: IO[bytes], *, waits: bool) -> None:
        fcntl.flock(file, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Waits for whoever has it."""
    with path.open("ab") as file:
        _take(file, waits=True)
        yield


def is_held(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        with path.open("ab") as file:
            _take(file, waits=False)
    except OSError:
        return True
    return False
