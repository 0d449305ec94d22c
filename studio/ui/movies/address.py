"""Which movie and which scene is looked at. It stands in the address, so it is a link."""

import streamlit as st

from studio.productions.outline import Outline, Scene

MOVIE, SCENE = "movie", "scene"


def movie_id() -> str | None:
    return st.query_params.get(MOVIE) or None


def open_movie(production_id: str) -> None:
    st.query_params.from_dict({MOVIE: production_id})


def close_movie() -> None:
    st.query_params.clear()


def select(scene_id: str) -> None:
    st.query_params[SCENE] = scene_id


def selected(outline: Outline) -> Scene | None:
    """The one that the address names, or else the first."""
    named = outline.scene(st.query_params.get(SCENE, ""))
    return named or next(outline.scenes(), None)
