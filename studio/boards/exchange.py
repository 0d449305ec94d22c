"""A board as a file: JSON, to keep, to send, to read in again. It holds briefs and where cards stand, and no media."""

import json
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator
from sqlmodel import Session

from studio import library, orders
from studio.boards import cards, shelf
from studio.boards.shelf import BadBoard
from studio.brief import Brief, Value
from studio.errors import NotFound
from studio.tables import Asset, Board, Card, CardKind, Generation, Production

LARGEST = 4_000_000  # bytes
MOST_CARDS = cards.MOST
FORMAT = "dailies board"
NOT_OURS = "This is no file of a board: choose one that was exported here, as JSON."

Place = Annotated[int, Field(ge=-cards.FURTHEST, le=cards.FURTHEST)]
Id = Annotated[str, Field(max_length=64)]


class WrittenCard(Value):
    """`generation`, `asset` and `production` are ids of the studio that it was exported from."""

    id: Id
    kind: CardKind
    brief: Brief | None = None
    takes: int = Field(default=1, ge=1, le=cards.MOST_TAKES)
    generation: Id | None = None
    asset: Id | None = None
    production: Id | None = None
    text: str = Field(default="", max_length=cards.LONGEST_NOTE)
    x: Place
    y: Place

    @model_validator(mode="after")
    def _has_what_it_shows(self) -> "WrittenCard":
        if self.kind == CardKind.PROMPT and self.brief is None:
            raise ValueError("a prompt card has a brief")
        if self.kind in (CardKind.CLIP, CardKind.PICTURE) and not (self.generation or self.asset):
            raise ValueError("a clip or a picture has the id of a generation or of an asset")
        if self.kind == CardKind.PRODUCTION and not self.production:
            raise ValueError("a production has its id")
        return self


class WrittenBoard(Value):
    format: Literal["dailies board"] = FORMAT
    version: Literal[1] = 1
    name: str = Field(max_length=1000)
    cards: tuple[WrittenCard, ...] = Field(max_length=MOST_CARDS)
    links: tuple[tuple[Id, Id], ...] = Field(default=(), max_length=MOST_CARDS)


@dataclass(frozen=True)
class TakenInBoard:
    board: Board
    left_out: int  # cards of clips, pictures and productions that are not in this studio


def write(session: Session, board_id: str) -> str:
    """Raises NotFound."""
    board = shelf.get(session, board_id)
    on_it = cards.list_on(session, board_id)
    there = {card.id for card in on_it}
    pairs = [(link.from_id, link.to_id) for link in cards.links_on(session, board_id)]
    links = tuple((one, two) for one, two in pairs if one in there and two in there)
    written = WrittenBoard(name=board.name, cards=tuple(map(_written, on_it)), links=links)
    return json.dumps(written.model_dump(mode="json", exclude_defaults=False, exclude_none=True), indent=1)


def _written(card: Card) -> WrittenCard:
    return WrittenCard(
        id=card.id,
        kind=card.kind,
        brief=card.brief,
        takes=card.takes,
        generation=card.generation_id,
        asset=card.asset_id,
        production=card.production_id,
        text=card.text,
        x=card.x,
        y=card.y,
    )


def read(file: bytes) -> WrittenBoard:
    """Raises BadBoard with a sentence for whatever is no board."""
    if len(file) > LARGEST:
        raise BadBoard(f"The file of a board has at most {LARGEST // 1_000_000} MB.")
    try:
        given: Any = json.loads(file)
    except (ValueError, RecursionError) as error:
        raise BadBoard(NOT_OURS) from error
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise BadBoard(NOT_OURS)
    if given.get("version") != 1:
        raise BadBoard("This board was exported by a newer version of the studio: bring this one up to date.")
    try:
        return WrittenBoard.model_validate_json(file)
    except ValidationError as wrong:
        faults = wrong.errors(include_input=False, include_url=False)
        raise BadBoard(f"This board cannot be read: {orders.in_sentences(faults)}") from wrong


def take_in(session: Session, written: WrittenBoard, by: str) -> TakenInBoard:
    """As a new board; clips and productions that are not in this studio are left out. Raises BadBoard."""
    board = shelf.make(session, shelf.named_after(written.name), by)
    made = {one.id: card for one in written.cards if (card := _card(session, one, board.id, by))}
    session.add_all(made.values())
    session.flush()
    cards.link(
        session, board.id, [(made[one].id, made[two].id) for one, two in written.links if {one, two} <= made.keys()]
    )
    return TakenInBoard(board, len(written.cards) - len(made))


def _card(session: Session, one: WrittenCard, board_id: str, by: str) -> Card | None:
    shown = Card(board_id=board_id, kind=one.kind, takes=one.takes, text=one.text, x=one.x, y=one.y, created_by=by)
    if one.kind == CardKind.PROMPT:
        shown.brief = one.brief
    elif one.kind == CardKind.PRODUCTION:
        if session.get(Production, one.production) is None:
            return None
        shown.production_id = one.production
    elif one.kind != CardKind.NOTE:
        made, asset = _here(session, one)
        if made is None and asset is None:
            return None
        shown.generation_id, shown.asset_id = (made.id, None) if made else (None, asset and asset.id)
    return shown


def _here(session: Session, one: WrittenCard) -> tuple[Generation | None, Asset | None]:
    if one.generation and (made := session.get(Generation, one.generation)):
        return made, None
    try:
        entry = library.get(session, one.asset or "")
    except NotFound:
        return None, None
    return entry.generation, entry.asset
