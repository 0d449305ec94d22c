"""Cards: put on a board, generated, edited, moved, taken away and brought back."""

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import Session, select

from studio import database as db
from studio import library
from studio.access import NotAllowed, Visitor
from studio.boards import cards, shelf
from studio.boards.shelf import BadBoard
from studio.brief import Brief, State
from studio.errors import BadBrief, NotFound
from studio.tables import Access, Asset, AssetKind, CardKind, Generation
from tests.boards import making
from tests.boards.making import BOAT


def overlaps(session: Session, board_id: str) -> bool:
    boxes = [cards.box_of(card) for card in cards.list_on(session, board_id)]
    return any(one.meets(two) for one in boxes for two in boxes if one.id < two.id)


def test_each_take_of_a_prompt_has_its_card_at_once_beside_it(database: Database):
    with db.writing(database) as session:
        board = making.board(session)
        prompt = making.prompt(session, board, takes=3)
        takes = cards.generate(session, prompt.id)
        made = [session.get(Generation, card.generation_id) for card in takes]
        assert [one and one.state for one in made] == [State.QUEUED] * 3
        assert len({one.group_id for one in made if one}) == 1 and len({one.brief.seed for one in made if one}) == 3
        assert {card.x for card in takes} == {prompt.x + 390} and not overlaps(session, board.id)
        assert [(link.from_id, link.to_id) for link in cards.links_on(session, board.id)] == [
            (prompt.id, card.id) for card in takes
        ]


def test_generating_again_puts_more_takes_below(sqlite: Database):
    with db.writing(sqlite) as session:
        board = making.board(session)
        prompt = making.prompt(session, board, takes=2)
        first, second = cards.generate(session, prompt.id), cards.generate(session, prompt.id)
        assert min(card.y for card in second) > max(card.y for card in first) and not overlaps(session, board.id)


def test_what_cannot_be_made_leaves_no_card(database: Database):
    with db.writing(database) as session:
        board = making.board(session)
        prompt = making.prompt(session, board, Brief(prompt="", model="luma:ray-2"), takes=2)
    with pytest.raises(BadBrief, match="Write a prompt"), db.writing(database) as session:
        cards.generate(session, prompt.id)
    with db.reading(database) as session:
        assert cards.count(session, board.id) == 1 and not session.exec(select(Generation)).all()


def test_a_viewer_generates_nothing(sqlite: Database):
    with db.writing(sqlite) as session:
        prompt = making.prompt(session, making.board(session))
        with pytest.raises(NotAllowed):
            cards.generate(session, prompt.id, Visitor("bob@example.org", Access.VIEWER))


def test_a_note_is_no_prompt(sqlite: Database):
    with db.writing(sqlite) as session:
        note = cards.add_note(session, making.board(session).id, "Rain")
        for deed in (lambda: cards.generate(session, note.id), lambda: cards.rewrite(session, note.id, BOAT, 1)):
            with pytest.raises(BadBoard, match="prompt card"):
                deed()


def test_a_prompt_that_is_rewritten_leaves_what_was_made_of_it_alone(database: Database):
    with db.writing(database) as session:
        prompt = making.prompt(session, making.board(session))
        [take] = cards.generate(session, prompt.id)
        cards.rewrite(session, prompt.id, BOAT.model_copy(update={"prompt": "A tin boat"}), 99)
    with db.reading(database) as session:
        kept, made = cards.get(session, prompt.id), session.get(Generation, take.generation_id)
        assert kept.brief and kept.brief.prompt == "A tin boat" and kept.takes == cards.MOST_TAKES
        assert made and made.prompt == BOAT.prompt


def test_a_clip_of_the_library_is_on_a_board_once(database: Database):
    with db.writing(database) as session:
        board, made = making.board(session), making.done(session)
        own = library.add(session, Asset(kind=AssetKind.PICTURE, name="x", sha256="1", size_bytes=1, width=4, height=3))
        session.flush()
        assert made.asset_id
        first = cards.add_entry(session, board.id, made.asset_id)
        assert cards.add_entry(session, board.id, made.asset_id) == first
        picture = cards.add_entry(session, board.id, own.id)
        assert (first.kind, first.generation_id) == (CardKind.CLIP, made.id)
        assert (picture.kind, picture.asset_id) == (CardKind.PICTURE, own.id)
        with pytest.raises(NotFound):
            cards.add_entry(session, board.id, "nothing")


def test_a_card_that_is_removed_comes_back_where_it_stood(database: Database):
    with db.writing(database) as session:
        board, made = making.board(session), making.done(session)
        assert made.asset_id
        card = cards.add_entry(session, board.id, made.asset_id)
        cards.move(session, card.id, 70, -900_000)
        cards.remove(session, card.id)
        assert cards.count(session, board.id) == 0 and library.get(session, made.asset_id).asset.deleted_at is None
        cards.restore(session, card.id)
        [back] = cards.list_on(session, board.id)
        assert (back.x, back.y) == (70, -cards.FURTHEST)


def test_what_is_purged_from_the_library_leaves_its_card(database: Database):
    with db.writing(database) as session:
        board = making.board(session)
        own = library.add(session, Asset(kind=AssetKind.PICTURE, name="x", sha256="1", size_bytes=1, width=4, height=3))
        session.flush()
        cards.add_entry(session, board.id, own.id)
        session.delete(own)
    with db.reading(database) as session:
        assert cards.count(session, board.id) == 1


def test_a_full_board_takes_no_more(sqlite: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cards, "MOST", 2)
    with db.writing(sqlite) as session:
        board = making.board(session)
        for _ in range(2):
            cards.add_note(session, board.id)
        with pytest.raises(BadBoard, match="this one is full"):
            cards.add_note(session, board.id)


def test_nothing_is_put_on_a_board_that_is_gone(sqlite: Database):
    with db.writing(sqlite) as session:
        board = making.board(session)
        shelf.delete(session, board.id)
        with pytest.raises(NotFound):
            cards.add_note(session, board.id)
