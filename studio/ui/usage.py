"""Where a clip or a film is used: `In the movie The boat, scene 3`, with the way there."""

import streamlit as st

from studio.productions.usage import UseInProduction
from studio.ui import acting
from studio.ui.movies import address
from studio.ui.places import MOVIES
from studio.ui.words import first_words, literal


def words(use: UseInProduction) -> str:
    sort, title = use.production.sort.value, first_words(use.production.title, 40)
    whole = f"the {sort} {title}"
    if use.is_film:
        return f"Film of {whole}"
    if use.number is None:
        return f"Made for {whole}; its scene is gone"
    return f"In {whole}, scene {use.number}" if use.is_shown else f"A take of {whole}, scene {use.number}"


def show(use: UseInProduction) -> None:
    if use.is_deleted:
        st.caption(literal(f"{words(use)}. The {use.production.sort.value} is deleted."))
        return
    st.button(
        literal(words(use)), key="open_in_movie", icon=":material/movie:", type="tertiary", on_click=open_it, args=(use,),
    )  # fmt: skip


def open_it(use: UseInProduction) -> None:
    open_production(use.production.id, use.scene_id, address.PARTS[1] if use.is_film else address.PARTS[0])


def open_production(production_id: str, scene_id: str | None = None, part: str = address.PARTS[0]) -> None:
    query = {address.MOVIE: production_id, address.PART: part}
    acting.go_to(MOVIES, query | ({address.SCENE: scene_id} if scene_id else {}))
