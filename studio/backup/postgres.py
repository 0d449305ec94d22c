"""PostgreSQL's own programs, which copy a database and put it back. The password goes by the environment: a list of processes
shows arguments."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import make_url

from studio.errors import StudioError

DEBIAN = Path("/usr/lib/postgresql")  # <version>/bin


class NoProgram(StudioError):
    """One of PostgreSQL's programs is missing, or did not do what it was asked."""


def dump(address: str, snapshot: str, target: Path) -> None:
    """The database as the transaction sees it that has exported the snapshot. Raises NoProgram."""
    _run("pg_dump", address, "--format=custom", f"--snapshot={snapshot}", f"--file={target}")


def restore(address: str, dumped: Path) -> None:
    """All in one transaction. Raises NoProgram."""
    whole = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run("pg_restore", address, *whole, str(dumped))


def require(program: str) -> str:
    """Where it is. Raises NoProgram."""
    if found := shutil.which(program):
        return found
    here = [path for path in DEBIAN.glob(f"*/bin/{program}") if path.parts[-3].isdigit()]
    if not here:
        raise NoProgram(
            f"{program} is not there: install PostgreSQL's client programs (on Debian: apt install postgresql-client)."
        )
    return str(max(here, key=lambda path: int(path.parts[-3])))


def _run(program: str, address: str, *words: str) -> None:
    url = make_url(address).set(drivername="postgresql")
    environment = os.environ | ({"PGPASSWORD": url.password} if url.password else {})
    place = url.set(password=None).render_as_string(hide_password=False)
    ended = subprocess.run(
        [require(program), "--no-password", f"--dbname={place}", *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if ended.returncode:
        reason = next(iter(ended.stderr.strip().splitlines()), "no reason").removeprefix(f"{program}: error: ")
        raise NoProgram(f"{program} did not succeed, and nothing was changed. It says: {reason}")
