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
from studio.ui.movies.starting.beginning import STATE, Beginning, begun, take_typed
from studio.ui.movies.starting.form import IDEA, Form, put
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
    if beginning := begun():
        form, beginning.wrong = take_typed(beginning), ""
        try:
            beginning.errand = writers.begin(task_of(form), PLACE, asdict(form), production_id=beginning.production_id)
        except StudioError as reason:
            beginning.wrong = str(reason)


def send() -> None:
    if (beginning := begun()) and beginning.errand:
        try:
            writers.send(beginning.errand)
        except StudioError as reason:
            go_back(str(reason))


def go_back(wrong: str = "") -> None:
    """To the form, with all that was typed last. Where that is not what an outline was written of, the outline stays on the shelf."""
    if beginning := begun():
        if has_newer_draft(beginning):
            beginning.form = beginning.kept
        elif beginning.errand:
            writers.let_go(beginning.errand)
        beginning.errand, beginning.wrong = None, wrong
        put(beginning.form)


def has_newer_draft(beginning: Beginning) -> bool:
    """Beside an outline that was taken up from before a reload."""
    is_taken_up = beginning.errand is not None and beginning.errand.task is None
    return is_taken_up and beginning.kept not in (Form(), beginning.form)


# -- an outline that was asked for before the page was reloaded -----------------------------------------------


def show_kept() -> None:
    """On the shelf."""
    if begun() is None:
        writers.show_kept(PLACE, "outline", take_up)


def take_up(kept: UntakenAnswer) -> None:
    written_for = kept.writing.production_id or new_id()
    errand = writers.taken_up(kept)
    st.session_state[STATE] = Beginning(Form.of(kept.given), written_for, errand, kept=drafts.kept())
