"""A shell for the command line, and a sandbox that it speaks to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.sandbox.server import Address, running
from tests.commands.shell import KEY, Shell


@pytest.fixture(scope="module")
def server() -> Iterator[Address]:
    with running(seconds=0.2) as address:
        yield address


@pytest.fixture
def sandbox(server: Address) -> Iterator[Address]:
    yield server
    server.clear()


@pytest.fixture
def shell(sandbox: Address, tmp_path: Path) -> Shell:
    luma = {"LUMA_API_KEY": KEY, "LUMA_BASE_URL": sandbox.luma}
    return Shell(tmp_path, {"STUDIO_DATA": str(tmp_path / "home"), **luma})
