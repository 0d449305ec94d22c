"""The sandbox of each module. Its `SECONDS` say how long a generation takes there, on the clock that the test sets; without them
one is done at once, by the machine's own clock."""

import logging
import time
from collections.abc import Iterator

import pytest

from studio import logs
from studio.sandbox.server import Address, running
from tests.clock import Clock
from tests.providers import matrix


@pytest.fixture(scope="module")
def server_clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, server_clock: Clock) -> Iterator[Address]:
    seconds = getattr(request.module, "SECONDS", None)
    clock = time.time if seconds is None else lambda: server_clock().timestamp()
    with running(seconds=seconds or 0, clock=clock) as address:
        yield address


@pytest.fixture
def sandbox(server: Address) -> Iterator[Address]:
    """As if it had just been started."""
    server.clear()
    yield server
    server.clear()


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
    cell = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    what = cell.get("what") or cell.get("fault", {}).get("what")
    return matrix.IMPATIENT_S if what in matrix.SLOW else matrix.PATIENT_S
