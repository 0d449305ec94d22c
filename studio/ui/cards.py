"""Clips as posters in a grid. One plays at a time, in a dialog of its own."""

from collections.abc import Sequence

import streamlit as st

from studio.library import LibraryEntry
from studio.providers import catalogue
from studio.tables import Asset
from studio.ui import picks, player
from studio.ui.stills import show_still
from studio.ui.words import ago, first_words, in_stars, literal, running_time

POSTER_HEIGHT = 160  # pixels, of an upright clip


def show_posters(entries: Sequence[LibraryEntry], *, can_be_picked: bool = False) -> None:
    """`can_be_picked`: to be compared."""
    with st.grid("auto", min_column_width=240, gap="small"):
        for entry in entries:
            with st.container(border=True, height="stretch", key=f"card_{entry.asset.id}", gap="small"):
                show_poster(entry, can_be_picked)


def show_poster(entry: LibraryEntry, can_be_picked: bool) -> None:
    asset = entry.asset
    is_played = asset.is_moving or asset.is_sound
    show_still(asset, asset.poster, POSTER_HEIGHT, "Poster")
    st.text(title_of(entry))
    st.space("stretch")
    st.caption(literal(" · ".join(facts_of(entry))))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False):
        if can_be_picked and not asset.is_sound:
            picks.show_pick(asset.id)
        st.button(
            "Play" if is_played else "Open",
            key=f"play_{asset.id}",
            icon=":material/play_arrow:" if is_played else ":material/image:",
            type="tertiary",
            on_click=player.choose,
            args=(asset.id,),
        )


def facts_of(entry: LibraryEntry) -> list[str]:
    asset, generation = entry.asset, entry.generation
    made_by = catalogue.label_of(generation.model) if generation else entry.asset.kind.capitalize()
    length = length_of(asset)
    return [fact for fact in (in_stars(asset.rating), made_by, length, ago(asset.created_at)) if fact]


def length_of(asset: Asset) -> str:
    if not asset.duration_s:
        return ""
    return running_time(asset.duration_s) if asset.is_sound else f"{asset.duration_s:.0f} s"


def title_of(entry: LibraryEntry) -> str:
    if entry.asset.title:
        return first_words(entry.asset.title, 80)
    if entry.generation is None:
        return "Sound" if entry.asset.is_sound else f"{entry.asset.width} × {entry.asset.height}"
    return first_words(entry.generation.prompt, 80) or "Without a prompt"
