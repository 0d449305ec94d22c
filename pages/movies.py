"""Movies: a shelf of them; or one: its scenes in a strip with the chosen one below, or its cut."""

import streamlit as st

from studio import saved_settings
from studio.database import reading
from studio.ui import acting, frames, picks, writers
from studio.ui.movies import (
    address,
    carrying,
    comparing,
    cut,
    edits,
    generating,
    head,
    outlining_again,
    pictures,
    refining,
    scene,
    seen,
    shelf,
    speaking,
    starting,
    strip,
    takes,
    unseen_takes,
    versions,
)

edits.see_visitor()
address.close_elsewhere(generating.TO_CONFIRM, speaking.TO_CONFIRM, refining.ASKED)
movie_id = address.movie_id()
movie = seen.find(movie_id) if movie_id else None

if movie:
    with reading() as session:
        settings = saved_settings.current(session)
    edits.hold(movie.opened)
    chosen = address.selected(movie.outline)

    with st.container():
        head.show_head(movie)
        edits.show_unsaved()
        unseen_takes.show_of_removed(movie)
        outlining_again.show_kept(movie.production.id)
    address.show_parts()
    if chosen is None:
        scene.show_no_scene()
    elif picks.compared():
        comparing.show_comparison(movie, chosen)
    elif address.part() == "Cut":
        cut.show_cut(movie)
    else:
        with st.container():
            strip.show_strip(movie, chosen)
            generating.show_generate(movie)
        clips, words = st.columns([6, 5], gap="medium")
        with clips:
            takes.show_takes(movie, chosen)
        with words, st.container(border=True, key="scene"):
            scene.show_scene(movie, chosen, settings)
    versions.show_dialog(movie)
    outlining_again.show_dialog(movie)
    generating.show_confirmation()
    speaking.show_confirmation()
    refining.show_dialog(movie)
    frames.show_choice(pictures.take_choice)
    writers.show_talk()
elif movie_id:
    st.title("Movies")
    st.caption("This movie is not there any more.")
    st.button("All movies", key="all_movies", icon=":material/arrow_back:", on_click=address.close_movie)
else:
    with st.container():
        starting.show_kept()
    shelf.show_shelf()
    starting.show_dialog()
    carrying.show_dialog()

acting.show_said()
