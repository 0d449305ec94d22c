"""Which movie and which scene is looked at. It stands in the address, so it is a link."""

import streamlit as st

from studio.productions.outline import Outline, Scene

MOVIE, SCENE, PART = "movie", "scene", "part"
PARTS = ("Scenes", "Cut")


def movie_id() -> str | None:
    return st.query_params.get(MOVIE) or None


def open_movie(production_id: str, part: str = PARTS[0]) -> None:
    st.query_params.from_dict({MOVIE: production_id, PART: part})
    st.session_state[PART] = part


def show_parts() -> str:
    """Which part of the movie is looked at."""
    return st.segmented_control(
        "Part", PARTS, key=PART, default=PARTS[0], required=True, label_visibility="collapsed", bind="query-params"
    )  # fmt: skip


def close_movie() -> None:
    st.query_params.clear()


def select(scene_id: str) -> None:
    st.query_params[SCENE] = scene_id


def selected(outline: Outline) -> Scene | None:
    """The one that the address names, or else the first."""
    named = outline.scene(st.query_params.get(SCENE, ""))
    return named or next(outline.scenes(), None)
