"""A movie that makes itself, for whoever looks at the studio for the first time."""

import streamlit as st

from studio import database
from studio.errors import StudioError
from studio.productions import sample
from studio.ui import acting, who
from studio.ui.movies import address


def show_sample_button() -> None:
    st.button(
        "Show me", key="show_me", icon=":material/play_circle:", on_click=start_sample,
        help="A sample movie of six scenes makes itself, free and without a key, in about two minutes",
    )  # fmt: skip


def start_sample() -> None:
    try:
        visitor = who.require_maker()
        with database.writing() as session:
            started = sample.start(session, asked_by=visitor)
    except StudioError as reason:
        acting.refuse(reason)
        return
    address.open_movie(started.id, "Cut")
