"""Which board or family is open, and which card is chosen: both stand in the address, so each view is a link."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from studio.boards import snapshot
from studio.boards.snapshot import Shown, Snapshot
from studio.boards.svg import Scheme
from studio.database import reading
from studio.tables import Access, Board
from studio.ui import who

BOARD, FAMILY, CARD, PAGE = "board", "family", "card", "page"  # in the address
CLICKED, TURNS = "clicked_card", "card_turns"  # in the session


@dataclass(frozen=True)
class OpenedBoard:
    """`name`: of the board, or of the generation whose family it is, as addresses say it."""

    name: str
    snapshot: Snapshot
    page: int
    can_edit: bool

    @property
    def board(self) -> Board | None:
        return self.snapshot.board

    @property
    def chosen(self) -> Shown | None:
        return self.snapshot.find(st.query_params.get(CARD))

    def again(self) -> Snapshot:
        """As it is now. Raises NotFound."""
        return _look(self.board, self.name, self.page)


def open_asked(boards: Sequence[Board]) -> OpenedBoard | None:
    """What the address asks for; else the first board. None where there is none. Raises NotFound."""
    family, board_id = st.query_params.get(FAMILY), st.query_params.get(BOARD) or (boards[0].id if boards else "")
    may_edit = who.visitor().may(Access.MAKER)
    if family:
        with reading() as session:
            return OpenedBoard(family, snapshot.of_family(session, family), 1, False)
    if not board_id:
        return None
    page = _page()
    with reading() as session:
        seen = snapshot.of_board(session, board_id, page)
    return OpenedBoard(board_id, seen, page, may_edit)


def _page() -> int:
    asked = st.session_state.get(PAGE) or st.query_params.get(PAGE) or "1"
    return int(asked) if str(asked).isdecimal() and len(str(asked)) < 4 else 1


def _look(board: Board | None, name: str, page: int) -> Snapshot:
    with reading() as session:
        return snapshot.of_board(session, name, page) if board else snapshot.of_family(session, name)


def scheme() -> Scheme:
    return "dark" if st.context.theme.type == "dark" else "light"


# -- going somewhere ----------------------------------------------------------------------------------------


def open_board(board_id: str) -> None:
    _leave()
    st.query_params[BOARD] = board_id


def open_family(id_: str) -> None:
    """Beside the board, which one comes back to."""
    board_id = st.query_params.get(BOARD)
    _leave()
    st.query_params[FAMILY] = id_
    if board_id:
        st.query_params[BOARD] = board_id


def leave_family() -> None:
    board_id = st.query_params.get(BOARD)
    _leave()
    if board_id:
        st.query_params[BOARD] = board_id


def _leave() -> None:
    for name in (CLICKED, TURNS, PAGE):
        st.session_state.pop(name, None)
    for name in (BOARD, FAMILY, CARD, PAGE):
        st.query_params.pop(name, None)


# -- choosing a card ----------------------------------------------------------------------------------------


def choose(card_id: str | None) -> None:
    """By a button. A card that was clicked before can then be clicked again: the canvas tells of no second click."""
    clicked = st.session_state.get(CLICKED)
    if clicked and clicked != card_id:
        turns = st.session_state.setdefault(TURNS, {})
        turns[clicked] = turn_of(clicked) + 1
        st.session_state[CLICKED] = None
    _write(card_id)


def take_click(card_id: str) -> None:
    st.session_state[CLICKED] = card_id
    _write(card_id)


def turn_of(card_id: str) -> int:
    return st.session_state.get(TURNS, {}).get(card_id, 0)


def _write(card_id: str | None) -> None:
    if card_id:
        st.query_params[CARD] = card_id
    else:
        st.query_params.pop(CARD, None)
