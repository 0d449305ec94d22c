"""A note in the panel."""

import streamlit as st

from studio.boards import cards
from studio.boards.snapshot import Shown
from studio.ui.board import deeds
from studio.ui.board.opened import OpenedBoard


def show(here: OpenedBoard, chosen: Shown) -> None:
    if not here.can_edit:
        st.text(chosen.card.text or "An empty note")
        return
    key = f"note_{chosen.id}"
    st.session_state.setdefault(key, chosen.card.text)
    st.text_area(
        "Note", key=key, height=180, max_chars=cards.LONGEST_NOTE, placeholder="What to remember", on_change=deeds.write,
        args=(chosen.id, key), label_visibility="collapsed",
    )  # fmt: skip
