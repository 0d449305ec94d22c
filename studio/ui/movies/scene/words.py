"""What is typed for the chosen scene: its prompt and its narration."""

import streamlit as st

from studio.productions import editing
from studio.productions.outline import LONGEST_NARRATION, LONGEST_PROMPT, Scene
from studio.ui import fields
from studio.ui.movies import address, edits

TYPED = {"prompt": LONGEST_PROMPT, "narration": LONGEST_NARRATION}


def show_typed(scene: Scene, name: str, label: str, height: int, placeholder: str) -> None:
    key = f"{name}_{scene.id}"
    fields.put(key, getattr(scene, name))
    st.text_area(
        label, getattr(scene, name), key=key, height=height, max_chars=TYPED[name], placeholder=placeholder, disabled=not edits.can_edit(),
        on_change=change_words, args=(scene.id, name),
    )  # fmt: skip


def change_words(scene_id: str, name: str) -> None:
    field = f"{name}_{scene_id}"
    typed: str = st.session_state[field] or ""
    sentence = f"Changed the {name} of scene {edits.number_of(scene_id)}."
    edits.edit_typed(field, lambda outline: editing.change(outline, scene_id, **{name: typed}), sentence, typed)


def save_typed() -> bool:
    """What stands in the fields of the chosen scene; whether all of it could be. Who types and presses a button at once may have the
    button heard first."""
    scene = address.selected(edits.outline())
    if scene is None:
        return True
    for name in TYPED:
        if is_typed(scene.id, name):
            change_words(scene.id, name)
    return not any(is_typed(scene.id, name) for name in TYPED)


def is_typed(scene_id: str, name: str) -> bool:
    """And not saved yet."""
    return st.session_state.get(f"{name}_{scene_id}") not in (None, getattr(edits.outline().scene(scene_id), name))
