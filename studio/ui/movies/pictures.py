"""How a scene begins and ends, and what guides its look: pictures of the library, by address, or the scene before."""

from typing import Any

import streamlit as st

from studio import library
from studio.brief import Keyframe, Material, Reference, Role
from studio.database import reading
from studio.errors import NotFound
from studio.productions.outline import Continuity, Outline, Scene
from studio.providers.catalogue import Model
from studio.ui import fields, frames
from studio.ui.forms.references import ROLES
from studio.ui.movies import address, edits
from studio.ui.movies.seen import SeenMovie
from studio.ui.words import first_words

STILL = 96  # pixels
LABELS = {"first_frame": "The picture it matches", "last_frame": "Last frame"}


def show_beginning(seen: SeenMovie, scene: Scene, known: Model) -> None:
    offered = beginnings(seen.outline, scene, known)
    key = f"continuity_{scene.id}"
    fields.put(key, scene.continuity)
    st.segmented_control(
        "Begins", list(offered), default=scene.continuity, format_func=offered.__getitem__, key=key, required=True,
        disabled=not edits.can_edit(), on_change=change_beginning, args=(scene.id,), wrap=True,
    )  # fmt: skip
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        if scene.continuity == Continuity.MATCH:
            show_frame(scene, "first_frame", known)
        if known.last_frame or scene.last_frame:
            show_frame(scene, "last_frame", known)


def beginnings(outline: Outline, scene: Scene, known: Model) -> dict[Continuity, str]:
    """What its model can do; and what is set, whether or not it can."""
    before = outline.number(scene.id) - 1
    possible = {
        Continuity.NEW: True,
        Continuity.CONTINUE: bool(before and known.continues),
        Continuity.MATCH: known.first_frame,
    }
    words = {
        Continuity.NEW: "New shot",
        Continuity.CONTINUE: f"Continue from scene {before}" if before else "Continue: no scene before it",
        Continuity.MATCH: "Match a picture",
    }
    return {way: words[way] for way, can in possible.items() if can or scene.continuity == way}


def change_beginning(scene_id: str) -> None:
    way: Continuity | None = st.session_state[f"continuity_{scene_id}"]
    if way:  # a row of choices that is just being drawn anew may say none
        change(scene_id, "how scene {} begins", continuity=way)


def change(scene_id: str, what: str, **values: Any) -> None:
    """`what` with a place for the number of the scene."""
    edits.change_scene(scene_id, f"Changed {what.format(edits.number_of(scene_id))}.", **values)


# -- frames --------------------------------------------------------------------------------------------------


def show_frame(scene: Scene, name: str, known: Model) -> None:
    frame: Keyframe | None = getattr(scene, name)
    with st.container(key=f"{name}_{scene.id}", gap="xsmall", width=260):
        st.caption(LABELS[name])
        if frame:
            show_picture(frame, LABELS[name])
            show_remove(f"remove_{name}_{scene.id}", remove_frame, scene.id, name)
        else:
            show_ways_in(scene, name, known)


def show_ways_in(scene: Scene, name: str, known: Model) -> None:
    if {"file", "own"} & set(known.pictures):
        st.button(
            "Choose a picture", key=f"choose_{name}_{scene.id}", icon=":material/add_photo_alternate:",
            disabled=not edits.can_edit(), on_click=frames.start_choosing, args=(name,),
        )  # fmt: skip
    if "address" in known.pictures:
        key = f"{name}_url_{scene.id}"
        st.text_input(
            LABELS[name], key=key, placeholder="https:// address of a picture", validate=frames.ADDRESS,
            icon=":material/image:", label_visibility="collapsed", disabled=not edits.can_edit(),
            on_change=take_address, args=(scene.id, name),
        )  # fmt: skip


def show_picture(material: Material, alt: str) -> None:
    poster = None
    if material.asset_id:
        try:
            with reading() as session:
                poster = library.get(session, material.asset_id).asset.poster
        except NotFound:
            pass
    if poster:
        st.image(library.address(poster), width=STILL, alt=alt)
    else:
        st.text(first_words(material.url or "No longer in the library", 40))


def show_remove(key: str, deed: Any, *arguments: Any) -> None:
    st.button(
        "Remove", key=key, icon=":material/close:", type="tertiary", disabled=not edits.can_edit(), on_click=deed,
        args=arguments,
    )  # fmt: skip


def remove_frame(scene_id: str, name: str) -> None:
    change(scene_id, f"the {name.replace('_', ' ')} of scene {{}}", **{name: None})


def take_address(scene_id: str, name: str) -> None:
    typed = (st.session_state[f"{name}_url_{scene_id}"] or "").strip()
    if typed:
        change(scene_id, f"the {name.replace('_', ' ')} of scene {{}}", **{name: {"url": typed}})


def take_choice(name: str, value: Keyframe) -> None:
    """Of the dialog, for the scene that is chosen."""
    scene = address.selected(edits.outline())
    if scene is None:
        return
    if name == "references":
        add_reference(scene, value)
    else:
        change(scene.id, f"the {name.replace('_', ' ')} of scene {{}}", **{name: value})


# -- references ----------------------------------------------------------------------------------------------


def show_references(scene: Scene, known: Model) -> None:
    """What is set stays on the screen where the model takes none, to be taken away."""
    if not (known.references or scene.references):
        return
    st.caption(f"References · {len(scene.references)} of {known.references}" if known.references else "References")
    with st.container(horizontal=True, gap="small", key=f"references_{scene.id}"):
        for number, reference in enumerate(scene.references):
            show_reference(scene, number, reference, known)
        if len(scene.references) < known.references:
            st.button(
                "Add a reference", key=f"choose_references_{scene.id}", icon=":material/palette:",
                disabled=not edits.can_edit(), on_click=frames.start_choosing, args=("references",),
            )  # fmt: skip


def show_reference(scene: Scene, number: int, reference: Reference, known: Model) -> None:
    with st.container(width=STILL + 60, gap="xsmall"):
        show_picture(reference, f"Reference {number + 1}")
        if len(known.roles) > 1:
            show_role(scene, number, reference.role, known.roles)
        show_remove(f"remove_reference_{number}_{scene.id}", keep_references, scene.id, without(scene, number))


def show_role(scene: Scene, number: int, role: Role, roles: tuple[Role, ...]) -> None:
    key = f"role_{number}_{scene.id}"
    offered = roles if role in roles else (role, *roles)
    fields.put(key, role)
    st.selectbox(
        "Is a picture of", offered, offered.index(role), format_func=ROLES.__getitem__, key=key,
        label_visibility="collapsed", disabled=not edits.can_edit(), on_change=change_role, args=(scene, number),
    )  # fmt: skip


def change_role(scene: Scene, number: int) -> None:
    role: Role = st.session_state[f"role_{number}_{scene.id}"]
    changed = [
        one.model_copy(update={"role": role}) if place == number else one for place, one in enumerate(scene.references)
    ]
    keep_references(scene.id, tuple(changed))


def without(scene: Scene, number: int) -> tuple[Reference, ...]:
    return tuple(one for place, one in enumerate(scene.references) if place != number)


def add_reference(scene: Scene, picture: Keyframe) -> None:
    keep_references(scene.id, (*scene.references, Reference(asset_id=picture.asset_id)))


def keep_references(scene_id: str, references: tuple[Reference, ...]) -> None:
    change(scene_id, "the references of scene {}", references=references)
