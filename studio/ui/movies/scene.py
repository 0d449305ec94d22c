"""The chosen scene: its words, its length, its camera, how it begins, and what it has of its own. Saved as one types."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from studio.errors import NotFound
from studio.productions import briefs, editing
from studio.productions.outline import LONGEST_NARRATION, LONGEST_PROMPT, Outline, Scene
from studio.providers import catalogue
from studio.providers.catalogue import ITS_OWN, Model
from studio.settings import Settings
from studio.ui import badges, camera_moves, enhancing
from studio.ui.forms import extras
from studio.ui.movies import address, edits, pictures
from studio.ui.movies.head import able_models, model_words
from studio.ui.movies.seen import Seen
from studio.writers.tasks import Change, Enhance
from studio.writers.tasks import Look as WritersLook

TYPED = {"prompt": LONGEST_PROMPT, "narration": LONGEST_NARRATION}
OWN = {"model": "model", "resolution": "resolution", "ratio": "shape"}
SHORT = 130  # pixels, of a list


def show_scene(seen: Seen, scene: Scene, settings: Settings) -> None:
    show_order(seen.outline, scene)
    known = model_of(seen.outline, scene)
    show_typed(scene, "prompt", "Prompt", 148, "What is seen: subject, action, light, mood")
    show_enhance(seen.outline, scene, known, settings)
    show_typed(scene, "narration", "Narration", 80, "What is spoken over it, if anything")
    if known:
        with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            show_length(scene, known)
            show_camera_moves(scene, known, settings)
        pictures.show_beginning(seen, scene, known)
        pictures.show_references(scene, known)
    show_own(seen.outline, scene)


def model_of(outline: Outline, scene: Scene) -> Model | None:
    """None, with a sentence on the screen, once nobody knows it any more."""
    try:
        return catalogue.model(briefs.own(outline.look, scene, "model"))
    except NotFound as gone:
        badges.show_remark(str(gone), "orange")
        return None


# -- where it stands in the movie ----------------------------------------------------------------------------


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


def show_deed(label: str, key: str, icon: str, deed: Any, *arguments: Any, is_possible: bool = True) -> None:
    st.button(
        label, key=key, icon=f":material/{icon}:", type="tertiary", disabled=not is_possible or not edits.can_edit(),
        on_click=deed, args=arguments,
    )  # fmt: skip


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
        select_number(min(number, sum(1 for _ in edits.outline().scenes())))


def select_neighbour(scene_id: str, by: int) -> None:
    select_number(edits.number_of(scene_id) + by)


def select_number(number: int) -> None:
    for scene in list(edits.outline().scenes())[number - 1 : number]:
        address.select(scene.id)


# -- its words -----------------------------------------------------------------------------------------------


def show_typed(scene: Scene, name: str, label: str, height: int, placeholder: str) -> None:
    key = f"{name}_{scene.id}"
    edits.put(key, getattr(scene, name))
    st.text_area(
        label, getattr(scene, name), key=key, height=height, max_chars=TYPED[name], placeholder=placeholder, disabled=not edits.can_edit(),
        on_change=change_words, args=(scene.id, name),
    )  # fmt: skip


def change_words(scene_id: str, name: str) -> None:
    typed: str = st.session_state[f"{name}_{scene_id}"] or ""
    sentence = f"Changed the {name} of scene {edits.number_of(scene_id)}."
    edits.edit_typed(lambda outline: editing.change(outline, scene_id, **{name: typed}), sentence, typed)


def show_enhance(outline: Outline, scene: Scene, known: Model | None, settings: Settings) -> None:
    moves = camera_moves.listed(known.provider, settings) if known and known.camera_moves else []
    look = WritersLook(
        style=outline.look.style,
        camera_move=next(iter(scene.camera_moves), ""),
        camera_moves=tuple(moves),
        longest_prompt=min(LONGEST_PROMPT, known.prompt_chars[1]) if known else LONGEST_PROMPT,
    )
    enhancing.show_button(partial(task_of, scene.id, look), partial(take_words, scene.id), is_able=edits.can_edit())


def task_of(scene_id: str, look: WritersLook) -> Enhance:
    """Raises NoScene."""
    return Enhance(editing.require(edits.outline(), scene_id).prompt, look)


def take_words(scene_id: str, change: Change, is_new: bool) -> bool:
    """What the writer would have in that field; or again what was there."""
    text = change.becomes if is_new else change.was
    value = text if change.field == "prompt" else first_move(text, edits.outline().scene(scene_id))
    deed = "Enhanced the" if is_new else "Took back the enhanced"
    name = {"prompt": "prompt", "camera_move": "camera_moves"}[change.field]
    sentence = f"{deed} {name.replace('_', ' ')} of scene {edits.number_of(scene_id)}."
    return edits.change_scene(scene_id, sentence, **{name: value})


def first_move(move: str, scene: Scene | None) -> tuple[str, ...]:
    """In place of the first; the others stay."""
    return tuple(one for one in dict.fromkeys((move, *(scene.camera_moves[1:] if scene else ()))) if one)


def save_typed() -> None:
    """What stands in the fields of the chosen scene. Who types and presses a button at once may have the button heard first."""
    scene = address.selected(edits.outline())
    if scene is None:
        return
    for name in TYPED:
        typed = st.session_state.get(f"{name}_{scene.id}")
        if typed is not None and typed != getattr(scene, name):
            change_words(scene.id, name)


# -- what its model is told besides ---------------------------------------------------------------------------


def show_length(scene: Scene, known: Model) -> None:
    if known.durations_s == ITS_OWN:
        st.caption(f"{known.label} chooses the length.", width="content")
        return
    offered = sorted({*known.durations_s, scene.duration_s})  # what is set stays, though the model may round it
    show_choice("Length", scene, "duration_s", offered, SHORT, seconds, "Changed the length of scene {}.")


def seconds(value: float) -> str:
    return f"{value:g} s"


def show_choice(
    label: str, scene: Scene, name: str, offered: Sequence[Any], width: int, words: Any, sentence: str
) -> None:
    key = f"{name}_{scene.id}"
    edits.put(key, getattr(scene, name))
    st.selectbox(
        label, offered, list(offered).index(getattr(scene, name)), format_func=words, key=key, width=width,
        placeholder=words(None) if None in offered else None, disabled=not edits.can_edit(), on_change=take_choice,
        args=(scene.id, name, sentence),
    )  # fmt: skip


def take_choice(scene_id: str, name: str, sentence: str) -> None:
    value = st.session_state[f"{name}_{scene_id}"]
    edits.change_scene(scene_id, sentence.format(edits.number_of(scene_id)), **{name: value})


def show_camera_moves(scene: Scene, known: Model, settings: Settings) -> None:
    if not known.camera_moves:
        return
    listed = camera_moves.listed(known.provider, settings)
    if listed or scene.camera_moves:
        key = f"camera_moves_{scene.id}"
        edits.put(key, list(scene.camera_moves))
        st.multiselect(
            "Camera moves", list(dict.fromkeys([*scene.camera_moves, *listed])), key=key, placeholder="Let the prompt decide",
            disabled=not edits.can_edit(), on_change=take_moves, args=(scene.id,),
        )  # fmt: skip
    if not listed:
        extras.show_asking(known.provider, settings)


def take_moves(scene_id: str) -> None:
    moves = tuple(st.session_state[f"camera_moves_{scene_id}"] or ())
    edits.change_scene(scene_id, f"Changed the camera moves of scene {edits.number_of(scene_id)}.", camera_moves=moves)


# -- of its own ----------------------------------------------------------------------------------------------


def show_own(outline: Outline, scene: Scene) -> None:
    """In place of the look's. `None` in a list: as the whole."""
    there = [label for name, label in OWN.items() if getattr(scene, name)]
    words = f"Its own {' and '.join(there)}" if there else "Model, resolution and shape as the whole"
    with st.expander(words, icon=":material/tune:", key="own"):
        able = able_models()
        offered = [None, *able] if scene.model in (None, *able) else [None, scene.model, *able]
        as_whole = partial(own_words, look=outline.look.model, words=partial(model_words, able=able))
        show_choice("Model", scene, "model", offered, 290, as_whole, "Changed the model of scene {}.")
        show_own_sizes(outline, scene)


def show_own_sizes(outline: Outline, scene: Scene) -> None:
    try:
        known = catalogue.model(briefs.own(outline.look, scene, "model"))
    except NotFound:
        return
    with st.container(horizontal=True, gap="small"):
        for name, label, able in (("resolution", "Resolution", known.resolutions), ("ratio", "Shape", known.ratios)):
            if able:
                offered = list(dict.fromkeys([None, *able, getattr(scene, name)]))
                as_whole = partial(own_words, look=getattr(outline.look, name), words=str)
                sentence = f"Changed the {OWN[name]} of scene {{}}."
                show_choice(label, scene, name, offered, 170, as_whole, sentence)


def own_words(value: str | None, look: str, words: Any) -> str:
    return f"As the whole · {words(look)}" if value is None else words(value)
