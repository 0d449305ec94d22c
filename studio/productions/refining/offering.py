"""What refining would cost as things stand now: for the page, and from afar."""

from collections.abc import Sequence

from studio import database, writings
from studio.productions import ordering, reviewing, shelf, takes
from studio.productions.ordering import Which
from studio.productions.refining import asking
from studio.productions.refining.asking import NO_SCENE, CannotRefine, RefiningOffer
from studio.writings import Quote


def look(production_id: str, scenes: Which | Sequence[str], writer: str) -> tuple[RefiningOffer, Quote]:
    """With what a review of the longest prompt costs. Raises CannotRefine, CannotWrite, NotFound."""
    with database.reading() as session:
        outline, made = shelf.get(session, production_id).outline, takes.list_all(session, production_id)
    scene_ids = ordering.scenes_of(outline, made, scenes)
    longest = max(outline.scenes(), key=lambda scene: len(scene.prompt), default=None)
    if longest is None:
        raise CannotRefine(NO_SCENE)
    quote = writings.quote(reviewing.to_price(longest), writer=writer)
    with database.reading() as session:
        return asking.offer(session, outline, made, scene_ids, quote.price.micro_usd), quote
