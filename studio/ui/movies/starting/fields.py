"""The form of a new movie as it stands on the screen, with the price of what the writer is asked for."""

import streamlit as st

from studio.productions.outline import LONGEST_IDEA, LONGEST_PROMPT, LONGEST_TITLE, MOST_SCENES
from studio.ui import badges, writers
from studio.ui.acting import close
from studio.ui.movies.starting.asking import task_of, write
from studio.ui.movies.starting.form import EMPTY, IDEA, TEXT, Form, put_what_is_lost
from studio.ui.movies.starting.keeping import start
from studio.ui.movies.starting.new_movie import NewMovie, forget, start_over, take_typed

VERBS = {IDEA: "Outline it", TEXT: "Break it up"}
ASKS = {
    IDEA: "A paper boat sails through a flooded city until a girl finds it.",
    TEXT: "Paste a story, or a screenplay in Fountain. Its scenes are made of it in its own order.",
}
LONGEST_MOVIE_S = 6 * 60 * 60


def show_form(new: NewMovie) -> None:
    put_what_is_lost(new.form)
    st.segmented_control("Begin with", [IDEA, TEXT, EMPTY], key="new_movie_way", required=True)
    form = take_typed(new)
    hint = "The boat" if form.way == EMPTY else "Left empty, the writer finds one"
    st.text_input("Title", key="new_movie_title", placeholder=hint, max_chars=LONGEST_TITLE)
    if form.way != EMPTY:
        show_text(form)
        show_wish(form)
        writers.show_quote(task_of(form))
    if new.wrong:
        badges.show_remark(new.wrong, "orange")
    show_ways_on(form)


def show_text(form: Form) -> None:
    st.text_area(
        "Idea" if form.way == IDEA else "Story or screenplay",
        key="new_movie_text",
        height=110 if form.way == IDEA else 240,
        max_chars=LONGEST_IDEA,
        placeholder=ASKS[form.way],
    )


def show_wish(form: Form) -> None:
    with st.container(horizontal=True):
        st.text_input(
            "Style", key="new_movie_style", max_chars=LONGEST_PROMPT, placeholder="35 mm film, muted colours",
            help="It holds for every scene. Left empty, the writer chooses one.",
        )  # fmt: skip
        if form.way == IDEA:
            st.number_input("Length in s", 5, LONGEST_MOVIE_S, step=5, key="new_movie_seconds", width=150)
        st.number_input(
            "Scenes", 1, MOST_SCENES, value=None, key="new_movie_scenes", width=150, placeholder="As it needs"
        )


def show_ways_on(form: Form) -> None:
    with st.container(horizontal=True, horizontal_alignment="right"):
        if form != Form(way=form.way):
            st.button(
                "Start over", key="start_over", icon=":material/ink_eraser:", type="tertiary", on_click=start_over
            )
        st.button("Close", key="close_new_movie", on_click=close, args=(forget,))
        show_start() if form.way == EMPTY else show_write(form)


def show_start() -> None:
    st.button(
        "Start the movie", key="start_movie", type="primary", icon=":material/movie:", on_click=close, args=(start,)
    )


def show_write(form: Form) -> None:
    st.button(
        writers.priced(VERBS[form.way], task_of(form)), key="write_outline", type="primary",
        icon=":material/edit_note:", on_click=close, args=(write,),
    )  # fmt: skip
