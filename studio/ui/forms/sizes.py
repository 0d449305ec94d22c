"""How long, how large, in which shape, how many."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from studio.brief import Brief
from studio.providers.catalogue import ITS_OWN, Model

MOST_TAKES = 4
MANY = 5  # more choices than this go into a list
WIDE = 110  # pixels, of a list


def show_sizes(known: Model, brief: Brief) -> None:
    with st.container(horizontal=True, gap="small"):
        if known.durations_s != ITS_OWN:
            choose("Length", known.durations_s, "duration_s", lambda seconds: f"{seconds:g} s")
        if known.resolutions:
            choose("Resolution", known.resolutions, "resolution")
        if known.ratios and not follows_picture(known, brief):
            choose("Shape", known.ratios, "ratio")
        if known.strengths:
            with st.container(width=170):
                st.selectbox(
                    "How far it may go", known.strengths, format_func=_spoken, key="strength",
                    help="Adhere stays close to the clip, flex keeps its shapes, reimagine keeps little.",
                )  # fmt: skip
    if words := _left_open(known, brief):
        st.caption(words)


def follows_picture(known: Model, brief: Brief) -> bool:
    return known.shape_follows_picture and bool(brief.first_frame or brief.continues_id)


def _spoken(strength: str) -> str:
    return strength.replace("_", " ").capitalize()


def _left_open(known: Model, brief: Brief) -> str:
    """What the form does not ask, and what it will be instead."""
    told = []
    if known.durations_s == ITS_OWN and known.makes == "clip":
        told.append("As long as the clip." if known.works_on_a_clip else f"{known.label} chooses the length.")
    if known.ratios and follows_picture(known, brief):
        told.append("In the shape of its first frame.")
    return " ".join(told)


def choose(label: str, options: Sequence[Any], key: str, words: Callable[[Any], str] = str) -> None:
    """Few choices side by side, many in a list."""
    if st.session_state.get(key) not in options:  # it was not on the screen before
        st.session_state[key] = options[0]
    if len(options) <= MANY:
        st.segmented_control(label, options, format_func=words, key=key, required=True)
    else:
        with st.container(width=WIDE):
            st.selectbox(label, options, format_func=words, key=key)


def show_takes() -> None:
    choose("Takes", range(1, MOST_TAKES + 1), "takes")
