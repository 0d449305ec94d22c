"""One engine per SQLite file, by a lock on a file beside it. PostgreSQL needs none: there, rows are taken one by one."""

import os
import sys
from typing import IO

from sqlalchemy import Engine as Database

from studio.errors import StudioError


class EngineElsewhere(StudioError):
    """Another process has the engine of this database file."""


class Ownership:
    """The lock goes with the process, however it ends."""

    def __init__(self, database: Database):
        self.is_sole = database.dialect.name == "sqlite"
        self._path = f"{database.url.database}.engine"
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Raises EngineElsewhere. The file keeps our process id, for the doctor."""
        if not self.is_sole:
            return
        file = open(self._path, "a+", encoding="ascii")  # noqa: SIM115  (held until give_back)
        try:
            _lock(file)
        except OSError as taken:
            file.close()
            raise EngineElsewhere("Another process already moves the generations of this database.") from taken
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def give_back(self) -> None:
        if self._file:
            self._file.close()
            self._file = None


def _lock(file: IO[str]) -> None:
    """Raises OSError when somebody has it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
