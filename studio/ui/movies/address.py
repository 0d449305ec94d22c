"""Which movie and which scene is looked at. It stands in the address, so it is a link."""

import streamlit as st

from studio.productions.outline import Outline, Scene
from studio.ui import picks

MOVIE, SCENE, PART = "movie", "scene", "part"
PARTS = ("Scenes", "Cut")
CHOSEN_PART = "movie_part"


def movie_id() -> str | None:
    return st.query_params.get(MOVIE) or None


def open_movie(production_id: str, part: str = PARTS[0]) -> None:
    st.query_params.from_dict({MOVIE: production_id, PART: part})


def part() -> str:
    """Which part of the movie is looked at."""
    named = st.query_params.get(PART)
    return named if named in PARTS else PARTS[0]


def show_parts() -> None:
    st.session_state[CHOSEN_PART] = part()
    st.segmented_control(
        "Part", PARTS, key=CHOSEN_PART, required=True, label_visibility="collapsed", on_change=choose_part
    )


def choose_part() -> None:
    picks.stop_comparing()
    st.query_params[PART] = st.session_state[CHOSEN_PART] or PARTS[0]


def close_elsewhere(*names: str) -> None:
    """What is open in the session under these names, and is about another movie: who goes back in the browser leaves it open."""
    for name in names:
        if name in st.session_state and st.session_state[name].movie != movie_id():
            del st.session_state[name]


def close_movie() -> None:
    st.query_params.clear()


def select(scene_id: str) -> None:
    st.query_params[SCENE] = scene_id


def selected(outline: Outline) -> Scene | None:
    """The one that the address names, or else the first."""
    named = outline.scene(st.query_params.get(SCENE, ""))
    return named or next(outline.scenes(), None)
