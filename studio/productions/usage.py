"""Where a clip or a film is used: the production it was made for or brought into, and its scene."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from studio.productions import takes, versions
from studio.productions.cut import cuts
from studio.productions.glimpse import clips_of
from studio.tables import Asset, Cut, Generation, Production, Take


@dataclass(frozen=True)
class UseInProduction:
    """`scene_id` and `number`: None for a film, or once the scene is gone. `is_shown`: it is the take that its scene shows."""

    production: Production
    scene_id: str | None = None
    number: int | None = None
    is_shown: bool = False
    is_film: bool = False

    @property
    def is_deleted(self) -> bool:
        return self.production.deleted_at is not None


def of(session: Session, asset: Asset | None, made: Generation | None) -> UseInProduction | None:
    """None: no production has to do with it."""
    if made:
        take = session.get(Take, made.id)
        return _of_take(session, take) if take else None
    cut = cuts.of_film(session, asset.id) if asset else None
    production = session.get(Production, cut.production_id) if cut else None
    return UseInProduction(production, is_film=True) if production else None


def clips_of_film(session: Session, film: Asset) -> Sequence[str]:
    """The assets it was put together from; of what is no film, none."""
    cut = cuts.of_film(session, film.id) if film.generation_id is None and film.is_moving else None
    return clips_of(cut) if cut else ()


def productions_of(session: Session, generation_ids: Iterable[str], asset_ids: Iterable[str]) -> Sequence[str]:
    """That these generations were taken into, or that these films were made of; oldest first."""
    by_takes = select(Take.production_id).where(col(Take.generation_id).in_(list(generation_ids)))
    by_films = select(Cut.production_id).where(col(Cut.asset_id).in_(list(asset_ids)))
    return sorted({*session.exec(by_takes).all(), *session.exec(by_films).all()})


def _of_take(session: Session, take: Take) -> UseInProduction | None:
    production = session.get(Production, take.production_id)
    if production is None:
        return None
    outline = versions.outline_of(session, production)
    scene = outline.scene(take.scene_id)
    if scene is None:
        return UseInProduction(production)
    shown = takes.chosen(scene, takes.list_all(session, production.id))
    is_shown = shown is not None and shown.id == take.generation_id
    return UseInProduction(production, scene.id, outline.number(scene.id), is_shown)
