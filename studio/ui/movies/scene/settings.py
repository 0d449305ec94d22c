"""What the model of the chosen scene is told besides its words: how long it is, and what the camera does."""

import streamlit as st

from studio.productions.outline import Scene
from studio.providers import camera_moves
from studio.providers.catalogue import ITS_OWN, Model
from studio.settings import Settings
from studio.ui import fields
from studio.ui.forms import extras
from studio.ui.movies import edits
from studio.ui.movies.scene.choice import show_choice

SHORT = 130  # pixels, of a list


def show_length(scene: Scene, known: Model) -> None:
    if known.durations_s == ITS_OWN:
        st.caption(f"{known.label} chooses the length.", width="content")
        return
    offered = sorted({*known.durations_s, scene.duration_s})  # what is set stays, though the model may round it
    show_choice("Length", scene, "duration_s", offered, SHORT, seconds, "Changed the length of scene {}.")


def seconds(value: float) -> str:
    return f"{value:g} s"


def show_camera_moves(scene: Scene, known: Model, settings: Settings) -> None:
    if not known.camera_moves:
        return
    listed = camera_moves.listed(known.provider, settings)
    if listed or scene.camera_moves:
        key = f"camera_moves_{scene.id}"
        fields.put(key, list(scene.camera_moves))
        st.multiselect(
            "Camera moves", list(dict.fromkeys([*scene.camera_moves, *listed])), list(scene.camera_moves), key=key,
            placeholder="Let the prompt decide", disabled=not edits.can_edit(), on_change=take_moves, args=(scene.id,),
        )  # fmt: skip
    if not listed:
        extras.show_asking(known.provider, settings)


def take_moves(scene_id: str) -> None:
    moves = tuple(st.session_state[f"camera_moves_{scene_id}"] or ())
    edits.change_scene(scene_id, f"Changed the camera moves of scene {edits.number_of(scene_id)}.", camera_moves=moves)
