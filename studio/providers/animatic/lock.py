"""A lock on a file. It is there until all who were handed the open file have closed it or ended, however they ended."""

import sys
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def take(path: Path) -> IO[bytes] | None:
    """None when somebody has it."""
    file = path.open("ab")
    try:
        _lock(file)
    except OSError:
        file.close()
        return None
    return file


def is_taken(path: Path) -> bool:
    if not path.exists():
        return False
    file = take(path)
    if file:
        file.close()
    return file is None
