"""What was begun becomes a movie, and is opened."""

from dataclasses import replace

from studio import database, productions
from studio.errors import StudioError
from studio.productions.outline import Outline
from studio.ui import acting, who
from studio.ui.movies import address
from studio.ui.movies.starting import drafts
from studio.ui.movies.starting.new_movie import begun, forget, take_typed
from studio.ui.words import counted


def start() -> None:
    """With no scenes."""
    if new := begun():
        keep(replace(take_typed(new), text="", style="").outline)


def keep(outline: Outline) -> None:
    new = begun()
    if new is None:
        return
    try:
        visitor = who.require_maker()
        with database.writing() as session:
            started = productions.create(session, outline, asked_by=visitor, production_id=new.production_id)
    except StudioError as reason:
        new.wrong = str(reason)
        return
    forget()
    drafts.clear(new.form)
    count = sum(1 for _ in outline.scenes())
    acting.say(f"Started with {counted(count, 'scene')}" if count else "Started")
    address.open_movie(started.id)
