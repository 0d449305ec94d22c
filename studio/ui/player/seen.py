"""One look at a clip, picture or sound, and at all that is told of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from studio import generations, ledger, library, offers
from studio.library import Entry
from studio.offers import Offer, Use
from studio.productions import usage
from studio.productions.cut import music
from studio.tables import Event, Production
from studio.ui import lineage
from studio.ui.lineage import Link


@dataclass(frozen=True)
class Seen:
    """All that the player shows, read in one go."""

    entry: Entry
    events: Sequence[Event]
    charged_micro_usd: int
    siblings: Sequence[Entry]
    offers: Sequence[Offer]
    uses: Sequence[Use]
    links: Sequence[Link]
    heard_in: Sequence[Production]
    use: usage.Use | None  # in a movie


def look(session: Session, asset_id: str) -> Seen:
    """Raises NotFound."""
    entry = library.get(session, asset_id)
    made = entry.generation
    return Seen(
        entry=entry,
        events=generations.history(session, made.id) if made else [],
        charged_micro_usd=ledger.charged(session, made) if made else 0,
        siblings=library.siblings(session, entry),
        offers=offers.for_clip(session, entry),
        uses=offers.uses_of(session, entry),
        links=lineage.look(session, made.brief) if made else [],
        heard_in=music.heard_in(session, asset_id) if entry.asset.is_sound else [],
        use=usage.of(session, entry.asset, made),
    )
