"""The cards of a family: nobody put them on a board, they live as long as the page. Each can be made again from its id alone."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import Session

from studio import generations
from studio.boards import cards
from studio.boards.family import Family
from studio.brief import Brief
from studio.errors import NotFound
from studio.tables import Asset, Card, CardKind, Generation, Production

PROMPT = "prompt-"  # before the id of a generation: the prompt card that a family has for it


def all_of(found: Family) -> tuple[list[Card], list[tuple[str, str]]]:
    """A card for each, and one for each prompt, with the links between them. Oldest first."""
    on_it = [_asset_card(asset) for asset in sorted(found.assets.values(), key=lambda one: one.id)]
    links: list[tuple[str, str]] = []
    for twins in _twins(sorted(found.generations.values(), key=lambda one: one.id)):
        prompt = _prompt_card(twins)
        on_it += [prompt, *map(_made_card, twins)]
        links += [(prompt.id, one.id) for one in twins]
    return [*on_it, *map(_production_card, found.productions)], links


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
    return Card(id=asset.id, board_id="", kind=cards.kind_for(asset), asset_id=asset.id, x=0, y=0)


def _production_card(production_id: str) -> Card:
    return Card(id=production_id, board_id="", kind=CardKind.PRODUCTION, production_id=production_id, x=0, y=0)


def find(session: Session, name: str) -> Card:
    """By its id. Raises NotFound."""
    made = session.get(Generation, name.removeprefix(PROMPT))
    if made and name.startswith(PROMPT):
        group = generations.list_group(session, made)
        return _prompt_card([one for one in group if _unseeded(one) == _unseeded(made)])
    if made:
        return _made_card(made)
    if asset := session.get(Asset, name):
        return _asset_card(asset)
    if session.get(Production, name):
        return _production_card(name)
    raise NotFound("There is no card of this name.")
