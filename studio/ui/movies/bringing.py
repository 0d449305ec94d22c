"""From anywhere into a movie: a clip becomes a scene at its end."""

import streamlit as st

from studio import productions
from studio.database import reading, writing
from studio.errors import StudioError
from studio.productions import bringing
from studio.ui import acting, who
from studio.ui.places import MOVIES
from studio.ui.words import told_apart

NEW = "new"
MOST_LISTED = 50


def show_send(generation_id: str) -> None:
    with st.popover("Send to a movie", icon=":material/movie:", key="send_to_movie"):
        with reading() as session:
            titles = told_apart({one.id: one.title for one in productions.list_all(session)[:MOST_LISTED]})
        st.selectbox(
            "Movie", [*titles, NEW], key="movie_to_send_to",
            format_func=lambda id_: titles.get(id_, "A new movie"),
        )  # fmt: skip
        st.button(
            "Add as a scene", key="send_as_scene", type="primary", icon=":material/add:", on_click=send,
            args=(generation_id,), help="At the end of the movie; the clip stays in the library",
        )  # fmt: skip


def send(generation_id: str) -> None:
    chosen = st.session_state["movie_to_send_to"]
    try:
        visitor = who.require_maker()
        with writing() as session:
            into = None if chosen == NEW else chosen
            movie_id, scene = bringing.bring(session, generation_id, into, asked_by=visitor)
    except StudioError as reason:
        acting.refuse(reason)
        return
    acting.go_to(MOVIES, {"movie": movie_id, "scene": scene.id})
