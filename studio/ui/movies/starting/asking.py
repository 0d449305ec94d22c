"""The writer is asked for the scenes of a new movie: at once where it is free, and otherwise after a question."""

from dataclasses import asdict

import streamlit as st

from studio import database, saved_settings
from studio.errors import StudioError
from studio.productions import starting
from studio.providers import camera_moves, catalogue
from studio.tables import new_id
from studio.ui import writers
from studio.ui.movies.starting import drafts
from studio.ui.movies.starting.form import IDEA, Form, put
from studio.ui.movies.starting.new_movie import STATE, NewMovie, begun, take_typed
from studio.writers.outline import PlannedOutline, Wish
from studio.writers.tasks import Task
from studio.writings.kept_answers import UntakenAnswer

PLACE = "new movie"  # where an outline is kept that the page has not shown yet


def task_of(form: Form) -> Task[PlannedOutline]:
    with database.reading() as session:
        settings = saved_settings.current(session)
    moves = camera_moves.listed(catalogue.model(form.outline.look.model).provider, settings)
    wish = Wish(seconds=form.seconds or 60, scenes=form.scenes)
    return starting.task_of(form.outline, wish, moves, is_idea=form.way == IDEA)


def write() -> None:
    if new := begun():
        form, new.wrong = take_typed(new), ""
        try:
            new.errand = writers.begin(task_of(form), PLACE, asdict(form), production_id=new.production_id)
        except StudioError as reason:
            new.wrong = str(reason)


def send() -> None:
    if (new := begun()) and new.errand:
        try:
            writers.send(new.errand)
        except StudioError as reason:
            go_back(str(reason))


def go_back(wrong: str = "") -> None:
    """To the form, with all that was typed last. Where that is not what an outline was written of, the outline stays on the shelf."""
    if new := begun():
        if has_newer_draft(new):
            new.form = new.kept
        elif new.errand:
            writers.let_go(new.errand)
        new.errand, new.wrong = None, wrong
        put(new.form)


def has_newer_draft(new: NewMovie) -> bool:
    """Beside an outline that was taken up from before a reload."""
    is_taken_up = new.errand is not None and new.errand.task is None
    return is_taken_up and new.kept not in (Form(), new.form)


# -- an outline that was asked for before the page was reloaded -----------------------------------------------


def show_kept() -> None:
    """On the shelf."""
    if begun() is None:
        writers.show_kept(PLACE, "outline", take_up)


def take_up(kept: UntakenAnswer) -> None:
    written_for = kept.writing.production_id or new_id()
    errand = writers.taken_up(kept)
    st.session_state[STATE] = NewMovie(Form.of(kept.given), written_for, errand, kept=drafts.kept())
