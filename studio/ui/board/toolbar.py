"""Above the canvas: which board, what to put on it, and what to do with it as a whole."""

from collections.abc import Sequence

import streamlit as st

from studio.boards import sheet, shelf
from studio.boards.snapshot import MOST
from studio.database import reading
from studio.tables import Access, Board
from studio.ui import who
from studio.ui.board import adding, canvas, deeds, opened
from studio.ui.board.opened import OpenedBoard
from studio.ui.words import first_words, literal, told_apart

PICKED = "board_picked"
OFFERED = 6  # boards, where the one that was asked for is gone


def show_start(boards: Sequence[Board]) -> None:
    """Nothing is open: what to do, and one click that does it; or the way to the boards there are."""
    with st.container(border=True, horizontal_alignment="center", key="board_start"):
        st.space("small")
        st.markdown("### :material/account_tree: A place to think in clips", width="content", text_alignment="center")
        st.caption(
            "Put prompts on cards, generate them here, and see what came of what: takes fan out beside their prompt, "
            "a clip goes on from the last frame of another.",
            width=520, text_alignment="center",
        )  # fmt: skip
        if who.visitor().may(Access.MAKER):
            st.button(
                "Start a board", key="start_board", type="primary", icon=":material/add:", on_click=deeds.start_board
            )
            adding.show_import("content")
        else:
            st.caption("Somebody who may make clips can start one.", width="content")
        for board in boards[:OFFERED]:
            st.button(
                f"Open {literal(board.name)}", key=f"open_{board.id}", icon=":material/account_tree:", type="tertiary",
                on_click=opened.open_board, args=(board.id,),
            )  # fmt: skip
        st.space("small")


def show_toolbar(here: OpenedBoard, boards: Sequence[Board]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="board_tools"):
        if here.board is None:
            show_family_tools(here)
        else:
            show_picker(here.board, boards)
            if here.can_edit:
                show_tools(here.board)
            st.button("Show all", key="show_all", icon=":material/fit_screen:", on_click=canvas.show_all)
            show_menu(here, here.board)


def show_family_tools(here: OpenedBoard) -> None:
    st.markdown(f"**Family of** {literal(first_words(here.snapshot.name, 60))}", width="stretch")
    if st.query_params.get(opened.BOARD):
        st.button("Back to the board", key="leave_family", icon=":material/arrow_back:", on_click=opened.leave_family)
    if who.visitor().may(Access.MAKER):
        st.button(
            "Keep as a board", key="keep_family", type="primary", icon=":material/save:", on_click=deeds.keep_family,
            args=(here.name,), help="To go on from its cards and to move them",
        )  # fmt: skip
    st.button("Show all", key="show_all", icon=":material/fit_screen:", on_click=canvas.show_all)
    st.link_button(
        "SVG", sheet.address(here.name, "svg", opened.scheme()), key="export_svg", icon=":material/download:"
    )


def show_picker(board: Board, boards: Sequence[Board]) -> None:
    names = labels_of([*boards, *([board] if board.id not in {one.id for one in boards} else [])])
    st.session_state[PICKED] = board.id
    st.selectbox(
        "Board", list(names), format_func=names.__getitem__, key=PICKED, label_visibility="collapsed", width=200,
        on_change=pick,
    )  # fmt: skip


def labels_of(boards: Sequence[Board]) -> dict[str, str]:
    return told_apart({board.id: f"{'★ ' if board.is_starred else ''}{board.name}" for board in boards})


def pick() -> None:
    opened.open_board(st.session_state[PICKED])


def show_tools(board: Board) -> None:
    st.button(
        "Prompt card", key="add_prompt_card", type="primary", icon=":material/add:", on_click=deeds.add_prompt,
        args=(board.id,),
    )  # fmt: skip
    st.button(
        "Library", key="choose_from_library", icon=":material/video_library:", on_click=adding.start,
        help="Put a clip, a picture or a film of the library on the board",
    )  # fmt: skip
    adding.show_movies(board.id)
    st.button("Note", key="add_note_card", icon=":material/sticky_note_2:", on_click=deeds.add_note, args=(board.id,))
    st.button(
        "Tidy", key="tidy", icon=":material/auto_fix:", on_click=deeds.tidy, args=(board.id,),
        help="Every card to the place that its links give it",
    )  # fmt: skip


def show_menu(here: OpenedBoard, board: Board) -> None:
    with st.popover("More", icon=":material/more_horiz:", key="board_menu"):
        if here.can_edit:
            st.text_input(
                "Name", value=board.name, key=f"name_{board.id}", max_chars=shelf.LONGEST_NAME, on_change=deeds.rename,
                args=(board.id, f"name_{board.id}"),
            )  # fmt: skip
            star = "Take the star away" if board.is_starred else "Star it"
            _button(star, "turn_star", "star", deeds.turn_star, board.id)
            archive = "Take out of the archive" if board.archived_at else "Archive it"
            _button(archive, "turn_archived", "archive", deeds.turn_archived, board)
            _button("Start another board", "start_another", "add", deeds.start_board)
        for kind in ("svg", "json"):
            st.link_button(
                f"Export as {kind.upper()}", sheet.address(board.id, kind, opened.scheme()), key=f"export_{kind}",
                icon=":material/download:", width="stretch",
            )  # fmt: skip
        if here.can_edit:
            adding.show_import()
            show_archive()
            _button("Delete the board", "delete_board", "delete", deeds.delete, board.id)


def _button(label: str, key: str, icon: str, deed: object, *arguments: object) -> None:
    st.button(label, key=key, icon=f":material/{icon}:", width="stretch", on_click=deed, args=arguments)  # pyright: ignore[reportArgumentType]


def show_archive() -> None:
    with reading() as session:
        away = shelf.list_shown(session, archived=True)
    for board in away:
        _button(f"Open {literal(board.name)}", f"open_{board.id}", "inventory_2", opened.open_board, board.id)


def show_undo() -> None:
    """What was just taken away, and the way back."""
    if card_id := st.session_state.get(deeds.REMOVED):
        _undo("The card is off the board; its clip is in the library.", deeds.bring_back, card_id)
    elif board_id := st.session_state.get(deeds.DELETED):
        _undo("The board is deleted; its clips are in the library.", deeds.restore, board_id)


def _undo(words: str, deed: object, id_: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="undo_bar"):
        st.caption(words, width="stretch")
        st.button("Undo", key="undo", icon=":material/undo:", on_click=deed, args=(id_,))  # pyright: ignore[reportArgumentType]


def show_pages(here: OpenedBoard) -> None:
    """Of a board that is too large for one screen."""
    if here.board and here.snapshot.total > MOST:
        with st.container(horizontal_alignment="center"):
            st.pagination(-(-here.snapshot.total // MOST), key=opened.PAGE, bind="query-params")
