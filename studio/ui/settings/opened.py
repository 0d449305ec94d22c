"""Which thing of the page a person is about to change, and how. One at a time, so that the page stays short."""

from collections.abc import Callable

import streamlit as st

OPENED = "settings_opened"


def turn(thing_id: str, deed: str) -> None:
    """For callbacks: open it, or close it again."""
    st.session_state[OPENED] = None if is_open(thing_id, deed) else (thing_id, deed)


def close() -> None:
    st.session_state[OPENED] = None


def is_open(thing_id: str, deed: str) -> bool:
    return st.session_state.get(OPENED) == (thing_id, deed)


def show_question(
    thing_id: str, deed: str, words: str, verb: str, act: Callable[[str], None], icon: str | None = ":material/delete:"
) -> None:
    """Before what cannot be taken back. `words` are Markdown, `verb` stands on the button that does it."""
    st.warning(words, icon=icon)
    with st.container(horizontal=True, gap="small"):
        st.button(verb, key=f"{deed}_for_good_{thing_id}", type="primary", on_click=act, args=(thing_id,))
        st.button("Keep it", key=f"keep_{thing_id}", on_click=close)
