"""A sandbox in a thread, on a clock that the test sets, and Luma's own SDK as it comes."""

from collections.abc import Iterator

import httpx
import pytest
from lumaai import LumaAI
from lumaai.types import Generation

from studio.sandbox.server import Address, running
from tests.clock import Clock
from tests.patience import PATIENCE_S

KEY = "luma-0123456789-wxyz"
SECONDS = 3


@pytest.fixture(scope="session")
def sandbox_clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def one_sandbox(sandbox_clock: Clock) -> Iterator[Address]:
    with running(seconds=SECONDS, clock=lambda: sandbox_clock().timestamp()) as address:
        yield address


@pytest.fixture
def clock(sandbox_clock: Clock) -> Clock:
    return sandbox_clock


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=PATIENCE_S) as client:
        yield client


@pytest.fixture(scope="session")
def one_luma(one_sandbox: Address) -> Iterator[LumaAI]:
    with LumaAI(auth_token=KEY, base_url=one_sandbox.luma, max_retries=0, timeout=PATIENCE_S) as client:
        yield client


@pytest.fixture
def luma(sandbox: Address, one_luma: LumaAI) -> LumaAI:
    return one_luma


@pytest.fixture
def finished(luma: LumaAI, clock: Clock) -> Generation:
    """A generation that has its clip."""
    made = luma.generations.create(model="ray-2", prompt="a finished boat")
    clock.forward(SECONDS)
    return luma.generations.get(made.id or "")
