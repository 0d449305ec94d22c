"""The boards there are: made, named, starred, put away, deleted and brought back."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from studio.errors import NotFound, StudioError
from studio.tables import Board, now

LONGEST_NAME = 60
FIRST_NAME = "My board"


class BadBoard(StudioError):
    """A board, a card or a file of one cannot be as asked."""


def make(session: Session, name: str = FIRST_NAME, created_by: str = "local") -> Board:
    """Raises BadBoard without a name."""
    board = Board(name=checked(name), created_by=created_by)
    session.add(board)
    session.flush()
    return board


def get(session: Session, board_id: str) -> Board:
    """Also one that is put away. Raises NotFound for one that is deleted."""
    board = session.get(Board, board_id)
    if board is None or board.deleted_at:
        raise NotFound("This board is not there any more.")
    return board


def list_shown(session: Session, *, archived: bool = False) -> Sequence[Board]:
    """Starred ones first, then the newest; or those that are put away."""
    is_wanted = col(Board.archived_at).is_not(None) if archived else col(Board.archived_at).is_(None)
    age = col(Board.created_at).desc(), col(Board.id).desc()
    found = select(Board).where(col(Board.deleted_at).is_(None), is_wanted)
    return session.exec(found.order_by(col(Board.is_starred).desc(), *age)).all()


def rename(session: Session, board_id: str, name: str) -> Board:
    """Raises BadBoard without a name."""
    board = get(session, board_id)
    board.name = checked(name)
    return _kept(session, board)


def turn_star(session: Session, board_id: str) -> Board:
    board = get(session, board_id)
    board.is_starred = not board.is_starred
    return _kept(session, board)


def turn_archived(session: Session, board_id: str) -> Board:
    """Put it away, or take it out again."""
    board = get(session, board_id)
    board.archived_at = None if board.archived_at else now()
    return _kept(session, board)


def delete(session: Session, board_id: str) -> Board:
    """Out of sight; its clips stay in the library, and `restore` brings it back."""
    return _marked(session, get(session, board_id), now())


def restore(session: Session, board_id: str) -> Board:
    board = session.get(Board, board_id)
    if board is None:
        raise NotFound("This board is not there any more.")
    return _marked(session, board, None)


def named_after(text: str) -> str:
    """A name that begins as the text does."""
    return _on_one_line(text)[:LONGEST_NAME].strip() or FIRST_NAME


def _on_one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def checked(name: str) -> str:
    """On one line. Raises BadBoard for none, or one that is too long."""
    name = _on_one_line(name)
    if not name:
        raise BadBoard("Give the board a name.")
    if len(name) > LONGEST_NAME:
        raise BadBoard(f"A board's name has at most {LONGEST_NAME} characters.")
    return name


def _marked(session: Session, board: Board, deleted_at: datetime | None) -> Board:
    board.deleted_at = deleted_at
    return _kept(session, board)


def _kept(session: Session, board: Board) -> Board:
    session.add(board)
    return board
