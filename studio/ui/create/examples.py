"""Prompts to begin with, for whoever sits before an empty page."""

import streamlit as st

EXAMPLES = (
    "A paper boat drifts down a rain-soaked street at night, neon reflections, slow push in",
    "A lone lighthouse above a stormy sea at dusk, gulls circling, aerial",
    "A fox stops in a misty autumn forest and looks into the camera, golden light",
    "A camel caravan crosses the dunes under the first stars, wide shot, pan left",
)


def show_example() -> None:
    """Only while there is no prompt. Away from the form, so that nothing moves under the pointer once there is one."""
    if not st.session_state["prompt"].strip():
        st.button("Try an example", key="example", icon=":material/lightbulb:", on_click=fill_in)


def fill_in() -> None:
    shown = st.session_state.get("examples_shown", 0)
    st.session_state["prompt"] = EXAMPLES[shown % len(EXAMPLES)]
    st.session_state["examples_shown"] = shown + 1
