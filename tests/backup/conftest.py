"""A studio of two clips, on SQLite and on PostgreSQL."""

from pathlib import Path
from shutil import copyfile

import pytest

from tests.backup.home import Home


@pytest.fixture
def home(tmp_path: Path, empty_sqlite: Path) -> Home:
    (tmp_path / "data").mkdir()
    copyfile(empty_sqlite, tmp_path / "data" / "studio.db")
    made = Home.at(tmp_path / "data")
    made.add_clip("a paper boat")
    made.add_clip("a kite")
    return made


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    address = request.getfixturevalue("postgres_address") if request.param == "postgresql" else ""
    made = Home.at(tmp_path / "data", address)
    made.add_clip("a paper boat")
    made.add_clip("a kite")
    return made
