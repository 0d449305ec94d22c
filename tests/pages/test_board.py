"""The board's page: start one, write and generate prompt cards, go on from clips, move, undo, keep a family."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from studio import database, generations, moves, saved_settings
from studio.boards import cards, exchange, shelf, snapshot
from studio.brief import Brief, State
from studio.errors import FailureKind
from studio.tables import Board, Card, CardKind, Generation
from tests.e2e import seeds
from tests.pages.conftest import PAGES, Open
from tests.pages.shown import choice, keys, videos, words
from tests.pages.test_hostile_fields import TEXTS, require_harmless

BOAT = Brief(prompt="A paper boat", model="animatic:cinematic", duration_s=2)


@pytest.fixture
def board(studio: Database) -> str:
    with database.writing(studio) as session:
        return shelf.make(session, "Storm").id


def prompt(studio: Database, board: str, brief: Brief = BOAT, takes: int = 1) -> str:
    with database.writing(studio) as session:
        return cards.add_prompt(session, board, brief, takes=takes).id


@pytest.fixture
def clip_card(studio: Database, folder: Path, clip: Path, board: str) -> str:
    """On the board: a clip of the library."""
    asset_id = seeds.add_clip(studio, folder, clip, 0)
    with database.writing(studio) as session:
        return cards.add_entry(session, board, asset_id).id


def on_board(studio: Database, board: str) -> list[Card]:
    with database.reading(studio) as session:
        return list(cards.list_on(session, board))


def links(studio: Database, board: str) -> set[tuple[str, str, str]]:
    with database.reading(studio) as session:
        arrows = snapshot.of_board(session, board).arrows
    return {(arrow.from_id, arrow.role.value, arrow.to_id) for arrow in arrows}


def drawn(page: AppTest) -> dict[str, dict[str, object]]:
    """Everything on the canvas, by its name there."""
    [frame] = page.get("component_instance")
    arguments = json.loads(frame.proto.json_args)
    graph = json.loads(arguments["data"])
    return {one["id"]: one for one in (*graph["nodes"], *graph["edges"])}


# -- starting ---------------------------------------------------------------------------------------------


def test_one_click_starts_a_board_with_a_prompt_card_to_write(visit: Open, studio: Database):
    page = visit("board")
    assert "Put prompts on cards" in words(page)
    page.button(key="start_board").click().run()
    assert not page.exception
    page.text_area(key="prompt").set_value("A red kite").run()
    with database.reading(studio) as session:
        [board] = shelf.list_shown(session)
        [card] = cards.list_on(session, board.id)
    assert card.kind == CardKind.PROMPT and card.brief and card.brief.prompt == "A red kite"
    assert page.query_params["board"] == board.id and page.query_params["card"] == card.id


def test_a_board_that_is_gone_says_so_and_leads_to_those_there_are(visit: Open, studio: Database, board: str):
    page = visit("board", board="nothing")
    assert "This board is not there any more." in words(page) and "start_board" in keys(page)
    page.button(key=f"open_{board}").click().run()
    assert page.query_params["board"] == board and "Put a first card on it." in words(page)


def test_the_first_board_is_shown_and_another_is_picked(visit: Open, studio: Database, board: str):
    with database.writing(studio) as session:
        other = shelf.make(session, "Calm")
        cards.add_note(session, board, "Rain")
    page = visit("board")
    assert page.selectbox(key="board_picked").value == other.id
    page.selectbox(key="board_picked").set_value(board).run()
    assert page.query_params["board"] == board and "1 card" in words(page)


def test_boards_of_one_name_are_told_apart(visit: Open, studio: Database, board: str):
    with database.writing(studio) as session:
        other = shelf.make(session, "Storm")
        shelf.turn_star(session, board)
        shelf.turn_star(session, other.id)
    page = visit("board", board=board)
    assert page.selectbox(key="board_picked").options == ["★ Storm", "★ Storm (2)"]


# -- prompt cards -----------------------------------------------------------------------------------------


def test_a_prompt_is_generated_with_its_price_on_the_button_and_its_takes_appear(
    visit: Open, studio: Database, board: str
):
    card = prompt(studio, board)
    page = visit("board", board=board, card=card)
    choice(page, "takes").set_value(2).run()
    assert page.button(key="generate_card").label == "Generate 2 takes · free"
    page.button(key="generate_card").click().run()
    assert "Queued 2 takes on Animatic Cinematic" in words(page)
    _, *takes = on_board(studio, board)
    assert [take.kind for take in takes] == [CardKind.CLIP] * 2
    assert {f"{take.id}~0" for take in takes} < drawn(page).keys()
    assert links(studio, board) == {(card, "take", take.id) for take in takes}


def test_what_costs_money_is_asked_about_once_more(visit: Open, studio: Database, board: str):
    card = prompt(studio, board, Brief(prompt="A kite", model="luma:ray-2", duration_s=5))
    page = visit("board", board=board, card=card)
    page.button(key="generate_card").click().run()
    assert "about **$0.71**, paid to Luma" in words(page) and len(on_board(studio, board)) == 1
    page.button(key="refuse_price").click().run()
    page.button(key="generate_card").click().run()
    page.button(key="accept_price").click().run()
    assert not page.exception and len(on_board(studio, board)) == 2


def test_an_empty_prompt_is_refused_with_a_sentence(visit: Open, studio: Database, board: str):
    page = visit("board", board=board, card=prompt(studio, board, Brief()))
    page.button(key="generate_card").click().run()
    assert "Write a prompt: what should the clip show?" in words(page) and len(on_board(studio, board)) == 1


def test_a_card_and_create_do_not_get_into_each_others_way(visit: Open, studio: Database, board: str):
    page = visit("create")
    page.text_area(key="prompt").set_value("My own draft").run()
    first, second = prompt(studio, board), prompt(studio, board, BOAT.model_copy(update={"prompt": "A tin boat"}))
    page = visit("board", board=board, card=first)
    assert page.text_area(key="prompt").value == "A paper boat"
    page.text_area(key="prompt").set_value("A better boat").run()
    page.query_params["card"] = second
    page.run()
    assert page.text_area(key="prompt").value == "A tin boat"
    page.switch_page(str(PAGES / "create.py")).run()
    assert page.text_area(key="prompt").value == "My own draft"
    assert [card.brief and card.brief.prompt for card in on_board(studio, board)] == ["A better boat", "A tin boat"]
    with database.reading(studio) as session:
        assert saved_settings.kept(session, "draft.create")["brief"]["prompt"] == "My own draft"


def test_open_in_create_brings_the_brief_and_keeps_what_stood_there(visit: Open, studio: Database, board: str):
    page = visit("create")
    page.text_area(key="prompt").set_value("My own draft").run()
    page = visit("board", board=board, card=prompt(studio, board))
    page.button(key="open_in_create").click().run()
    assert page.title[0].value == "Create" and page.text_area(key="prompt").value == "A paper boat"
    assert page.session_state["earlier_draft"].brief.prompt == "My own draft"


def test_a_card_for_a_model_that_nobody_knows_is_only_read(visit: Open, studio: Database, board: str):
    page = visit("board", board=board, card=prompt(studio, board, Brief(prompt="Old", model="gone:model")))
    assert "This studio does not know its model." in words(page) and "generate_card" not in keys(page)


# -- clips ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "role"),
    [("continue_from_here", "continues"), ("end_as_first_frame", "first frame"), ("end_as_last_frame", "last frame")],
)
def test_going_on_from_a_clip_puts_a_linked_prompt_beside_it(
    visit: Open, studio: Database, board: str, clip_card: str, key: str, role: str
):
    page = visit("board", board=board, card=clip_card)
    assert videos(page) and "A paper boat drifts" in words(page)
    page.button(key=key).click().run()
    assert not page.exception
    clip, new = on_board(studio, board)
    assert new.kind == CardKind.PROMPT and new.x > clip.x and page.query_params["card"] == new.id
    assert links(studio, board) == {(clip_card, role, new.id)}


def test_redo_and_variations_start_from_its_brief(visit: Open, studio: Database, board: str, clip_card: str):
    for key, takes in (("redo", 1), ("make_variations", 3)):
        page = visit("board", board=board, card=clip_card)
        page.button(key=key).click().run()
        new = on_board(studio, board)[-1]
        assert new.brief and new.brief.prompt == seeds.PROMPTS[0] and new.takes == takes


def test_a_card_is_clicked_and_clicked_again_after_another_was_chosen(
    visit: Open, studio: Database, board: str, clip_card: str
):
    page = visit("board", board=board)
    canvas = f"canvas_{board}_1_0"
    page.session_state[canvas] = f"{clip_card}~0"
    page.run()
    assert page.query_params["card"] == clip_card and drawn(page)["ring"]["hidden"] is False
    page.button(key="redo").click().run()
    assert page.query_params["card"] != clip_card, "the old click is over"
    page.session_state[canvas] = f"{clip_card}~1"
    page.run()
    assert page.query_params["card"] == clip_card


def test_a_clip_under_way_shows_its_progress_and_is_cancelled(visit: Open, studio: Database, board: str):
    card = prompt(studio, board)
    with database.writing(studio) as session:
        [take] = cards.generate(session, card)
    page = visit("board", board=board, card=take.id)
    assert "Place 1 in the queue." in words(page)
    page.button(key=f"cancel_{take.generation_id}").click().run()
    assert "Cancelled before it was sent." in words(page)


def test_a_failure_says_why_and_offers_to_try_again(visit: Open, studio: Database, board: str):
    card = prompt(studio, board)
    with database.writing(studio) as session:
        [take] = cards.generate(session, card)
        made = generations.get(session, take.generation_id or "")
        moves.end(session, made, State.FAILED, FailureKind.PROVIDER, "It broke.", was_charged=False)
    page = visit("board", board=board, card=take.id)
    assert "It broke." in words(page)
    page.button(key=f"retry_{take.generation_id}").click().run()
    with database.reading(studio) as session:
        assert generations.get(session, take.generation_id or "").state == State.QUEUED


def test_a_clip_leads_to_the_library_and_to_its_family_and_back(
    visit: Open, studio: Database, board: str, clip_card: str
):
    page = visit("board", board=board, card=clip_card)
    page.button(key="open_family").click().run()
    assert "Family of" in words(page) and len(drawn(page)) == 4, "a ring, a prompt, its clip and their link"
    page.button(key="leave_family").click().run()
    assert page.query_params["board"] == board
    page = visit("board", board=board, card=clip_card)
    page.button(key="open_in_library").click().run()
    assert page.title[0].value == "Library" and videos(page)


def test_the_player_shows_a_family_and_it_is_kept_as_a_board(visit: Open, studio: Database, clip_card: str):
    with database.reading(studio) as session:
        made = session.exec(select(Generation)).one()
    page = visit("library", clip=made.asset_id or "")
    page.button(key="show_family").click().run()
    assert page.title[0].value == "Board"
    page.button(key="keep_family").click().run()
    with database.reading(studio) as session:
        newest = shelf.list_shown(session)[0]
        assert newest.name.startswith("A paper boat drifts") and cards.count(session, newest.id) == 2


# -- the board as a whole ---------------------------------------------------------------------------------


def test_a_card_is_moved_by_steps_and_by_numbers(visit: Open, studio: Database, board: str, clip_card: str):
    page = visit("board", board=board, card=clip_card)
    page.button(key="move_right").click().run()
    page.button(key="move_down").click().run()
    page.number_input(key=f"x_{clip_card}").set_value(500).run()
    [card] = on_board(studio, board)
    assert (card.x, card.y) == (500, 60)
    page.button(key="tidy").click().run()
    [card] = on_board(studio, board)
    assert (card.x, card.y) == (0, 0)


def test_a_card_is_taken_off_and_brought_back(visit: Open, studio: Database, board: str, clip_card: str):
    page = visit("board", board=board, card=clip_card)
    page.button(key="remove_card").click().run()
    assert not on_board(studio, board) and "Put a first card on it." in words(page)
    page.button(key="undo").click().run()
    assert [card.id for card in on_board(studio, board)] == [clip_card]


def test_a_board_is_named_starred_archived_deleted_and_brought_back(visit: Open, studio: Database, board: str):
    page = visit("board", board=board)
    page.text_input(key=f"name_{board}").set_value("A calm sea").run()
    for key in ("turn_star", "turn_archived"):
        page.button(key=key).click().run()
    with database.reading(studio) as session:
        [kept] = shelf.list_shown(session, archived=True)
        assert (kept.name, kept.is_starred) == ("A calm sea", True)
    page.button(key="delete_board").click().run()
    assert "start_board" in keys(page)
    page.button(key="undo").click().run()
    assert page.query_params["board"] == board and not page.exception


def test_a_note_is_written_and_a_clip_is_put_on_the_board(
    visit: Open, studio: Database, folder: Path, clip: Path, board: str
):
    asset_id = seeds.add_clip(studio, folder, clip, 1)
    page = visit("board", board=board)
    page.button(key="add_note_card").click().run()
    [note] = on_board(studio, board)
    page.text_area(key=f"note_{note.id}").set_value("Only rain").run()
    page.button(key="choose_from_library").click().run()
    page.button(key=f"put_{asset_id}").click().run()
    assert not page.exception
    note, picked = on_board(studio, board)
    assert note.text == "Only rain" and page.query_params["card"] == picked.id


def test_a_board_is_exported_and_read_in_again(visit: Open, studio: Database, board: str, clip_card: str):
    page = visit("board", board=board)
    exports = [button.url for button in page.link_button]
    assert [url.rpartition(".")[2] for url in exports] == ["svg", "json"] and all(board in url for url in exports)
    with database.reading(studio) as session:
        text = exchange.write(session, board)
    page.file_uploader(key="board_file").upload("storm.json", text.encode(), "application/json").run()
    assert "Imported Storm" in words(page) and not page.exception
    with database.reading(studio) as session:
        assert len(session.exec(select(Board)).all()) == 2


def test_a_file_that_is_no_board_gets_a_sentence(visit: Open, studio: Database, board: str):
    page = visit("board", board=board)
    page.file_uploader(key="board_file").upload("x.json", b'{"a": 1}', "application/json").run()
    assert "This is no file of a board" in words(page)


def test_nothing_on_the_canvas_has_a_title_or_a_label_of_somebodys(visit: Open, studio: Database, board: str):
    hostile = "<img src=x onerror=alert(1)>"
    card = prompt(studio, board, Brief(prompt=hostile))
    with database.writing(studio) as session:
        cards.add_note(session, board, hostile)
        cards.generate(session, card)
    nodes = drawn(visit("board", board=board)).values()
    assert {one["title"] for one in nodes} == {""} and hostile not in json.dumps(list(nodes))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_whatever_is_typed_is_only_text(visit: Open, studio: Database, board: str, text: str):
    with database.writing(studio) as session:
        note = cards.add_note(session, board)
    for card in (note.id, prompt(studio, board)):
        page = visit("board", board=board, card=card)
        for field in (*page.text_area, *page.text_input):
            field.set_value(text)
        require_harmless(page.run())
    page.button(key="generate_card").click().run()
    require_harmless(page)
    require_harmless(visit("board", board=board, card=card))


def test_somebody_who_may_only_look_changes_nothing(
    visit: Open, studio: Database, board: str, clip_card: str, monkeypatch: pytest.MonkeyPatch
):
    from studio import access
    from studio.tables import Access
    from studio.ui import who

    card = prompt(studio, board)
    monkeypatch.setattr(who, "visitor", lambda: access.Visitor("bob@example.org", Access.VIEWER))
    for chosen in (card, clip_card):
        page = visit("board", board=board, card=chosen)
        assert not {"generate_card", "redo", "remove_card", "tidy", "add_prompt_card", "delete_board"} & keys(page)
    assert "open_family" in keys(page)
