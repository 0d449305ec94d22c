"""Carry a movie to another studio: `save-movie` and `open-movie`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from studio import archive, audit, database
from studio.access import ALONE, OWNER
from studio.backup.manifest import sized
from studio.commands.door import at_work
from studio.files import whole_file
from studio.productions import movie_file
from studio.productions.movie_file import SUFFIX, BadMovieFile
from studio.tables import Deed


def save_movie(
    movie: Annotated[str, typer.Argument(help="Its id: what stands behind `movie=` in the address of its page.")],
    file: Annotated[Path, typer.Argument(help=f"The file to write, for example boat.{SUFFIX}.")],
    all_takes: Annotated[bool, typer.Option("--all-takes", help="Not only those that its scenes show.")] = False,
    earlier: Annotated[
        bool, typer.Option("--earlier", help="With earlier versions of its outline, to be undone there.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
) -> None:
    """Save a whole movie in one file, which another studio opens."""
    with at_work() as tools:
        target = file.expanduser().absolute()
        if target.exists() and not force:
            raise BadMovieFile(f"{file} is there already: choose another name, or add --force.")
        with database.reading(tools.database) as session:
            found = movie_file.look(session, tools.files, movie, all_takes=all_takes, earlier=earlier)
        try:
            with whole_file(target) as part, part.open("wb") as out:
                out.writelines(archive.stream(movie_file.entries(found), _refuse))
        except OSError as error:
            raise BadMovieFile(f"{file} cannot be written ({error.strerror}): choose another place.") from error
        with database.writing(tools.database) as session:
            audit.note(session, ALONE, Deed.EXPORT, "movie file", found.title)
    typer.echo(f"{file}: {found.title}, {len(found.written.generations)} clips, {sized(target.stat().st_size)}.")


def _refuse(gone: Sequence[str]) -> None:
    raise BadMovieFile(f"{', '.join(gone)} was deleted meanwhile: save it again.")


def open_movie(file: Annotated[Path, typer.Argument(help="What `save-movie` or a page has saved.")]) -> None:
    """Make a movie of a movie file. Its takes were made elsewhere: they cost nothing here."""
    with at_work() as tools:
        made = movie_file.open_file(file.expanduser(), tools.files, tools.database, _say, asked_by=OWNER)
    typer.echo(f"{made.production.id}  {made.production.title}")


def _say(_done: float, said: str) -> None:
    typer.secho(said, err=True)
