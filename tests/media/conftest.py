"""A loopback server that a test tells what to answer, and a folder to look for leftovers in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.media.site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def other_site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Empty, and empty again after a refusal."""
    path = tmp_path / "folder"
    path.mkdir()
    return path
