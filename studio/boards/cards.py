"""The cards of a board: put there, edited, moved, generated, taken away and brought back."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from studio import generations, library, productions
from studio.access import OWNER, Visitor
from studio.boards import layout, shelf, svg
from studio.boards.layout import BELOW, BESIDE, Box
from studio.boards.shelf import BadBoard
from studio.brief import Brief, Operation
from studio.errors import NotFound
from studio.tables import Asset, AssetKind, Card, CardKind, Generation, Link, now

MOST = 2000  # on one board
MOST_TAKES = 8
LONGEST_NOTE = 1000
FURTHEST = 100_000  # pixels, in every direction


def get(session: Session, card_id: str) -> Card:
    """Raises NotFound."""
    card = session.get(Card, card_id)
    if card is None or card.deleted_at:
        raise NotFound("This card is not on the board any more.")
    return card


def list_on(session: Session, board_id: str, *, start: int = 0, limit: int = MOST) -> Sequence[Card]:
    """Oldest first."""
    on_it = select(Card).where(Card.board_id == board_id, col(Card.deleted_at).is_(None)).order_by(col(Card.id))
    return session.exec(on_it.offset(start).limit(limit)).all()


def count(session: Session, board_id: str) -> int:
    on_it = select(func.count()).select_from(Card).where(Card.board_id == board_id, col(Card.deleted_at).is_(None))
    return session.exec(on_it).one()


def links_on(session: Session, board_id: str) -> Sequence[Link]:
    return session.exec(select(Link).where(Link.board_id == board_id).order_by(col(Link.id))).all()


# -- putting there ----------------------------------------------------------------------------------------


def add_prompt(
    session: Session, board_id: str, brief: Brief, *, takes: int = 1, behind: Card | None = None, by: str = OWNER.name
) -> Card:
    """`behind`: to the right of that card, which it goes on from. Raises BadBoard when the board is full."""
    card = Card(board_id=board_id, kind=CardKind.PROMPT, brief=brief, takes=takes, x=0, y=0, created_by=by)
    return _place(session, card, behind)


def add_note(session: Session, board_id: str, text: str = "", *, by: str = OWNER.name) -> Card:
    card = Card(board_id=board_id, kind=CardKind.NOTE, text=text[:LONGEST_NOTE], x=0, y=0, created_by=by)
    return _place(session, card)


def add_entry(session: Session, board_id: str, asset_id: str, *, by: str = OWNER.name) -> Card:
    """A clip or a picture of the library; where it is on the board already, its card. Raises NotFound, BadBoard."""
    entry = library.get(session, asset_id)
    made = entry.generation
    same = Card.generation_id == made.id if made else Card.asset_id == asset_id
    there = session.exec(select(Card).where(Card.board_id == board_id, col(Card.deleted_at).is_(None), same)).first()
    if there:
        return there
    card = Card(board_id=board_id, kind=kind_for(entry.asset), x=0, y=0, created_by=by)
    card.generation_id, card.asset_id = (made.id, None) if made else (None, asset_id)
    return _place(session, card)


def add_production(
    session: Session, board_id: str, production_id: str, *, behind: Card | None = None, by: str = OWNER.name
) -> Card:
    """A movie, a book or an explainer; where it is on the board already, its card. Raises NotFound, BadBoard."""
    productions.get(session, production_id)
    if there := production_on(session, board_id, production_id):
        return there
    card = Card(board_id=board_id, kind=CardKind.PRODUCTION, production_id=production_id, created_by=by, x=0, y=0)
    return _place(session, card, behind)


def production_on(session: Session, board_id: str, production_id: str) -> Card | None:
    """Its card there, if it has one."""
    its = Card.board_id == board_id, Card.production_id == production_id, col(Card.deleted_at).is_(None)
    return session.exec(select(Card).where(*its)).first()


def generate(session: Session, card_id: str, asked_by: Visitor = OWNER) -> list[Card]:
    """Queue what stands on a prompt card; each take has its card at once. All of them or, when one is refused, none.

    Raises NotAllowed, BadBrief, NotFound, OverBudget, BadBoard.
    """
    prompt = get(session, card_id)
    if prompt.brief is None:
        raise BadBoard("Only a prompt card can be generated.")
    briefs = generations.takes_of(prompt.brief, prompt.takes)
    made = generations.queue_together(session, briefs, asked_by=asked_by)
    return [_add_take(session, prompt, one, number, len(made)) for number, one in enumerate(made)]


def _add_take(session: Session, prompt: Card, made: Generation, number: int, takes: int) -> Card:
    """They fan out: one below the other, in the middle beside their prompt."""
    card = Card(
        board_id=prompt.board_id, kind=kind_of(made), generation_id=made.id, created_by=made.created_by, x=0, y=0
    )
    each, own = svg.HEIGHTS[card.kind] + BELOW, svg.HEIGHTS[CardKind.PROMPT]
    card.y = prompt.y + round(own / 2 - (takes * each - BELOW) / 2) + number * each
    card.x = prompt.x + svg.WIDTH + BESIDE
    _place_near(session, card)
    link(session, prompt.board_id, [(prompt.id, card.id)])
    return card


def link(session: Session, board_id: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Each from a prompt card to what was made of it."""
    session.add_all(Link(board_id=board_id, from_id=from_id, to_id=to_id) for from_id, to_id in pairs)
    session.flush()


def kind_of(made: Generation) -> CardKind:
    return CardKind.PICTURE if made.operation == Operation.PICTURE else CardKind.CLIP


def kind_for(asset: Asset) -> CardKind:
    return CardKind.PICTURE if asset.kind == AssetKind.PICTURE else CardKind.CLIP


# -- editing ----------------------------------------------------------------------------------------------


def rewrite(session: Session, card_id: str, brief: Brief, takes: int) -> Card:
    """What stands on a prompt card. What was made of it keeps its own brief."""
    card = get(session, card_id)
    if card.kind != CardKind.PROMPT:
        raise BadBoard("Only a prompt card has a brief that can be edited.")
    card.brief, card.takes = brief, max(1, min(takes, MOST_TAKES))
    return _kept(session, card)


def write(session: Session, card_id: str, text: str) -> Card:
    """What stands on a note."""
    card = get(session, card_id)
    card.text = text[:LONGEST_NOTE]
    return _kept(session, card)


def move(session: Session, card_id: str, x: int, y: int) -> Card:
    card = get(session, card_id)
    card.x, card.y = (max(-FURTHEST, min(place, FURTHEST)) for place in (x, y))
    return _kept(session, card)


def remove(session: Session, card_id: str) -> Card:
    """From the board alone: its clip stays in the library, and `restore` brings the card back."""
    card = get(session, card_id)
    card.deleted_at = now()
    return _kept(session, card)


def restore(session: Session, card_id: str) -> Card:
    card = session.get(Card, card_id)
    if card is None:
        raise NotFound("This card is gone.")
    card.deleted_at = None
    return _kept(session, card)


def put_at(session: Session, places: layout.Places) -> None:
    for card_id, (x, y) in places.items():
        move(session, card_id, x, y)


# -- where they stand -------------------------------------------------------------------------------------


def box_of(card: Card) -> Box:
    width, height = svg.size_of(card.kind)
    return Box(card.id, width, height, card.x, card.y)


def _place(session: Session, card: Card, behind: Card | None = None) -> Card:
    """Behind a card, or below all others at their left edge."""
    if behind:
        card.x, card.y = behind.x + svg.WIDTH + BESIDE, behind.y
    else:
        others = [box_of(one) for one in list_on(session, card.board_id)]
        card.x = min((box.x for box in others), default=0)
        card.y = max((box.y + box.height + BELOW for box in others), default=0)
    return _place_near(session, card)


def _place_near(session: Session, card: Card) -> Card:
    """Where it was put, or in the next free place below. Raises BadBoard when the board is full, NotFound when it is gone."""
    shelf.get(session, card.board_id)
    others = list_on(session, card.board_id)
    if len(others) >= MOST:
        raise BadBoard(f"A board holds {MOST:,} cards, and this one is full: start another.")
    card.x, card.y = layout.free_place(box_of(card), [box_of(one) for one in others])
    session.add(card)
    session.flush()
    return card


def _kept(session: Session, card: Card) -> Card:
    session.add(card)
    return card
