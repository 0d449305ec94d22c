"""What was begun becomes a movie, and is opened."""

from dataclasses import replace

from studio import database, productions
from studio.errors import StudioError
from studio.productions.outline import Outline
from studio.ui import acting, who
from studio.ui.movies import address
from studio.ui.movies.starting import drafts
from studio.ui.movies.starting.beginning import begun, forget, take_typed
from studio.ui.words import counted


def start() -> None:
    """With no scenes."""
    if beginning := begun():
        keep(replace(take_typed(beginning), text="", style="").outline)


def keep(outline: Outline) -> None:
    beginning = begun()
    if beginning is None:
        return
    try:
        visitor = who.require_maker()
        with database.writing() as session:
            started = productions.create(session, outline, asked_by=visitor, production_id=beginning.production_id)
    except StudioError as reason:
        beginning.wrong = str(reason)
        return
    forget()
    drafts.clear(beginning.form)
    count = sum(1 for _ in outline.scenes())
    acting.say(f"Started with {counted(count, 'scene')}" if count else "Started")
    address.open_movie(started.id)
