"""A look at the database for as long as a request lasts."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session

from studio import database


def _reading() -> Iterator[Session]:
    with database.reading() as session:
        yield session


Reading = Annotated[Session, Depends(_reading)]
