"""A new movie: from a text, a scene for each of its paragraphs; or empty."""

import streamlit as st

from studio import productions
from studio.database import writing
from studio.errors import StudioError
from studio.productions import paragraphs, sample
from studio.productions.outline import LONGEST_IDEA, LONGEST_TITLE
from studio.ui import acting, badges, who
from studio.ui.forms.price import close
from studio.ui.movies import address

OPEN, WRONG = "new_movie_is_open", "new_movie_wrong"


def ask() -> None:
    """For a callback."""
    st.session_state[OPEN] = True


def forget() -> None:
    for name in (OPEN, WRONG):
        st.session_state.pop(name, None)


def show_button() -> None:
    st.button("New movie", key="new_movie", type="primary", icon=":material/add:", on_click=ask)


def show_sample_button() -> None:
    st.button(
        "Show me", key="show_me", icon=":material/play_circle:", on_click=start_sample,
        help="A sample movie of six scenes makes itself, free and without a key, in about two minutes",
    )  # fmt: skip


def start_sample() -> None:
    try:
        visitor = who.require_maker()
        with writing() as session:
            started = sample.start(session, asked_by=visitor)
    except StudioError as reason:
        acting.refuse(reason)
        return
    address.open_movie(started.id, "Cut")


def show_dialog() -> None:
    if st.session_state.get(OPEN):
        show_form()


@st.dialog("New movie", width="large", icon=":material/movie:", on_dismiss=forget)
def show_form() -> None:
    st.text_input("Title", key="new_movie_title", placeholder="The boat", max_chars=LONGEST_TITLE)
    st.text_area(
        "Idea, story or screenplay",
        key="new_movie_text",
        height=280,
        max_chars=LONGEST_IDEA,
        placeholder="Paste or write it here. Leave it empty to begin with no scenes.",
    )
    st.caption("Each paragraph becomes a scene: leave an empty line between two. You can change everything afterwards.")
    if wrong := st.session_state.get(WRONG):
        badges.show_remark(wrong, "orange")
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Close", key="close_new_movie", on_click=close, args=(forget,))
        st.button(
            "Start the movie", key="start_movie", type="primary", icon=":material/movie:", on_click=close, args=(start,)
        )


def start() -> None:
    title, text = st.session_state.get("new_movie_title") or "", st.session_state.get("new_movie_text") or ""
    try:
        visitor = who.require_maker()
        outline = paragraphs.outline_of(title, text)
        with writing() as session:
            started = productions.create(session, outline, asked_by=visitor)
    except StudioError as reason:
        st.session_state[WRONG] = str(reason)
        return
    forget()
    count = sum(1 for _ in outline.scenes())
    acting.say(f"Started with {count} scene{'s' * (count != 1)}" if count else "Started")
    address.open_movie(started.id)
