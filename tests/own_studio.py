"""A studio of a test's own in this process: its folder, its environment, its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import Engine as Database

from studio import database, settings


@contextmanager
def opened(patch: pytest.MonkeyPatch, empty: Path, folder: Path, **environment: str) -> Iterator[Database]:
    """Its database, an `empty` one, which whatever runs in this process finds by itself."""
    copyfile(empty, folder / "studio.db")
    with surrounded(patch, STUDIO_DATA=str(folder), **environment):
        yield database.default()
        database.default().dispose()


@contextmanager
def surrounded(patch: pytest.MonkeyPatch, **environment: str) -> Iterator[None]:
    """With that environment, and nothing of what somebody keeps in `.env`."""
    patch.setitem(settings.Settings.model_config, "env_file", None)
    for name, value in environment.items():
        patch.setenv(name, value)
    forget()
    yield
    forget()


def forget() -> None:
    """What is read once per process."""
    database.default.cache_clear()
    settings.load.cache_clear()
