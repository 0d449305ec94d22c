"""Putting what is there on a board: clips, pictures and films of the library, movies, and whole boards from a file."""

from typing import Literal

import streamlit as st

from studio import library, productions
from studio.boards import exchange
from studio.boards.exchange import TakenIn
from studio.database import LONGEST_SEARCH, reading, writing
from studio.errors import StudioError
from studio.library import Entry, Filter
from studio.tables import AssetKind
from studio.ui import acting, who
from studio.ui.board import deeds, opened
from studio.ui.stills import show_still
from studio.ui.words import KINDS, ago, told_apart

CHOOSING = "choosing_for_board"
OFFERED = 12
SMALL, SMALL_HEIGHT = 150, 85  # pixels
SEEN = [kind for kind in KINDS if kind != AssetKind.SOUND]


def start() -> None:
    st.session_state[CHOOSING] = True


def stop() -> None:
    st.session_state.pop(CHOOSING, None)


def show_choice(board_id: str) -> None:
    """The dialog, if it was asked for."""
    if st.session_state.get(CHOOSING):
        choose(board_id)


@st.dialog("Put on the board", width="large", on_dismiss=stop)
def choose(board_id: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        kind = st.segmented_control(
            "Kind", SEEN, format_func=KINDS.__getitem__, key="board_choice_kind", default=AssetKind.CLIP, required=True,
            label_visibility="collapsed",
        )  # fmt: skip
        words = st.text_input(
            "Search", key="board_choice_search", type="search", placeholder="Search prompts", max_chars=LONGEST_SEARCH,
            live=True, label_visibility="collapsed",
        )  # fmt: skip
    with reading() as session:
        entries = library.find(session, Filter(text=words or "", kind=kind), per_page=OFFERED)
    if not entries:
        st.caption("Nothing yet, or nothing with these words.")
    with st.grid("auto", min_column_width=SMALL):
        for entry in entries:
            with st.container(key=f"board_choice_{entry.asset.id}", gap="xsmall"):
                show_one(board_id, entry)


def show_one(board_id: str, entry: Entry) -> None:
    show_still(entry.asset, entry.asset.poster, SMALL_HEIGHT, "To put on the board")
    st.caption(ago(entry.asset.created_at))
    st.button(
        "Put on the board", key=f"put_{entry.asset.id}", width="stretch", on_click=put, args=(board_id, entry.asset.id)
    )


def put(board_id: str, asset_id: str) -> None:
    stop()
    deeds.add_entry(board_id, asset_id)
    st.rerun()


def show_movies(board_id: str) -> None:
    """As cards, with links from the clips that they show."""
    with st.popover("Movie", icon=":material/movie:", key="add_movie"):
        with reading() as session:
            titles = told_apart({one.id: one.title for one in productions.list_all(session)})
        if not titles:
            st.caption("There is no movie yet: start one under Movies.")
            return
        st.selectbox("Movie", list(titles), key="movie_for_board", format_func=titles.__getitem__)
        st.button(
            "Add a movie", key="put_movie", type="primary", icon=":material/add:", on_click=put_movie, args=(board_id,),
            help="Its card shows how far it is; lines lead to it from the clips that it shows",
        )  # fmt: skip


def put_movie(board_id: str) -> None:
    deeds.add_production(board_id, st.session_state["movie_for_board"])


def show_import(width: Literal["content", "stretch"] = "stretch") -> None:
    with st.popover("Import a board", icon=":material/upload:", key="import_board", type="tertiary", width=width):
        st.file_uploader(
            "A board that was exported as JSON", type=["json"], key="board_file", max_upload_size=4, on_change=take_in
        )


def take_in() -> None:
    uploaded = st.session_state.get("board_file")
    if uploaded is None:
        return
    try:
        written, visitor = exchange.read(uploaded.getvalue()), who.require_maker()
        with writing() as session:
            taken = exchange.take_in(session, written, visitor.name)
    except StudioError as reason:
        acting.refuse(reason)
        return
    opened.open_board(taken.board.id)
    acting.say(said(taken))


def said(taken: TakenIn) -> str:
    left_out = f"; {taken.left_out} of its clips and movies are not in this studio" if taken.left_out else ""
    return f"Imported {taken.board.name}{left_out}"
