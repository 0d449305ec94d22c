"""A look at the database until the answer is made, however long it takes to send."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session

from studio import database


def _reading() -> Iterator[Session]:
    with database.reading() as session:
        yield session


Reading = Annotated[Session, Depends(_reading, scope="function")]
