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
class Beginning:
    """`production_id`: of what it becomes, so that its outline is among its costs."""

    form: Form = field(default_factory=Form)
    production_id: str = field(default_factory=new_id)
    errand: Errand[PlannedOutline] | None = None
    wrong: str = ""
    kept: Form = field(default_factory=Form)  # as it is in the database


def ask() -> None:
    """For a callback. With what was typed before."""
    form = drafts.kept()
    st.session_state[STATE] = Beginning(form, kept=form)
    put(form)


def begun() -> Beginning | None:
    return st.session_state.get(STATE)


def forget() -> None:
    beginning: Beginning | None = st.session_state.pop(STATE, None)
    if beginning and beginning.errand:
        writers.let_go(beginning.errand)


def take_typed(beginning: Beginning) -> Form:
    """And keep it, if anything has changed."""
    beginning.form = read(beginning.form)
    if beginning.form != beginning.kept:
        drafts.keep(beginning.form)
        beginning.kept = beginning.form
    return beginning.form


def start_over() -> None:
    """An empty form, of the same kind."""
    if beginning := begun():
        beginning.form, beginning.wrong = Form(way=read(beginning.form).way), ""
        put(beginning.form)
