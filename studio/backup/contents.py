"""What a database holds, as a backup tells it: the revision of its tables, the media files it names, and how much there is."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, func, select, text

from studio import library, speeches
from studio.backup.manifest import Counts
from studio.database import Database, NoDatabase, alembic_config, reading
from studio.tables import Asset, Generation, Secret


@dataclass(frozen=True)
class Contents:
    revision: str
    names: Sequence[str]  # of media files
    counts: Counts


def read(session: Session) -> Contents:
    """Of tables that may be older than ours: they are not brought up to date for it. Raises NoDatabase where there are none."""
    with answering():
        if not inspect(session.connection()).has_table("alembic_version"):
            raise NoDatabase("There is no studio in this database: check STUDIO_DATA and DATABASE_URL.")
        revision: str = session.connection().execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        spoken = speeches.all_names(session) if inspect(session.connection()).has_table("speech") else ()
        return Contents(revision, [*library.all_names(session), *spoken], _counts(session))


@contextmanager
def answering() -> Iterator[None]:
    """What a database raises, as a sentence: NoDatabase."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        reason = f"{error.orig if isinstance(error, DBAPIError) else error}".partition("\n")[0]
        raise NoDatabase(
            f"The database does not do what it is asked: look at it, then try again. It says: {reason}"
        ) from error


def counts_of(database: Database) -> Counts | None:
    """None where there is nothing that could be counted."""
    try:
        with reading(database) as session:
            return _counts(session)
    except (DBAPIError, sqlite3.Error):
        return None


def known_revisions() -> Sequence[str]:
    """Newest first."""
    from alembic.script import ScriptDirectory

    return [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()]


def _counts(session: Session) -> Counts:
    return Counts(
        generations=_count(session, Generation),
        assets=_count(session, Asset),
        keys=_count(session, Secret) if inspect(session.connection()).has_table("secret") else 0,
    )


def _count(session: Session, table: type[SQLModel]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()
