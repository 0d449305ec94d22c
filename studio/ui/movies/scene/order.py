"""Where the chosen scene stands in the movie: moved, added, duplicated, split and removed."""

import streamlit as st

from studio.productions import editing
from studio.productions.outline import Outline, Scene
from studio.ui import acting
from studio.ui.movies import address, edits
from studio.ui.movies.scene.deed import show_deed


def show_order(outline: Outline, scene: Scene) -> None:
    number, count = outline.number(scene.id), sum(1 for _ in outline.scenes())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(f"Scene {number}", width="stretch")
        show_deed("Earlier", "move_earlier", "arrow_back", move, scene.id, -1, is_possible=number > 1)
        show_deed("Later", "move_later", "arrow_forward", move, scene.id, 1, is_possible=number < count)
    with st.container(horizontal=True, key="scene_deeds"):
        show_deed("Add after it", "add_scene", "add", add, scene.id)
        show_deed("Duplicate", "duplicate_scene", "content_copy", duplicate, scene.id)
        show_deed("Split", "split_scene", "content_cut", split, scene.id)
        show_deed("Remove", "remove_scene", "delete", remove, scene.id)


def show_no_scene() -> None:
    with st.container(border=True, key="no_scenes"):
        st.caption("No scenes yet. Add the first one, and write what is to be seen in it.")
        st.button(
            "Add a scene", key="add_first_scene", type="primary", icon=":material/add:", disabled=not edits.can_edit(),
            on_click=add, args=(None,),
        )  # fmt: skip


def move(scene_id: str, by: int) -> None:
    where = "earlier" if by < 0 else "later"
    sentence = f"Moved scene {edits.number_of(scene_id)} {where}."
    edits.edit(lambda outline: editing.move(outline, scene_id, by), sentence)


def add(after_id: str | None) -> None:
    new = Scene()
    sentence = f"Added scene {edits.number_of(after_id or '') + 1}."
    if edits.edit(lambda outline: editing.add(outline, new, after_id), sentence):
        address.select(new.id)


def duplicate(scene_id: str) -> None:
    sentence = f"Duplicated scene {edits.number_of(scene_id)}."
    if edits.edit(lambda outline: editing.duplicate(outline, scene_id), sentence):
        select_neighbour(scene_id, 1)


def split(scene_id: str) -> None:
    sentence = f"Split scene {edits.number_of(scene_id)} in two."
    edits.edit(lambda outline: editing.split(outline, scene_id), sentence)


def remove(scene_id: str) -> None:
    number = edits.number_of(scene_id)
    if edits.edit(lambda outline: editing.remove(outline, scene_id), f"Removed scene {number}."):
        acting.say(f"Removed scene {number}: Undo brings it back", "delete")
        select_number(min(number, sum(1 for _ in edits.outline().scenes())))


def select_neighbour(scene_id: str, by: int) -> None:
    select_number(edits.number_of(scene_id) + by)


def select_number(number: int) -> None:
    for scene in list(edits.outline().scenes())[number - 1 : number]:
        address.select(scene.id)
