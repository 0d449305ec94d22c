"""A board, or the family of a clip, as it is at this moment: cards with their faces, and the links between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from studio.boards import arrows, cards, face, family, family_cards, layout, shelf
from studio.boards.arrows import Arrow
from studio.boards.face import Face
from studio.boards.layout import Places
from studio.boards.lineage import LinkRole
from studio.boards.things import look_up
from studio.brief import OPEN
from studio.productions.glimpse import Glimpse
from studio.tables import Asset, Board, Card, Generation

MOST = 200  # cards on one screen


@dataclass(frozen=True)
class Shown:
    """A card, with all that it stands for."""

    card: Card
    face: Face
    generation: Generation | None
    asset: Asset | None
    production: Glimpse | None = None

    @property
    def id(self) -> str:
        return self.card.id

    @property
    def is_moving(self) -> bool:
        is_made = self.production is not None and self.production.is_under_way and not self.production.is_deleted
        return is_made or bool(self.generation and self.generation.state in OPEN)

    @property
    def state(self) -> object:
        return self.face.state if self.production else self.generation and self.generation.state


@dataclass(frozen=True)
class Snapshot:
    """`name`: of a board, or of whose family it is. `total`: cards on all pages."""

    name: str
    cards: Sequence[Shown]
    arrows: Sequence[Arrow]
    total: int
    board: Board | None = None

    @property
    def moves(self) -> bool:
        return any(one.is_moving for one in self.cards)

    @property
    def outline(self) -> tuple[object, ...]:
        """What the rest of the page depends on: which cards there are, and in which state."""
        return tuple((one.id, one.state, one.face.poster) for one in self.cards)

    def find(self, card_id: str | None) -> Shown | None:
        return next((one for one in self.cards if one.id == card_id), None)


def of_board(session: Session, board_id: str, page: int = 1, per_page: int = MOST) -> Snapshot:
    """Raises NotFound."""
    board = shelf.get(session, board_id)
    on_it = cards.list_on(session, board_id, start=(max(page, 1) - 1) * per_page, limit=per_page)
    links = [(link.from_id, link.to_id) for link in cards.links_on(session, board_id)]
    return _taken(session, board.name, on_it, links, cards.count(session, board_id), board)


def of_family(session: Session, id_: str) -> Snapshot:
    """Of a generation or an asset; nothing of it is kept, so it is never out of date. Raises NotFound."""
    found = family.of(session, id_)
    on_it, links = family_cards.all_of(found)
    snapshot = _taken(session, _name_of(found), on_it, links, len(on_it))
    places = _places(on_it, snapshot.arrows)
    for card in on_it:
        card.x, card.y = places[card.id]
    return snapshot


def tidy(session: Session, board_id: str) -> None:
    """Every card of the board to the place that its links give it."""
    on_it = cards.list_on(session, board_id)
    links = [(link.from_id, link.to_id) for link in cards.links_on(session, board_id)]
    cards.put_at(session, _places(on_it, arrows.between(on_it, look_up(session, on_it), links)))


def keep_family(session: Session, id_: str, by: str) -> Board:
    """A board of its own with all that a family has now. Raises NotFound."""
    snapshot = of_family(session, id_)
    board = shelf.make(session, shelf.named_after(snapshot.name), by)
    kept = {one.id: _copy(one.card, board.id, by) for one in snapshot.cards}
    session.add_all(kept.values())
    session.flush()
    takes = [arrow for arrow in snapshot.arrows if arrow.role == LinkRole.TAKE]
    cards.link(session, board.id, [(kept[arrow.from_id].id, kept[arrow.to_id].id) for arrow in takes])
    return board


def face_of(session: Session, name: str) -> Face:
    """Of a card on a board, or in a family. Raises NotFound."""
    card = session.get(Card, name) or family_cards.find(session, name)
    return face.faces(session, [card], look_up(session, [card]))[0]


def _taken(
    session: Session,
    name: str,
    on_it: Sequence[Card],
    links: Sequence[tuple[str, str]],
    total: int,
    board: Board | None = None,
) -> Snapshot:
    things = look_up(session, on_it)
    shown = [
        Shown(card, seen, things.generation(card), things.asset(card), things.production(card))
        for card, seen in zip(on_it, face.faces(session, on_it, things), strict=True)
    ]
    return Snapshot(name, shown, arrows.between(on_it, things, links), total, board)


def _places(on_it: Sequence[Card], drawn: Sequence[Arrow]) -> Places:
    boxes = [cards.box_of(card) for card in on_it]
    return layout.tidy(boxes, [(arrow.from_id, arrow.to_id) for arrow in drawn])


def _name_of(found: family.Family) -> str:
    first = next(iter(found.generations.values()), None)
    return found.name or (first.prompt if first else "") or "A picture of the library"


def _copy(card: Card, board_id: str, by: str) -> Card:
    return Card(
        board_id=board_id,
        kind=card.kind,
        brief=card.brief,
        takes=card.takes,
        generation_id=card.generation_id,
        asset_id=card.asset_id,
        production_id=card.production_id,
        text=card.text,
        x=card.x,
        y=card.y,
        created_by=by,
    )
