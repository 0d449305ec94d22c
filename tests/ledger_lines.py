"""The lines of the ledger, oldest first, as anybody may read them in the table."""

from collections.abc import Sequence

from sqlalchemy import Engine as Database
from sqlmodel import col, select

from studio import database as db
from studio.tables import Charge


def lines(database: Database) -> Sequence[Charge]:
    with db.reading(database) as session:
        return session.exec(select(Charge).order_by(col(Charge.id))).all()


def ledger(database: Database) -> list[tuple[str, int]]:
    return [(line.kind, line.micro_usd) for line in lines(database)]
