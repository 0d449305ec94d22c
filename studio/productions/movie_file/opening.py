"""Opening a movie file: a new production, whose takes were made elsewhere and cost nothing here. Media that the library has already
are not kept twice. Refused or stopped at any point, nothing of it is left."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine as Database
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from studio import speeches
from studio.access import OWNER, Visitor
from studio.database import reading, writing
from studio.files import Files
from studio.productions.cut import voicing
from studio.productions.movie_file import checking, media, rows
from studio.productions.movie_file.checking import Archive
from studio.productions.movie_file.media import Brought, Tell
from studio.productions.movie_file.written import BadMovieFile, WrittenMovie
from studio.tables import Access, Production


@dataclass(frozen=True)
class OpenedMovie:
    """`is_copy`: the id that it had was taken, mostly as the same file was opened before."""

    production: Production
    is_copy: bool


def open_file(
    file: Path, files: Files, database: Database, tell: Tell = lambda *_: None, *, asked_by: Visitor = OWNER
) -> OpenedMovie:
    """Whatever takes long happens outside of transactions. Raises NotAllowed, BadMovieFile."""
    asked_by.require(Access.MAKER)
    try:
        with checking.opened(file) as archive, media.bring(archive, files, database, tell) as brought:
            tell(1, "Putting it on the shelf")
            made = _keep(archive, brought, files, database, asked_by)
            return OpenedMovie(made, is_copy=made.id != archive.written.production_id)
    except IntegrityError as error:  # two who open one file at once both saw its ids free
        raise BadMovieFile("Somebody has just opened the same file: open it again.") from error
    except OSError as error:
        raise BadMovieFile(
            f"This movie file could not be brought in ({error.strerror or error}): try again."
        ) from error


def _keep(archive: Archive, brought: Brought, files: Files, database: Database, who: Visitor) -> Production:
    with reading(database) as session:
        made = rows.make(session, archive.written, brought, who)
    with writing(database) as session:
        rows.keep(session, made)
        unused = list(_keep_speeches(session, files, archive.written, brought, who))
    for name in unused:
        files.remove(name)
    return made.production


def _keep_speeches(
    session: Session, files: Files, written: WrittenMovie, brought: Brought, who: Visitor
) -> Iterator[str]:
    """What is said is what the scenes say, whatever the file calls it. Tells the files that are not needed after all."""
    for script in voicing.scripts(written.outline).values():
        one = brought.spoken.get(script.id)
        if one and not speeches.take_in(session, files, script, one.name, one.duration_s, asked_by=who):
            yield one.name
