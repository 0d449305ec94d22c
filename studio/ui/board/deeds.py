"""What buttons on a board do. Each is one transaction; what cannot be done becomes a sentence."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st
from sqlmodel import Session

from studio import library, offers, saved_settings
from studio.boards import cards, shelf, snapshot
from studio.brief import Brief
from studio.database import reading, writing
from studio.errors import StudioError
from studio.library import Entry
from studio.offers import AS_A_NEW_CLIP, Use
from studio.providers import catalogue
from studio.tables import AssetKind, Board, Card, Generation
from studio.ui import acting, draft, who
from studio.ui.board import opened

REMOVED, DELETED = "removed_card", "deleted_board"  # in the session: what can be brought back
STEP = 60  # pixels
VARIATIONS = 3

Thing = TypeVar("Thing")


def _done(deed: Callable[[Session, str], Thing]) -> Thing | None:
    """`deed` is given whose it is. Who asks is looked up before the transaction: that may write too."""
    try:
        by = who.require_maker().name
        with writing() as session:
            return deed(session, by)
    except StudioError as reason:
        acting.refuse(reason)
        return None


# -- boards -----------------------------------------------------------------------------------------------


def start_board() -> None:
    """With a prompt card on it, to be written at once."""

    def made(session: Session, by: str) -> Card:
        board = shelf.make(session, _free_name(session), by)
        return cards.add_prompt(session, board.id, first_brief(session), by=by)

    if card := _done(made):
        opened.open_board(card.board_id)
        opened.choose(card.id)


def _free_name(session: Session) -> str:
    """`My board`, `My board 2` ..."""
    taken = {board.name for archived in (False, True) for board in shelf.list_shown(session, archived=archived)}
    names = (shelf.FIRST_NAME if number == 1 else f"{shelf.FIRST_NAME} {number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def first_brief(session: Session) -> Brief:
    return draft.new_brief(saved_settings.current(session))


def keep_family(id_: str) -> None:
    if board := _done(lambda session, by: snapshot.keep_family(session, id_, by)):
        opened.open_board(board.id)
        acting.say("Kept as a board")


def rename(board_id: str, key: str) -> None:
    name = str(st.session_state.get(key) or "")
    _done(lambda session, _: shelf.rename(session, board_id, name))


def turn_star(board_id: str) -> None:
    _done(lambda session, _: shelf.turn_star(session, board_id))


def turn_archived(board: Board) -> None:
    if _done(lambda session, _: shelf.turn_archived(session, board.id)):
        acting.say("Taken out again" if board.archived_at else "Put away: it is in the list of archived boards")


def delete(board_id: str) -> None:
    if _done(lambda session, _: shelf.delete(session, board_id)):
        st.session_state[DELETED] = board_id
        opened.open_board("")


def restore(board_id: str) -> None:
    st.session_state.pop(DELETED, None)
    if _done(lambda session, _: shelf.restore(session, board_id)):
        opened.open_board(board_id)


def tidy(board_id: str) -> None:
    _done(lambda session, _: snapshot.tidy(session, board_id))


# -- cards ------------------------------------------------------------------------------------------------


def _choose(card: Card | None) -> None:
    if card:
        opened.choose(card.id)


def add_prompt(board_id: str) -> None:
    _choose(_done(lambda session, by: cards.add_prompt(session, board_id, first_brief(session), by=by)))


def add_note(board_id: str) -> None:
    _choose(_done(lambda session, by: cards.add_note(session, board_id, by=by)))


def add_entry(board_id: str, asset_id: str) -> None:
    _choose(_done(lambda session, by: cards.add_entry(session, board_id, asset_id, by=by)))


def add_production(board_id: str, production_id: str, behind: Card | None = None) -> None:
    _choose(_done(lambda session, by: cards.add_production(session, board_id, production_id, behind=behind, by=by)))


def write(card_id: str, key: str) -> None:
    text = str(st.session_state.get(key) or "")
    _done(lambda session, _: cards.write(session, card_id, text))


def move(card: Card, right: int, down: int) -> None:
    """By so many steps."""
    _done(lambda session, _: cards.move(session, card.id, card.x + right * STEP, card.y + down * STEP))


def move_to(card_id: str, x_key: str, y_key: str) -> None:
    x, y = (st.session_state.get(key) for key in (x_key, y_key))
    if x is not None and y is not None:
        _done(lambda session, _: cards.move(session, card_id, int(x), int(y)))


def remove(card_id: str) -> None:
    if _done(lambda session, _: cards.remove(session, card_id)):
        st.session_state[REMOVED] = card_id
        opened.choose(None)


def bring_back(card_id: str) -> None:
    st.session_state.pop(REMOVED, None)
    _choose(_done(lambda session, _: cards.restore(session, card_id)))


# -- going on from a card ---------------------------------------------------------------------------------


def go_on(card: Card, brief: Brief, takes: int = 1) -> None:
    """A new prompt card to its right."""
    _choose(_done(lambda session, by: cards.add_prompt(session, card.board_id, brief, takes=takes, behind=card, by=by)))


def continue_from(card: Card, made: Generation) -> None:
    going_on = offers.going_on(made)
    go_on(card, going_on.model_copy(update={"prompt": made.prompt}))


def redo(card: Card, made: Generation) -> None:
    go_on(card, made.brief)


def make_variations(card: Card, made: Generation) -> None:
    go_on(card, made.brief.model_copy(update={"seed": None}), VARIATIONS)


def use(card: Card, entry: Entry, as_what: Use) -> None:
    """In a new brief; of a clip it is its last frame. A model that cannot take it gives way, which is said."""
    try:
        with reading() as session:
            before = _brief_to_use_in(session, entry)
            brief = offers.with_picture(session, before, library.get(session, entry.asset.id), as_what)
    except StudioError as reason:
        acting.refuse(reason)
        return
    if brief.model != before.model:
        acting.say(f"{catalogue.label_of(brief.model)} is chosen: it takes this as a {as_what}.")
    go_on(card, brief)


def _brief_to_use_in(session: Session, entry: Entry) -> Brief:
    """The clip's own, without what it came of; for a picture a new one."""
    if entry.asset.kind == AssetKind.PICTURE or entry.generation is None:
        return first_brief(session)
    alone = {
        "continues_id": None,
        "first_frame": None,
        "last_frame": None,
        "references": (),
        "loop": False,
        "seed": None,
    }
    return entry.generation.brief.model_copy(update=AS_A_NEW_CLIP | alone)
