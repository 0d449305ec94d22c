"""A board as a file: what is written can be read in again, and whatever else somebody gives gets a sentence."""

import json
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest
from sqlalchemy import Engine as Database

from studio import database as db
from studio.boards import cards, exchange, sheet, snapshot
from studio.boards.shelf import BadBoard
from studio.tables import CardKind
from tests.boards import making
from tests.boards.making import BOAT

PROMPT = {"id": "1", "kind": "prompt", "brief": {"prompt": "A boat"}, "x": 0, "y": 0}


def file(**changes: Any) -> bytes:
    return json.dumps({"format": "dailies board", "version": 1, "name": "Storm", "cards": [PROMPT]} | changes).encode()


def test_a_board_that_is_written_is_read_in_again(database: Database):
    with db.writing(database) as session:
        board = making.board(session)
        prompt = making.prompt(session, board, takes=2)
        takes = cards.generate(session, prompt.id)
        cards.add_note(session, board.id, "Rain")
        cards.remove(session, takes[1].id)
        written = exchange.read(exchange.write(session, board.id).encode())
        taken = exchange.take_in(session, written, "ada@example.org")
        before, after = (snapshot.of_board(session, id_) for id_ in (board.id, taken.board.id))
    assert taken.left_out == 0 and taken.board.created_by == "ada@example.org"
    assert [one.face for one in after.cards] == [one.face for one in before.cards]
    assert [(one.card.x, one.card.y) for one in after.cards] == [(one.card.x, one.card.y) for one in before.cards]
    assert [arrow.role for arrow in after.arrows] == [arrow.role for arrow in before.arrows]


def test_clips_of_another_studio_are_left_out_and_counted(sqlite: Database):
    clip = {"id": "2", "kind": "clip", "generation": "elsewhere", "x": 0, "y": 0}
    with db.writing(sqlite) as session:
        taken = exchange.take_in(
            session, exchange.read(file(cards=[PROMPT, clip], links=[["1", "2"], ["1", "9"]])), "me"
        )
        [card] = cards.list_on(session, taken.board.id)
    assert taken.left_out == 1 and card.kind == CardKind.PROMPT


def test_a_hostile_name_becomes_one_that_can_be_read(sqlite: Database):
    with db.writing(sqlite) as session:
        taken = exchange.take_in(session, exchange.read(file(name="a\x00b\u202e" + "x" * 500)), "me")
    assert taken.board.name == ("a b " + "x" * 500)[:60]


NOT_OURS = [b"", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"format": "else"}', b"null", b"<svg/>"]


@pytest.mark.parametrize("given", NOT_OURS, ids=range(len(NOT_OURS)))
def test_what_is_no_board_gets_a_sentence(given: bytes):
    with pytest.raises(BadBoard, match="This is no file of a board"):
        exchange.read(given)


FAULTS = {
    "newer": (file(version=2), "newer version"),
    "too large": (b" " * (exchange.LARGEST + 1), "at most 4 MB"),
    "no brief": (file(cards=[PROMPT | {"brief": None}]), "a prompt card has a brief"),
    "no clip": (file(cards=[{"id": "1", "kind": "clip", "x": 0, "y": 0}]), "the id of a generation or of an asset"),
    "far away": (file(cards=[PROMPT | {"x": 10**9}]), "cards.0.x"),
    "no number": (file(cards=[PROMPT]).replace(b'"x": 0', b'"x": NaN'), "cannot be read"),
    "many takes": (file(cards=[PROMPT | {"takes": 900}]), "cards.0.takes"),
    "another field": (file(cards=[PROMPT | {"colour": "red"}]), "There is no field 'cards.0.colour'"),
    "a file of this machine": (
        file(cards=[PROMPT | {"brief": {"first_frame": {"path": "/etc/passwd"}}}]),
        "first_frame",
    ),
    "many cards": (file(cards=[PROMPT] * (cards.MOST + 1)), "cards"),
}


@pytest.mark.parametrize(("given", "sentence"), FAULTS.values(), ids=FAULTS.keys())
def test_a_bad_board_is_refused_with_what_is_wrong(given: bytes, sentence: str):
    with pytest.raises(BadBoard) as refused:
        exchange.read(given)
    assert sentence in str(refused.value)


def test_a_whole_board_is_one_picture(sqlite: Database):
    with db.writing(sqlite) as session:
        board, made = making.board(session), making.done(session)
        clip = cards.add_entry(session, board.id, made.asset_id or "")
        cards.add_prompt(session, board.id, making.after(made), behind=clip)
        seen = snapshot.of_board(session, board.id)
        empty = snapshot.of_board(session, making.board(session).id)
    root = ElementTree.fromstring(sheet.draw(seen, "light", lambda _: None))
    said = [element.text for element in root.iter() if element.text]
    assert {"Storm", "continues"} <= set(said) and any(BOAT.prompt in text for text in said)
    assert int(root.get("width") or 0) == 260 + 130 + 260 + 2 * sheet.AROUND
    assert ElementTree.fromstring(sheet.draw(empty, "dark", lambda _: None)).get("width") == str(2 * sheet.AROUND)
