"""Takes of a scene side by side: played together, and one of them chosen."""

from functools import partial

import streamlit as st

from studio.library import LibraryEntry
from studio.productions.outline import Scene
from studio.productions.takes import Taken
from studio.ui import compare, picks
from studio.ui.movies import edits, takes
from studio.ui.movies.seen import SeenMovie


def show_comparison(found: SeenMovie, scene: Scene) -> None:
    st.subheader(f"Takes of scene {found.outline.number(scene.id)}")
    compare.show_side_by_side(picks.compared(), "Back to the movie", partial(show_choice, found, scene))


def show_choice(found: SeenMovie, scene: Scene, entry: LibraryEntry) -> None:
    ready = [take for take in found.made.get(scene.id, ()) if take.is_ready]
    for number, take in enumerate(ready, start=1):
        if take.clip and take.clip.id == entry.asset.id:
            show_button(scene, take, number)


def show_button(scene: Scene, take: Taken, number: int) -> None:
    is_chosen = take.id == scene.chosen_id
    st.button(
        f"Take {number} is chosen" if is_chosen else f"Choose take {number}", key=f"choose_compared_{take.id}",
        icon=f":material/radio_button_{'checked' if is_chosen else 'unchecked'}:", width="stretch",
        disabled=is_chosen or not edits.can_edit(), on_click=choose, args=(scene.id, take.id, number),
    )  # fmt: skip


def choose(scene_id: str, generation_id: str, number: int) -> None:
    """And back to the scene, which shows it."""
    takes.choose(scene_id, generation_id, number)
    picks.stop_comparing()
