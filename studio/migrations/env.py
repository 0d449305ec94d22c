"""What Alembic runs to migrate: on the connection it is given, or on the studio's own database."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Enum
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from studio import database, tables

assert tables  # importing them fills SQLModel.metadata


def plainly(kind: str, column_type: Any, autogen: Any) -> str | Literal[False]:
    """Write column types in a migration so that they need no import of SQLModel's inside."""
    if kind != "type":
        return False
    if isinstance(column_type, tables.Moment | tables.BriefColumn):
        return f"{type(column_type).__name__}()"
    if isinstance(column_type, AutoString):
        return "sa.String()"
    return "sa.String(length=20)" if isinstance(column_type, Enum) else False


def run_on(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, render_item=plainly
    )
    with context.begin_transaction():
        context.run_migrations()


if (given := context.config.attributes.get("connection")) is not None:
    run_on(given)
else:
    with database.default().connect() as own:
        run_on(own)
