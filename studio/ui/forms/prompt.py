"""The words of a brief."""

import streamlit as st

from studio.brief import Operation
from studio.providers import catalogue
from studio.providers.catalogue import Model

ASKS = {
    Operation.MAKE: "Describe the shot: subject, action, light, mood",
    Operation.PICTURE: "Describe the picture: subject, light, mood",
    Operation.MODIFY: "What should change? For example: turn the day into a snowy night",
    Operation.EXTEND: "How does it go on?",
    Operation.ADD_AUDIO: "What should be heard? For example: rain on a tin roof",
}


def show_prompt(known: Model) -> None:
    if not known.takes_prompt:
        st.session_state.setdefault("prompt", "")
        return
    st.text_area(
        "Prompt",
        key="prompt",
        height=132,
        max_chars=max(one.prompt_chars[1] for one in catalogue.models()),
        placeholder=ASKS.get(known.operation, "Describe what you want"),
    )
    if known.negative_prompt:
        st.text_input(
            "Leave out",
            key="negative_prompt",
            placeholder="What should not be there: text, blur, people ...",
            max_chars=1000,
        )
