"""The arrows between cards: what their briefs point at, the takes of a prompt, and what a production uses and became."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from studio.boards.lineage import LinkRole, origins
from studio.boards.things import Things
from studio.brief import OPEN, Brief
from studio.tables import Card


@dataclass(frozen=True)
class Arrow:
    """A link as it is drawn."""

    from_id: str
    to_id: str
    role: LinkRole
    is_moving: bool = False


def between(on_it: Sequence[Card], things: Things, links: Sequence[tuple[str, str]]) -> Sequence[Arrow]:
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
    return [*found, *(arrow for card in on_it for arrow in _of_production(card, things, there))]


def _of_production(card: Card, things: Things, there: Mapping[str, str]) -> Iterator[Arrow]:
    """From the clips that it shows, to the films that were made of it."""
    seen = things.production(card)
    if seen and not seen.is_deleted:
        for from_id in sorted({there[name] for name in seen.used if name in there}):
            yield Arrow(from_id, card.id, LinkRole.USED_IN)
        for to_id in sorted({there[name] for name in seen.films if name in there}):
            yield Arrow(card.id, to_id, LinkRole.FILM)


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
