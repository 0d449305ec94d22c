"""The boards there are: in which order, under which names, and that what is deleted comes back."""

import pytest
from sqlalchemy import Engine as Database

from studio import database as db
from studio.boards import cards, shelf
from studio.boards.shelf import BadBoard
from studio.errors import NotFound


def names(at: Database, *, archived: bool = False) -> list[str]:
    with db.reading(at) as session:
        return [board.name for board in shelf.list_shown(session, archived=archived)]


def test_starred_boards_come_first_then_the_newest(database: Database):
    with db.writing(database) as session:
        first, _, _ = (shelf.make(session, name) for name in ("first", "second", "third"))
        shelf.turn_star(session, first.id)
    assert names(database) == ["first", "third", "second"]


def test_a_board_is_put_away_and_taken_out_again(database: Database):
    with db.writing(database) as session:
        board = shelf.make(session, "Storm")
        shelf.turn_archived(session, board.id)
    assert names(database) == [] and names(database, archived=True) == ["Storm"]
    with db.writing(database) as session:
        shelf.turn_archived(session, board.id)
    assert names(database) == ["Storm"]


def test_a_deleted_board_is_gone_and_comes_back_with_its_cards(database: Database):
    with db.writing(database) as session:
        board = shelf.make(session)
        cards.add_note(session, board.id, "Rain")
        shelf.delete(session, board.id)
        with pytest.raises(NotFound, match="not there any more"):
            shelf.get(session, board.id)
        shelf.restore(session, board.id)
        assert [card.text for card in cards.list_on(session, board.id)] == ["Rain"]


@pytest.mark.parametrize(("name", "kept"), [("  Storm \n at sea ", "Storm at sea"), ("a\x00b\u202ec", "a b c")])
def test_a_name_stands_on_one_line(sqlite: Database, name: str, kept: str):
    with db.writing(sqlite) as session:
        assert shelf.rename(session, shelf.make(session).id, name).name == kept


@pytest.mark.parametrize("name", ["", "  ", "\u202e", "x" * 61])
def test_a_board_needs_a_name_that_can_be_read(sqlite: Database, name: str):
    with db.writing(sqlite) as session, pytest.raises(BadBoard):
        shelf.make(session, name)


def test_a_board_is_named_after_whatever_text_there_is():
    assert shelf.named_after("\x00 \u202e") == shelf.FIRST_NAME
    assert len(shelf.named_after("word " * 100)) <= shelf.LONGEST_NAME
