"""A board, or the family of a clip, as it is at this moment: cards with their faces, and the links between them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from studio import generations
from studio.boards import cards, face, family, layout, shelf
from studio.boards.face import Face, Things
from studio.boards.lineage import LinkRole, origins
from studio.brief import OPEN, Brief
from studio.errors import NotFound
from studio.tables import Asset, Board, Card, CardKind, Generation

MOST = 200  # cards on one screen
PROMPT = "prompt-"  # before the id of a generation: the prompt card that a family has for it


@dataclass(frozen=True)
class Shown:
    """A card, with all that it stands for."""

    card: Card
    face: Face
    generation: Generation | None
    asset: Asset | None

    @property
    def id(self) -> str:
        return self.card.id

    @property
    def is_moving(self) -> bool:
        return bool(self.generation and self.generation.state in OPEN)


@dataclass(frozen=True)
class Arrow:
    """A link as it is drawn."""

    from_id: str
    to_id: str
    role: LinkRole
    is_moving: bool = False


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
        return tuple((one.id, one.generation and one.generation.state, one.face.poster) for one in self.cards)

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
    on_it, links = _cards_of(found)
    snapshot = _taken(session, _name_of(found), on_it, links, len(on_it))
    _tidy(snapshot)
    return snapshot


def tidy(session: Session, board_id: str) -> None:
    """Every card of the board to the place that its links give it."""
    on_it = cards.list_on(session, board_id)
    links = [(link.from_id, link.to_id) for link in cards.links_on(session, board_id)]
    things = face.look_up(session, on_it)
    found = _arrows(on_it, things, links)
    boxes = [cards.box_of(card) for card in on_it]
    cards.put_at(session, layout.tidy(boxes, [(arrow.from_id, arrow.to_id) for arrow in found]))


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
    card = session.get(Card, name) or _card_in_a_family(session, name)
    return face.faces(session, [card], face.look_up(session, [card]))[0]


# -- taking it --------------------------------------------------------------------------------------------


def _taken(
    session: Session,
    name: str,
    on_it: Sequence[Card],
    links: Sequence[tuple[str, str]],
    total: int,
    board: Board | None = None,
) -> Snapshot:
    things = face.look_up(session, on_it)
    shown = [
        Shown(card, seen, things.generation(card), things.asset(card))
        for card, seen in zip(on_it, face.faces(session, on_it, things), strict=True)
    ]
    return Snapshot(name, shown, list(_arrows(on_it, things, links)), total, board)


def _arrows(on_it: Sequence[Card], things: Things, links: Sequence[tuple[str, str]]) -> Sequence[Arrow]:
    """What leads through a prompt card does not lead past it as well."""
    there, prompts = _whereabouts(on_it, things), defaultdict[str, list[str]](list)
    by_id = {card.id: card for card in on_it}
    for from_id, to_id in links:
        if from_id in by_id and to_id in by_id:
            prompts[to_id].append(from_id)
    pointed = {card.id: set(_pointed_at(_brief_of(card, things), there)) for card in on_it}
    found: list[Arrow] = []
    for card in on_it:
        made = things.generation(card)
        is_moving = bool(made and made.state in OPEN)
        through = {origin for prompt in prompts[card.id] for origin in pointed[prompt]}
        found += [Arrow(prompt, card.id, LinkRole.TAKE, is_moving) for prompt in prompts[card.id]]
        direct = [one for one in sorted(pointed[card.id] - through) if one[1] != card.id]
        found += [Arrow(from_id, card.id, role, is_moving) for role, from_id in direct]
    return found


def _whereabouts(on_it: Sequence[Card], things: Things) -> Mapping[str, str]:
    """The card of a generation or an asset."""
    there: dict[str, str] = {}
    for card in on_it:
        made = things.generation(card)
        for name in (card.generation_id, card.asset_id, made and made.asset_id):
            if name:
                there.setdefault(name, card.id)
    return there


def _pointed_at(brief: Brief | None, there: Mapping[str, str]) -> Iterator[tuple[LinkRole, str]]:
    for origin in origins(brief) if brief else ():
        if origin.id in there:
            yield origin.role, there[origin.id]


def _brief_of(card: Card, things: Things) -> Brief | None:
    made = things.generation(card)
    return made.brief if made else card.brief


# -- families ---------------------------------------------------------------------------------------------


def _cards_of(found: family.Family) -> tuple[list[Card], list[tuple[str, str]]]:
    """A card for each, and one for each prompt; they live as long as the page. Oldest first."""
    on_it = [_asset_card(asset) for asset in sorted(found.assets.values(), key=lambda one: one.id)]
    links: list[tuple[str, str]] = []
    for twins in _twins(sorted(found.generations.values(), key=lambda one: one.id)):
        prompt = _prompt_card(twins)
        on_it += [prompt, *map(_made_card, twins)]
        links += [(prompt.id, one.id) for one in twins]
    return on_it, links


def _twins(made: Sequence[Generation]) -> list[list[Generation]]:
    """Takes of one brief together."""
    together: dict[object, list[Generation]] = defaultdict(list)
    for one in made:
        together[one.group_id or one.id, _unseeded(one)].append(one)
    return list(together.values())


def _unseeded(made: Generation) -> Brief:
    return made.brief.model_copy(update={"seed": None})


def _prompt_card(twins: Sequence[Generation]) -> Card:
    first = twins[0]
    return Card(
        id=f"{PROMPT}{first.id}", board_id="", kind=CardKind.PROMPT, brief=first.brief, takes=len(twins), x=0, y=0
    )


def _made_card(made: Generation) -> Card:
    return Card(id=made.id, board_id="", kind=cards.kind_of(made), generation_id=made.id, x=0, y=0)


def _asset_card(asset: Asset) -> Card:
    kind = CardKind.PICTURE if asset.kind == "picture" else CardKind.CLIP
    return Card(id=asset.id, board_id="", kind=kind, asset_id=asset.id, x=0, y=0)


def _card_in_a_family(session: Session, name: str) -> Card:
    made = session.get(Generation, name.removeprefix(PROMPT))
    if made and name.startswith(PROMPT):
        group = generations.list_group(session, made)
        return _prompt_card([one for one in group if _unseeded(one) == _unseeded(made)])
    if made:
        return _made_card(made)
    if asset := session.get(Asset, name):
        return _asset_card(asset)
    raise NotFound("There is no card of this name.")


def _tidy(snapshot: Snapshot) -> None:
    boxes = [cards.box_of(one.card) for one in snapshot.cards]
    places = layout.tidy(boxes, [(arrow.from_id, arrow.to_id) for arrow in snapshot.arrows])
    for one in snapshot.cards:
        one.card.x, one.card.y = places[one.id]


def _name_of(found: family.Family) -> str:
    first = next(iter(found.generations.values()), None)
    return (first.prompt if first else "") or "A picture of the library"


def _copy(card: Card, board_id: str, by: str) -> Card:
    return Card(
        board_id=board_id,
        kind=card.kind,
        brief=card.brief,
        takes=card.takes,
        generation_id=card.generation_id,
        asset_id=card.asset_id,
        text=card.text,
        x=card.x,
        y=card.y,
        created_by=by,
    )
