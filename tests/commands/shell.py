"""The command line as a person uses it: a folder, an environment, words, and what comes back. As a child process or in this one."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from studio import database as db
from studio.__main__ import app
from studio.tables import EngineBeat
from tests import forks, own_studio, processes

KEY = "luma-0123456789-secret-wxyz"
FLASH = ["--model", "luma:ray-flash-2", "--resolution", "540p", "--ratio", "1:1"]


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def last_line(self) -> str:
        return self.err.strip().splitlines()[-1]


@dataclass
class Shell:
    """A data folder, and the environment that a person would set."""

    home: Path
    environment: dict[str, str]

    def run(self, *words: str, **more: str) -> Said:
        """As a child process."""
        environment = processes.surroundings() | self.environment | more
        return checked(Said(*forks.run(["-m", "studio", *words], environment)))

    def call(self, *words: str, **more: str) -> Said:
        """In this process, which is quicker."""
        with pytest.MonkeyPatch.context() as patch:
            with own_studio.surrounded(patch):
                ended = CliRunner().invoke(app, words, env=self.environment | more)
                db.default().dispose()
        assert ended.exception is None or isinstance(ended.exception, SystemExit)
        return checked(Said(ended.exit_code, ended.stdout, ended.stderr))

    def look(self, see: Callable[[Any], Any]) -> Any:
        """What the database holds."""
        return self._in_database(see, db.reading)

    def change(self, deed: Callable[[Any], Any]) -> Any:
        return self._in_database(deed, db.writing)

    def _in_database(self, deed: Callable[[Any], Any], opened: Callable[[Any], Any]) -> Any:
        database = db.connect(f"sqlite:///{self.home / 'home' / 'studio.db'}")
        db.migrate(database)
        with opened(database) as session:
            found = deed(session)
        database.dispose()
        return found

    def engines(self) -> list[int]:
        """The processes that say they move generations."""
        return self.look(lambda session: list(session.exec(select(EngineBeat.pid))))


def checked(said: Said) -> Said:
    assert "Traceback" not in said.err and KEY not in said.out + said.err
    return said
