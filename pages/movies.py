"""Movies: a shelf of them; or one, with its scenes in a strip and the chosen scene below."""

import streamlit as st

from studio import saved_settings
from studio.database import reading
from studio.errors import NotFound
from studio.ui import acting, frames
from studio.ui.movies import (
    address,
    edits,
    generating,
    head,
    pictures,
    scene,
    seen,
    shelf,
    starting,
    strip,
    takes,
    versions,
)
from studio.ui.words import literal

production_id = address.movie_id()
if production_id is None:
    shelf.show_shelf()
    starting.show_dialog()
    acting.show_said()
    st.stop()

try:
    with reading() as session:
        movie, settings = seen.look(session, production_id), saved_settings.current(session)
except NotFound as gone:
    st.title("Movies")
    st.caption(literal(str(gone)))
    st.button("All movies", key="all_movies", icon=":material/arrow_back:", on_click=address.close_movie)
    acting.show_said()
    st.stop()
edits.hold(movie.draft)
chosen = address.selected(movie.outline)

head.show_head(movie)
edits.show_unsaved()
strip.show_strip(movie, chosen)
if chosen:
    generating.show_generate(movie)
    words, clips = st.columns(2, gap="large")
    with words, st.container(border=True, key="scene"):
        scene.show_scene(movie, chosen, settings)
    with clips:
        takes.show_takes(movie, chosen)
else:
    scene.show_no_scene()

versions.show_dialog(movie)
generating.show_confirmation()
frames.show_choice(pictures.take_choice)
acting.show_said()
