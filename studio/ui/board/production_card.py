"""A movie in the panel: how far it is, what it has cost, and the way to it."""

import streamlit as st

from studio.boards.snapshot import Shown
from studio.ui import usage
from studio.ui.movies import address
from studio.ui.words import first_words, literal


def show(chosen: Shown) -> None:
    seen = chosen.production
    if seen is None or seen.is_deleted:
        st.text(first_words(chosen.face.title, 200))
        st.caption(
            "It is deleted. Its clips are still in the library; take the card off, or bring the movie back under Movies."
        )
        return
    st.text(first_words(seen.production.title, 200))
    cost = f"{chosen.face.corner} spent" if chosen.face.corner else ""
    st.caption(literal(" · ".join(fact for fact in (chosen.face.state, cost) if fact)))
    st.button(
        "Open in Movies", key="open_in_movies", type="primary", icon=":material/movie:", width="stretch",
        on_click=usage.open_production, args=(seen.production.id,),
    )  # fmt: skip
    if seen.film:
        st.button(
            "Its film", key="open_its_film", icon=":material/play_arrow:", width="stretch",
            on_click=usage.open_production, args=(seen.production.id, None, address.PARTS[1]),
        )  # fmt: skip
