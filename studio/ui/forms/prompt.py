"""The words of a brief."""

import streamlit as st

from studio.brief import Operation
from studio.providers import catalogue
from studio.providers.catalogue import Model
from studio.ui.words import literal

ASKS = {
    Operation.MAKE: "Describe the shot: subject, action, light, mood",
    Operation.PICTURE: "Describe the picture: subject, light, mood",
    Operation.MODIFY: "What should change? For example: turn the day into a snowy night",
    Operation.EXTEND: "How does it go on?",
    Operation.ADD_AUDIO: "What should be heard? For example: rain on a tin roof",
}


def show_prompt(known: Model, house_style: str) -> None:
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
    if house_style and house_style not in st.session_state["prompt"]:
        st.button(
            "Add the house style", key="add_style", icon=":material/brush:", type="tertiary", on_click=add_style,
            args=(house_style,), help=literal(house_style),
        )  # fmt: skip
    if known.negative_prompt:
        st.text_input(
            "Leave out",
            key="negative_prompt",
            placeholder="What should not be there: text, blur, people ...",
            max_chars=1000,
        )


def add_style(house_style: str) -> None:
    """Behind what stands there, where everybody sees it."""
    written: str = st.session_state["prompt"].rstrip()
    joined = f"{written}{'' if not written or written.endswith(('.', ',', '!', '?')) else ','} {house_style}"
    st.session_state["prompt"] = joined.strip()
