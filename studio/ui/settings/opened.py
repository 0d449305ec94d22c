"""Which thing of the page a person is about to change, and how. One at a time, so that the page stays short."""

import streamlit as st

OPENED = "settings_opened"


def turn(thing_id: str, deed: str) -> None:
    """For callbacks: open it, or close it again."""
    st.session_state[OPENED] = None if is_open(thing_id, deed) else (thing_id, deed)


def close() -> None:
    st.session_state[OPENED] = None


def is_open(thing_id: str, deed: str) -> bool:
    return st.session_state.get(OPENED) == (thing_id, deed)
