"""A board as it is drawn: faces that tell state and price, and links that follow from what really happened."""

import pytest
from sqlalchemy import Engine as Database

from studio import database as db
from studio import generations, library, moves
from studio.boards import cards, snapshot
from studio.boards.snapshot import Snapshot
from studio.brief import Brief, Keyframe, State
from studio.errors import FailureKind, NotFound
from studio.tables import Asset, AssetKind, CardKind, now
from tests.boards import making
from tests.boards.making import BOAT, after


def links(seen: Snapshot) -> set[tuple[str, str, str]]:
    return {(arrow.from_id, arrow.role.value, arrow.to_id) for arrow in seen.arrows}


def test_links_are_what_really_happened_with_their_role(database: Database):
    with db.writing(database) as session:
        board = making.board(session)
        prompt = making.prompt(session, board, takes=2)
        one, two = cards.generate(session, prompt.id)
        made = [making.finish(session, generations.get(session, card.generation_id or "")) for card in (one, two)]
        following = BOAT.model_copy(
            update={"continues_id": made[0].id, "last_frame": Keyframe(asset_id=made[1].asset_id)}
        )
        second = cards.add_prompt(session, board.id, following, behind=one)
        [third] = cards.generate(session, second.id)
        assert links(snapshot.of_board(session, board.id)) == {
            (prompt.id, "take", one.id),
            (prompt.id, "take", two.id),
            (one.id, "continues", second.id),
            (two.id, "last frame", second.id),
            (second.id, "take", third.id),
        }
        cards.remove(session, second.id)
        assert links(snapshot.of_board(session, board.id)) >= {
            (one.id, "continues", third.id),
            (two.id, "last frame", third.id),
        }


def test_a_prompt_that_no_longer_says_so_does_not_hide_a_link(sqlite: Database):
    with db.writing(sqlite) as session:
        board, made = making.board(session), making.done(session)
        root = cards.add_entry(session, board.id, made.asset_id or "")
        prompt = making.prompt(session, board, after(made))
        [take] = cards.generate(session, prompt.id)
        cards.rewrite(session, prompt.id, BOAT, 1)
        assert links(snapshot.of_board(session, board.id)) == {
            (prompt.id, "take", take.id),
            (root.id, "continues", take.id),
        }


def test_a_face_tells_state_progress_and_price(database: Database):
    with db.writing(database) as session:
        board = making.board(session)
        luma = Brief(prompt="A kite", model="luma:ray-2", duration_s=5, resolution="720p")
        prompt = making.prompt(session, board, luma, takes=2)
        one, two = cards.generate(session, prompt.id)
        running, failed = (generations.get(session, card.generation_id or "") for card in (one, two))
        moves.move(session, running, State.RUNNING, "Accepted.", stage="dreaming", fraction=0.4, submitted_at=now())
        moves.end(session, failed, State.FAILED, FailureKind.FILTERED, "It was refused.", was_charged=False)
        seen = snapshot.of_board(session, board.id)
        face = {card.id: card.face for card in seen.cards}
        assert face[prompt.id].corner == "2 takes · $1.42" and face[prompt.id].badge == "Luma Ray 2"
        assert (face[one.id].state, face[one.id].percent, face[one.id].corner) == ("Running", 40, "$0.71")
        assert (face[two.id].state, face[two.id].sentence) == ("Filtered", "It was refused.")
        assert seen.moves and [arrow.is_moving for arrow in seen.arrows] == [True, False]


def test_a_face_has_another_digest_when_it_shows_something_else(sqlite: Database):
    with db.writing(sqlite) as session:
        board = making.board(session)
        prompt = making.prompt(session, board)
        [take] = cards.generate(session, prompt.id)
        before = snapshot.face_of(session, take.id)
        assert before == snapshot.of_board(session, board.id).cards[1].face
        making.finish(session, generations.get(session, take.generation_id or ""))
        after = snapshot.face_of(session, take.id)
        assert after.poster == "p.webp" and after.digest != before.digest


def test_a_clip_that_was_deleted_says_so(sqlite: Database):
    with db.writing(sqlite) as session:
        board, made = making.board(session), making.done(session)
        cards.add_entry(session, board.id, made.asset_id or "")
        library.delete(session, made.asset_id or "")
        [shown] = snapshot.of_board(session, board.id).cards
        assert shown.face.poster is None and shown.face.sentence == "No longer in the library"


def test_a_large_board_has_pages(sqlite: Database):
    with db.writing(sqlite) as session:
        board = making.board(session)
        for number in range(5):
            cards.add_note(session, board.id, str(number))
        seen = snapshot.of_board(session, board.id, page=2, per_page=2)
        assert [card.face.title for card in seen.cards] == ["2", "3"] and seen.total == 5


def test_tidy_moves_cards_and_nothing_else_does(sqlite: Database):
    with db.writing(sqlite) as session:
        board = making.board(session)
        prompt = making.prompt(session, board, takes=2)
        takes = cards.generate(session, prompt.id)
        cards.move(session, prompt.id, 5000, 5000)
        assert (cards.get(session, prompt.id).x, snapshot.of_board(session, board.id).cards[0].card.x) == (5000, 5000)
        snapshot.tidy(session, board.id)
        assert cards.get(session, prompt.id).x == 0 and cards.get(session, takes[0].id).x == 390


def test_a_family_is_drawn_with_its_prompts_and_kept_as_a_board(database: Database):
    with db.writing(database) as session:
        root = making.done(session)
        one, two = generations.queue_together(session, generations.takes_of(after(root), 2))
        seen = snapshot.of_family(session, two.id)
        expected = {
            (f"prompt-{root.id}", "take", root.id),
            (root.id, "continues", f"prompt-{one.id}"),
            (f"prompt-{one.id}", "take", one.id),
            (f"prompt-{one.id}", "take", two.id),
        }
        assert links(seen) == expected and seen.name == "And then it sinks"
        assert all(snapshot.face_of(session, card.id) == card.face for card in seen.cards)
        board = snapshot.keep_family(session, two.id, "local")
        kept = snapshot.of_board(session, board.id)
        assert len(links(kept)) == 4 and [(one.card.x, one.card.y) for one in kept.cards] == [
            (one.card.x, one.card.y) for one in seen.cards
        ]


def test_a_family_of_one_picture_is_one_card(sqlite: Database):
    with db.writing(sqlite) as session:
        own = library.add(session, Asset(kind=AssetKind.PICTURE, name="x", sha256="1", size_bytes=1, width=4, height=3))
        session.flush()
        [shown] = snapshot.of_family(session, own.id).cards
        assert shown.card.kind == CardKind.PICTURE and snapshot.face_of(session, own.id) == shown.face


@pytest.mark.parametrize("name", ["nothing", "prompt-nothing", "../x"])
def test_no_card_has_a_name_that_somebody_made_up(sqlite: Database, name: str):
    with db.reading(sqlite) as session, pytest.raises(NotFound):
        snapshot.face_of(session, name)
