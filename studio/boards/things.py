"""What the cards of a board stand for, looked up together: a few queries, however many cards there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from studio import generations, ledger
from studio.brief import State
from studio.outlook import Pace
from studio.productions import glimpse, spending
from studio.productions.glimpse import Glimpse
from studio.productions.spending import Sums
from studio.tables import Asset, Card, Generation


@dataclass(frozen=True)
class Things:
    """By id. What is not there any more is not in it."""

    generations: Mapping[str, Generation]
    assets: Mapping[str, Asset]
    charged_micro_usd: Mapping[str, int]
    paces: Mapping[tuple[str, float], Pace]
    productions: Mapping[str, Glimpse]
    costs: Mapping[str, Sums]  # of productions

    def production(self, card: Card) -> Glimpse | None:
        return self.productions.get(card.production_id or "")

    def generation(self, card: Card) -> Generation | None:
        return self.generations.get(card.generation_id or "")

    def asset(self, card: Card) -> Asset | None:
        """Unless it was deleted."""
        made = self.generation(card)
        asset = self.assets.get(card.asset_id or (made and made.asset_id) or "")
        return asset if asset and not asset.deleted_at else None


def look_up(session: Session, cards: Sequence[Card]) -> Things:
    ids = [card.generation_id for card in cards if card.generation_id]
    found = {one.id: one for one in session.exec(select(Generation).where(col(Generation.id).in_(ids))).all()}
    asset_ids = [id_ for id_ in (*(card.asset_id for card in cards), *(one.asset_id for one in found.values())) if id_]
    assets = session.exec(select(Asset).where(col(Asset.id).in_(asset_ids))).all() if asset_ids else []
    production_ids = [card.production_id for card in cards if card.production_id]
    kinds = {(one.model, one.duration_s) for one in found.values() if one.state == State.RUNNING}
    return Things(
        generations=found,
        assets={asset.id: asset for asset in assets},
        charged_micro_usd=ledger.charged_each(session, Generation, ids) if ids else {},
        paces={kind: generations.time_to_clip(session, *kind) for kind in kinds},
        productions=glimpse.of_many(session, production_ids),
        costs=spending.of_many(session, production_ids) if production_ids else {},
    )
