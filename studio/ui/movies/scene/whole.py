"""The chosen scene as it stands on the screen, from its place in the movie to what it has of its own."""

import streamlit as st

from studio.errors import NotFound
from studio.productions import briefs
from studio.productions.outline import Outline, Scene
from studio.providers import catalogue
from studio.providers.catalogue import Model
from studio.settings import Settings
from studio.ui import badges
from studio.ui.movies import pictures
from studio.ui.movies.scene.enhance import show_enhance
from studio.ui.movies.scene.order import show_order
from studio.ui.movies.scene.own import show_own
from studio.ui.movies.scene.settings import show_camera_moves, show_length
from studio.ui.movies.scene.spoken import show_listen, show_spoken
from studio.ui.movies.scene.words import show_typed
from studio.ui.movies.seen import SeenMovie


def show_scene(seen: SeenMovie, scene: Scene, settings: Settings) -> None:
    show_order(seen.outline, scene)
    known = model_of(seen.outline, scene)
    show_typed(scene, "prompt", "Prompt", 148, "What is seen: subject, action, light, mood")
    show_enhance(seen.outline, scene, known, settings)
    show_typed(scene, "narration", "Narration", 80, "What is spoken over it, if anything")
    with st.container(key="spoken"):  # it comes and goes, and what is below stays the same
        show_spoken(seen.outline, scene, known)
    with st.container(key="listen_scene"):
        show_listen(seen.outline, scene)
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
