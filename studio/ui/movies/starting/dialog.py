"""A new movie in a dialog of its own, step by step."""

import streamlit as st

from studio.ui import writers
from studio.ui.movies.starting.answer import show_answer
from studio.ui.movies.starting.asking import go_back, send
from studio.ui.movies.starting.fields import VERBS, show_form
from studio.ui.movies.starting.new_movie import ask, begun, forget


def show_button() -> None:
    st.button("New movie", key="new_movie", type="primary", icon=":material/add:", on_click=ask)


def show_dialog() -> None:
    """From when the writer is asked, a click beside it does not throw away what was paid for."""
    if new := begun():
        can_go = new.errand is None or new.errand.answer is None
        icon = ":material/movie:"
        opened = st.dialog("New movie", width="large", icon=icon, dismissible=can_go, on_dismiss=forget)
        opened(show_step)()


def show_step() -> None:
    new = begun()
    if new is None:
        return
    errand = new.errand
    if errand is None:
        show_form(new)
    elif errand.answer is None:
        writers.show_confirmation(errand, VERBS[new.form.way], send, go_back)
    elif errand.is_waiting:
        writers.show_waiting(errand)
    else:
        show_answer(new, errand)
