"""A field for a key. What is typed goes to whoever takes it, once, and is nowhere else: not in the session, not in the page."""

import streamlit as st


def show_field(place: str, label: str) -> None:
    st.text_input(label, key=_field(place), type="password", autocomplete="new-password")


def take(place: str) -> str:
    """What was typed. From now on the field is another one: the browser and the session drop what stood in the old one."""
    typed = st.session_state.get(_field(place)) or ""
    if _field(place) in st.session_state:
        del st.session_state[_field(place)]
    st.session_state[f"{place}_turn"] = st.session_state.get(f"{place}_turn", 0) + 1
    return typed


def _field(place: str) -> str:
    return f"{place}_{st.session_state.get(f'{place}_turn', 0)}"
