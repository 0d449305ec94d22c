"""What stands in a widget where it shows what is stored."""

from typing import Any

import streamlit as st


def put(key: str, value: Any) -> None:
    """Into a widget, before it is drawn. Only what differs: to set it again would wipe out what is just being typed or clicked.

    A widget whose emptiness would be saved gets it as its value too: a browser may miss the one drawing that set it, and would send
    back an empty field as if somebody had emptied it.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
