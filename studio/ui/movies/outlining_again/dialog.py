"""All of it together: the button, the dialog that goes from step to step, and an answer kept from before the page was reloaded."""

import streamlit as st

from studio.productions import from_writer
from studio.ui import writers
from studio.ui.movies import edits
from studio.ui.movies.outlining_again.asking import STATE, Again, ask, begun_for, forget, go_back, send, show_form
from studio.ui.movies.outlining_again.comparing import show_answer
from studio.ui.movies.seen import SeenMovie
from studio.writings.kept_answers import UntakenAnswer


def show_button(seen: SeenMovie) -> None:
    if next(seen.outline.scenes(), None):
        st.button(
            "Outline again …", key="outline_again", icon=":material/edit_note:", type="tertiary",
            disabled=not edits.can_edit(), on_click=ask, args=(seen.production.id,),
            help="The writer plans the scenes anew, as you ask. You see what would change, and take what you want of it",
        )  # fmt: skip


def show_dialog(seen: SeenMovie) -> None:
    """From when the writer is asked, a click beside it does not throw away what was paid for."""
    if begun := begun_for(seen.production.id):
        can_go = begun.errand is None or begun.errand.answer is None
        icon = ":material/edit_note:"
        st.dialog("Outline again", width="large", icon=icon, dismissible=can_go, on_dismiss=forget)(show_step)(seen)


def show_step(seen: SeenMovie) -> None:
    begun = begun_for(seen.production.id)
    if begun is None:
        return
    errand = begun.errand
    if errand is None:
        show_form(begun)
    elif errand.answer is None:
        writers.show_confirmation(errand, "Outline again", send, go_back)
    elif errand.is_waiting:
        writers.show_waiting(errand)
    else:
        show_answer(begun, errand, seen.outline)


def show_kept(movie: str) -> None:
    if begun_for(movie) is None:
        writers.show_kept(from_writer.place_of(movie), "outline", lambda kept: take_up(movie, kept))


def take_up(movie: str, kept: UntakenAnswer) -> None:
    given = kept.given
    st.session_state[STATE] = Again(
        movie, str(given.get("request", "")), given.get("scenes"), int(given.get("seconds", 60)), writers.taken_up(kept),
        asked=tuple(given.get("asked", ())),
    )  # fmt: skip
