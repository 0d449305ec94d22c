"""Stars, and which model wins. A duel is two clips that were asked for in one go, of different models, both rated."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, case, col, func, select

from studio import library
from studio.tables import Asset, Generation

STARS = range(1, 6)


@dataclass(frozen=True)
class WinRate:
    """Of the duels of one model, how many it won; equal stars are half a win for each."""

    wins: float
    duels: int

    @property
    def fraction(self) -> float:
        return self.wins / self.duels if self.duels else 0.0


def rate(session: Session, asset_id: str, stars: int | None) -> Asset:
    """None takes the stars away. Raises NotFound."""
    if stars is not None and stars not in STARS:
        raise ValueError(f"A rating is {STARS[0]} to {STARS[-1]} stars or none, not {stars}.")
    asset = library.get(session, asset_id).asset
    asset.rating = stars
    session.add(asset)
    return asset


def win_rates(session: Session) -> Mapping[str, WinRate]:
    """By model, of those that had a duel. A deleted clip counts until it is gone for good: who loses is often thrown away."""
    return {model: WinRate(float(wins), count) for model, wins, count in session.exec(_duels()).all()}


@cache
def _duels() -> Any:
    """Put together once: to name the same two tables twice takes longer than to ask."""
    own, other = aliased(Generation), aliased(Generation)
    own_clip, other_clip = aliased(Asset), aliased(Asset)
    won = case((col(own_clip.rating) > col(other_clip.rating), 1.0), else_=0.0)
    drawn = case((col(own_clip.rating) == col(other_clip.rating), 0.5), else_=0.0)
    return (
        select(own.model, func.sum(won + drawn), func.count())
        .join(other, (col(other.group_id) == own.group_id) & (col(other.model) != own.model))
        .join(own_clip, col(own_clip.id) == own.asset_id)
        .join(other_clip, col(other_clip.id) == other.asset_id)
        .where(col(own.group_id).is_not(None), col(own_clip.rating).is_not(None), col(other_clip.rating).is_not(None))
        .group_by(col(own.model))
    )
