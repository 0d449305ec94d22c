"""What is typed for a new movie is kept in the database: one draft of each person, until it has become a movie."""

from dataclasses import asdict

from sqlmodel import Session

from studio import database, saved_settings
from studio.ui import who
from studio.ui.movies.starting.form import Form

NAME = "draft.new_movie"


def kept() -> Form:
    with database.reading() as session:
        return _kept(session, who.own(NAME))


def keep(form: Form) -> None:
    """Where drafts are to be kept."""
    name = who.own(NAME)
    with database.writing() as session:
        if saved_settings.current(session).autosave:
            saved_settings.keep(session, name, asdict(form))


def clear(form: Form) -> None:
    """It has become a movie. What was typed since, or in another tab, stays."""
    name = who.own(NAME)
    with database.writing() as session:
        if _kept(session, name) == form:
            saved_settings.keep(session, name, asdict(Form()))


def _kept(session: Session, name: str) -> Form:
    return Form.of(saved_settings.kept(session, name) or {})
