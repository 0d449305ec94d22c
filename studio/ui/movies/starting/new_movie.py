"""How far somebody is with a new movie: at the form, asked before money, waiting, or looking at what was written."""

from dataclasses import dataclass, field

import streamlit as st

from studio.tables import new_id
from studio.ui import writers
from studio.ui.movies.starting import drafts
from studio.ui.movies.starting.form import Form, put, read
from studio.ui.writers import Errand
from studio.writers.outline import PlannedOutline

STATE = "new_movie_state"


@dataclass
class NewMovie:
    """`production_id`: of what it becomes, so that its outline is among its costs."""

    form: Form = field(default_factory=Form)
    production_id: str = field(default_factory=new_id)
    errand: Errand[PlannedOutline] | None = None
    wrong: str = ""
    kept: Form = field(default_factory=Form)  # as it is in the database


def ask() -> None:
    """For a callback. With what was typed before."""
    form = drafts.kept()
    st.session_state[STATE] = NewMovie(form, kept=form)
    put(form)


def begun() -> NewMovie | None:
    return st.session_state.get(STATE)


def forget() -> None:
    new: NewMovie | None = st.session_state.pop(STATE, None)
    if new and new.errand:
        writers.let_go(new.errand)


def take_typed(new: NewMovie) -> Form:
    """And keep it, if anything has changed."""
    new.form = read(new.form)
    if new.form != new.kept:
        drafts.keep(new.form)
        new.kept = new.form
    return new.form


def start_over() -> None:
    """An empty form, of the same kind."""
    if new := begun():
        new.form, new.wrong = Form(way=read(new.form).way), ""
        put(new.form)
