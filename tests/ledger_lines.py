"""The lines of the ledger, oldest first, as anybody may read them in the table."""

from collections.abc import Sequence

from sqlalchemy import Engine as Database
from sqlmodel import col, select

from studio import database as db
from studio.tables import LedgerLine


def lines(database: Database) -> Sequence[LedgerLine]:
    with db.reading(database) as session:
        return session.exec(select(LedgerLine).order_by(col(LedgerLine.id))).all()


def ledger(database: Database) -> list[tuple[str, int]]:
    return [(line.kind, line.micro_usd) for line in lines(database)]
