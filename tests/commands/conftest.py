"""A shell for the command line, and a sandbox that it speaks to."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from studio.sandbox.server import Address, running
from tests.commands.shell import KEY, Shell


@pytest.fixture(scope="module")
def one_sandbox() -> Iterator[Address]:
    with running(seconds=0.2) as address:
        yield address


@pytest.fixture
def shell(sandbox: Address, tmp_path: Path, empty_sqlite: Path) -> Shell:
    (tmp_path / "home").mkdir()
    copyfile(empty_sqlite, tmp_path / "home" / "studio.db")
    luma = {"LUMA_API_KEY": KEY, "LUMA_BASE_URL": sandbox.luma}
    return Shell(tmp_path, {"STUDIO_DATA": str(tmp_path / "home"), **luma})
