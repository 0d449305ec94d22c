"""A movie is saved as a file, and made of one that was saved elsewhere."""

import streamlit as st

from studio import productions
from studio.database import reading
from studio.errors import NotFound
from studio.productions import movie_file
from studio.ui import acting
from studio.ui.acting import close
from studio.ui.movies import address, upload
from studio.ui.movies.seen import SeenMovie
from studio.ui.words import file_size

OPEN = "movie_file_is_asked_for"


# -- save one ------------------------------------------------------------------------------------------------


def show_save(seen: SeenMovie) -> None:
    with st.popover("Save as a file", icon=":material/save:", key="save_movie", type="tertiary"):
        st.caption(
            "The whole movie in one movie file, for another studio: its outline, its clips and how each was generated, "
            "its pictures, music and paid narration. No keys, prices or names are in it. What you have deleted or written "
            "otherwise since is in it only with the earlier versions."
        )
        earlier = st.checkbox(
            "With earlier versions of the outline", key="save_movie_earlier",
            help="The latest 50, so that edits can be undone there. Scenes, narration and ideas that are gone go along in them.",
        )  # fmt: skip
        sizes = {every: movie_file.size_of(seen.outline, seen.made, all_takes=every) for every in (False, True)}
        show_link(seen, f"With the takes that are shown · {file_size(sizes[False])}", all_takes=False, earlier=earlier)
        if sizes[True] > sizes[False]:
            show_link(seen, f"With all takes · {file_size(sizes[True])}", all_takes=True, earlier=earlier)


def show_link(seen: SeenMovie, label: str, *, all_takes: bool, earlier: bool) -> None:
    where = movie_file.address(seen.production.id, all_takes=all_takes, earlier=earlier)
    st.link_button(label, where, icon=":material/download:", type="tertiary", key=f"save_movie_{all_takes}")


# -- open one ------------------------------------------------------------------------------------------------


def show_button() -> None:
    st.button("Open a movie file", key="open_movie_file", icon=":material/folder_open:", on_click=ask)


def ask() -> None:
    """For a callback."""
    st.session_state[OPEN] = True


def forget() -> None:
    st.session_state.pop(OPEN, None)


def show_dialog() -> None:
    if st.session_state.get(OPEN):
        show_upload()


@st.dialog("Open a movie file", icon=":material/folder_open:", on_dismiss=forget)
def show_upload() -> None:
    st.caption(
        "Made with Save as a file, in this studio or another. It becomes a movie of its own. Its takes were made elsewhere "
        "and cost nothing here; clips that the library has already are not kept twice."
    )
    upload.show_upload(take)
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Close", key="close_movie_file", on_click=close, args=(forget,))


def take(movie_id: str) -> None:
    """What the browser says is looked at: there may be no such movie."""
    try:
        with reading() as session:
            title = productions.get(session, movie_id).production.title
    except NotFound as gone:
        acting.refuse(gone)
        return
    forget()
    acting.say(f"Opened {title}")
    address.open_movie(movie_id)
    st.rerun()
