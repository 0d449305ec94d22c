"""The sandbox of each module. Its `SECONDS` say how long a generation takes there, on the clock that the test sets; without them
one is done at once, by the machine's own clock."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine as Database

from studio import logs
from studio.engine.tools import Tools
from studio.files import Files
from studio.providers.interface import Provider
from studio.sandbox.server import Address, running
from studio.settings import Settings
from tests.clock import Clock
from tests.providers import matrix


@pytest.fixture(scope="module")
def server_clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def one_sandbox(request: pytest.FixtureRequest, server_clock: Clock) -> Iterator[Address]:
    seconds = getattr(request.module, "SECONDS", None)
    clock = time.time if seconds is None else lambda: server_clock().timestamp()
    with running(seconds=seconds or 0, clock=clock) as address:
        yield address


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Clock:
    """The sandbox's too, where the module has one that goes by a clock."""
    return request.getfixturevalue("server_clock") if hasattr(request.module, "SECONDS") else Clock()


@pytest.fixture
def loud(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All that the SDKs have to say, though a command of ours in an earlier test may have told them to be quiet."""
    for name in ("", *logs.CHATTY):
        caplog.set_level(logging.DEBUG, name)
    return caplog


@pytest.fixture
def timeout_s(request: pytest.FixtureRequest) -> float:
    """Short only in the cells where the sandbox is told to be slow: on a busy machine any call may take a second, and a paid one that
    takes longer than we wait rightly ends as unclear."""
    what = cell(request).get("what") or cell(request).get("fault", {}).get("what")
    return matrix.IMPATIENT_S if what in matrix.SLOW else matrix.PATIENT_S


@pytest.fixture
def provider(
    request: pytest.FixtureRequest, sandbox: Address, timeout_s: float, provider: Provider
) -> Iterator[Provider]:
    """That of the cell's row, or of the module's `ROW`; otherwise the one that follows a script."""
    row: matrix.Row | None = cell(request).get("row") or getattr(request.module, "ROW", None)
    opened = row.open(sandbox, timeout_s) if row else provider
    yield opened
    opened.close()


def cell(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.node.callspec.params if hasattr(request.node, "callspec") else {}


@pytest.fixture
def tools(sqlite: Database, provider: Provider, clock: Clock, settings: Settings, tmp_path: Path) -> Tools:
    """An engine's, with one provider."""
    return Tools(sqlite, Files(tmp_path / "media"), lambda _: provider, lambda: settings, clock, chance=lambda: 0.0)
