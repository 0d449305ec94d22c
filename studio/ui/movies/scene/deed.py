"""A button that edits the chosen scene, where one may."""

from typing import Any

import streamlit as st

from studio.ui.movies import edits


def show_deed(label: str, key: str, icon: str, deed: Any, *arguments: Any, is_possible: bool = True) -> None:
    st.button(
        label, key=key, icon=f":material/{icon}:", type="tertiary", disabled=not is_possible or not edits.can_edit(),
        on_click=deed, args=arguments,
    )  # fmt: skip
