"""One list of the chosen scene: what is chosen is saved."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from studio.productions.outline import Scene
from studio.ui import fields
from studio.ui.movies import edits


def show_choice(
    label: str, scene: Scene, name: str, offered: Sequence[Any], width: int, words: Any, sentence: str
) -> None:
    key = f"{name}_{scene.id}"
    fields.put(key, getattr(scene, name))
    st.selectbox(
        label, offered, list(offered).index(getattr(scene, name)), format_func=words, key=key, width=width,
        placeholder=words(None) if None in offered else None, disabled=not edits.can_edit(), on_change=take_choice,
        args=(scene.id, name, sentence),
    )  # fmt: skip


def take_choice(scene_id: str, name: str, sentence: str) -> None:
    value = st.session_state[f"{name}_{scene_id}"]
    edits.change_scene(scene_id, sentence.format(edits.number_of(scene_id)), **{name: value})
