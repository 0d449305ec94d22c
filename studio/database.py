"""The database: connect, read, write, migrate. SQLite in WAL by default, PostgreSQL by address."""

import re
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, create_engine, event, inspect, literal, make_url
from sqlalchemy import Engine as Database
from sqlalchemy import insert as insert_into
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, update

from studio.errors import StudioError
from studio.settings import ROOT, load

LONGEST_SEARCH = 200  # letters: each word is a condition of its own, and a database bears only so many
SWITCHES = 1000  # tries; each waits for whoever holds the file
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL refuses NUL in a text; half a character is in no encoding
UNREADABLE = "\ufffd"  # what Unicode has for it

_sqlite_writers: dict[str, threading.Lock] = {}


def connect(address: str) -> Database:
    """A pool of connections; nothing is opened yet. `postgresql://` means psycopg 3."""
    database = _pool(address)
    event.listen(database, "before_cursor_execute", _make_storable, retval=True)
    return database


def _pool(address: str) -> Database:
    url = make_url(address)
    if url.get_backend_name() == "postgresql":
        return create_engine(
            url.set(drivername="postgresql+psycopg"), pool_size=20, max_overflow=20, pool_pre_ping=True
        )
    Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    database = create_engine(url, connect_args={"check_same_thread": False}, pool_size=20, max_overflow=20)
    event.listen(database, "connect", _prepare_sqlite)
    event.listen(database, "begin", _begin_sqlite)
    return database


def _make_storable(
    _connection: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, _is_many: bool
) -> tuple[str, Any]:
    """What is written or looked for, on both kinds of database alike: a letter that one of them refuses is replaced."""
    return statement, _storable(parameters)


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return UNSTORABLE.sub(UNREADABLE, value) if UNSTORABLE.search(value) else value
    if isinstance(value, Mapping):
        return {name: _storable(one) for name, one in cast(Mapping[str, Any], value).items()}
    if type(value) in (list, tuple):
        return type(value)(_storable(one) for one in value)
    return value


def search_words(text: str) -> list[str]:
    """What somebody looks for, word by word."""
    return text[:LONGEST_SEARCH].split()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; Python's driver would begin too late
    connection.execute("PRAGMA busy_timeout=30000")
    _use_wal(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(text: str | None) -> str | None:
    """SQLite's own knows A to Z only, and so would a search."""
    return text and str(text).lower()


def _use_wal(connection: Any) -> None:
    """On a new file, two processes may switch to WAL at once. The switch does not wait for the other one, but a BEGIN does."""
    for _ in range(SWITCHES):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            with suppress(sqlite3.OperationalError):
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    """A transaction that will write takes its place at once: upgrading later can fail as busy."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@lru_cache
def default() -> Database:
    """The studio's own database, as the settings say."""
    return connect(load().database)


@contextmanager
def reading(database: Database | None = None) -> Iterator[Session]:
    """A look at one consistent moment. What is changed in it is thrown away."""
    with Session(database or default(), expire_on_commit=False) as session:
        yield session


@contextmanager
def writing(database: Database | None = None) -> Iterator[Session]:
    """One short transaction, committed at the end. On SQLite, threads queue here rather than in its sleeping busy handler."""
    database = database or default()
    is_sqlite = database.dialect.name == "sqlite"
    lock = _sqlite_writers.setdefault(str(database.url), threading.Lock()) if is_sqlite else nullcontext()
    with lock, database.connect().execution_options(writes=True) as connection, connection.begin():
        with Session(connection, expire_on_commit=False) as session:
            yield session
            session.flush()


class NoDatabase(StudioError):
    """The database cannot be used."""


def insert(session: Session, rows: Sequence[SQLModel]) -> None:
    """Many rows of one table in one go, none of them in the session. What one names of another has to be there."""
    if rows:
        table = type(rows[0])
        columns = list(inspect(table).column_attrs.keys())
        values = [{name: getattr(row, name) for name in columns} for row in rows]
        alike = {"render_nulls": True}  # else those that leave out other columns are written apart
        session.exec(insert_into(table), params=values, execution_options=alike)


def insert_once(session: Session, row: SQLModel, by: str) -> bool:
    """False: one with the same `by`, a column in which no two are alike, was there before, and stays as it is."""
    first = insert_of(session, type(row)).values(**row.model_dump()).on_conflict_do_nothing(index_elements=[by])
    return session.exec(first.returning(literal(1))).first() is not None


def insert_of(session: Session, table: type[SQLModel]) -> Any:
    """An INSERT that may say what is done with a row that is there already: each kind of database has its own words for that."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    return (postgresql.insert if is_postgresql else sqlite.insert)(table)


def change_each(session: Session, table: type[SQLModel], name: str, values: Mapping[str, Any]) -> None:
    """One column of many rows in one go; `values` are by their ids."""
    if values:
        session.exec(update(table), params=[{"id": id_, name: value} for id_, value in values.items()])


def change_if(session: Session, row: Any, conditions: Sequence[Any], values: Mapping[str, Any]) -> bool:
    """Compare and swap: one UPDATE of that row where the conditions hold. `row` is brought up to date. False: another was faster."""
    table = type(row)
    changed = update(table).where(table.id == row.id, *conditions).values(**values)
    if session.exec(changed.execution_options(synchronize_session=False)).rowcount != 1:
        return False
    for name, value in values.items():
        setattr(row, name, value)
    return True


def migrate(database: Database) -> None:
    """Bring the tables up to date. Safe to call from several processes at once: the second one finds nothing to do.
    Raises NoDatabase."""
    from alembic.util import CommandError

    try:
        _migrate(database)
    except (DBAPIError, sqlite3.Error) as error:
        reason = f"{error.orig if isinstance(error, DBAPIError) else error}".partition("\n")[0]
        raise NoDatabase(
            f"The database does not answer: check DATABASE_URL and the data folder. It says: {reason}"
        ) from error
    except CommandError as error:
        raise NoDatabase(
            "The database was made by a newer version of the studio: bring the studio up to date."
        ) from error


def _migrate(database: Database) -> None:
    from alembic import command

    with database.connect().execution_options(writes=True) as connection, connection.begin():
        if database.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7105)")
        command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection | None = None) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(ROOT / "studio" / "migrations"))
    config.attributes["connection"] = connection
    return config
