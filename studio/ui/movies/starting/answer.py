"""What the writer made of an idea or a text: looked at before it is kept."""

import streamlit as st

from studio.errors import StudioError
from studio.productions import from_writer
from studio.ui import badges, writers
from studio.ui.acting import close
from studio.ui.movies import planned
from studio.ui.movies.starting.asking import go_back
from studio.ui.movies.starting.keeping import keep
from studio.ui.movies.starting.new_movie import NewMovie
from studio.ui.writers import Errand
from studio.writers.outline import PlannedOutline


def show_answer(new: NewMovie, errand: Errand[PlannedOutline]) -> None:
    try:
        written = errand.written
    except StudioError as reason:
        go_back(str(reason))
        st.rerun()
    made = from_writer.outline_of(written.kept, new.form.outline)
    planned.show_outline(made)
    writers.show_written(written)
    if new.wrong:
        badges.show_remark(new.wrong, "orange")
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Back", key="back_to_form", icon=":material/arrow_back:", on_click=close, args=(go_back,))
        st.button(
            "Start the movie", key="start_movie", type="primary", icon=":material/movie:", on_click=close,
            args=(keep, made),
        )  # fmt: skip
