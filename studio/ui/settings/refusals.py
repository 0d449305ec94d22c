"""What speaks against something that a person has typed: it stays beside the field until they try again."""

from collections.abc import Callable

import streamlit as st

from studio.errors import StudioError
from studio.ui.words import literal


def attempt(place: str, deed: Callable[[], object]) -> bool:
    """Whether it is done. Otherwise the place says why not."""
    forget(place)
    try:
        deed()
    except StudioError as reason:
        st.session_state[_key(place)] = str(reason)
        return False
    return True


def show(place: str) -> None:
    if refusal := st.session_state.get(_key(place)):
        st.error(literal(refusal), icon=":material/error:")


def forget(place: str) -> None:
    st.session_state.pop(_key(place), None)


def _key(place: str) -> str:
    return f"{place}_refusal"
