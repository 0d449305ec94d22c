"""What many productions show, looked up together and in few columns: how far each is, its poster, and the clips that it uses."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, and_, col, func, select

from studio.brief import ENDED, State
from studio.productions import takes
from studio.productions.cut.recipes import ASSET
from studio.productions.outline import Outline, from_kept
from studio.tables import Asset, Cut, CutState, Generation, OutlineVersion, Production, Take


@dataclass(frozen=True)
class Glimpse:
    """`used`: ids of the generations and assets that its scenes show or that its newest film is made of; `films`: ids of all its
    films. `poster` is of the newest film, or of the first scene that has something to show."""

    production: Production
    scenes: int
    ready: int
    is_under_way: bool
    poster: Asset | None
    film: Asset | None
    used: frozenset[str]
    films: frozenset[str]

    @property
    def is_deleted(self) -> bool:
        return self.production.deleted_at is not None


@dataclass(frozen=True)
class _Made:
    """A take, as far as one needs to know it here."""

    id: str
    asset_id: str
    is_ready: bool
    is_under_way: bool
    is_of_round: bool


@dataclass(frozen=True)
class _Film:
    asset: Asset
    clips: tuple[str, ...]  # ids of assets


_Takes = Mapping[str, Sequence[_Made]]  # by scene, oldest first
_NONE: _Takes = {}
_HOLDS = and_(
    col(OutlineVersion.production_id) == col(Production.id), col(OutlineVersion.number) == col(Production.version)
)


def of_many(session: Session, ids: Sequence[str]) -> Mapping[str, Glimpse]:
    """Also of those that are deleted; what never was is not in it."""
    if not ids:
        return {}
    outlines, made = _outlines(session, ids), _takes(session, ids)
    newest, films = _newest_films(session, ids), _films(session, ids)
    shown = {id_: _shown(outline, made.get(id_, _NONE)) for id_, (_, outline) in outlines.items()}
    posters = _assets(session, [its[0].asset_id for its in shown.values() if its])
    return {
        id_: Glimpse(
            production=production,
            scenes=sum(1 for _ in outline.scenes()),
            ready=len(shown[id_]),
            is_under_way=any(one.is_under_way for its in made.get(id_, _NONE).values() for one in its),
            poster=_poster(newest.get(id_), shown[id_], posters),
            film=newest[id_].asset if id_ in newest else None,
            used=frozenset(_used(newest.get(id_), shown[id_])),
            films=frozenset(films.get(id_, ())),
        )
        for id_, (production, outline) in outlines.items()
    }


def _shown(outline: Outline, made: _Takes) -> list[_Made]:
    return [one for scene in outline.scenes() if (one := takes.chosen(scene, made))]


def _used(film: _Film | None, shown: Sequence[_Made]) -> Iterator[str]:
    yield from film.clips if film else ()
    for one in shown:
        yield from (one.id, one.asset_id)


def _poster(film: _Film | None, shown: Sequence[_Made], posters: Mapping[str, Asset]) -> Asset | None:
    if film:
        return film.asset
    return posters.get(shown[0].asset_id) if shown else None


# -- looked up ------------------------------------------------------------------------------------------------


def _outlines(session: Session, ids: Sequence[str]) -> dict[str, tuple[Production, Outline]]:
    rows = select(Production, OutlineVersion).join(OutlineVersion, _HOLDS).where(col(Production.id).in_(ids))
    return {one.id: (one, from_kept(version.outline)) for one, version in session.exec(rows).all()}


def count_scenes(session: Session, ids: Sequence[str]) -> Mapping[str, int]:
    """As they are kept: an outline is not read for that."""
    rows = select(OutlineVersion.production_id, OutlineVersion.outline).join(Production, _HOLDS)
    found = session.exec(rows.where(col(Production.id).in_(ids))).all()
    return {id_: sum(len(chapter["scenes"]) for chapter in outline["chapters"]) for id_, outline in found}


def _takes(session: Session, ids: Sequence[str]) -> Mapping[str, _Takes]:
    of_take = Take.production_id, Take.scene_id, Take.generation_id, Take.is_of_round
    columns: Any = (*of_take, Generation.state, Asset.id, Asset.deleted_at)
    rows = select(*columns).join(Generation, col(Generation.id) == Take.generation_id)
    rows = rows.join(Asset, col(Asset.id) == Generation.asset_id, isouter=True)
    rows = rows.where(col(Take.production_id).in_(ids)).order_by(col(Take.created_at), col(Take.generation_id))
    found: dict[str, dict[str, list[_Made]]] = defaultdict(lambda: defaultdict(list))
    for production_id, scene_id, id_, is_of_round, state, asset_id, deleted_at in session.exec(rows):
        is_ready = asset_id is not None and deleted_at is None
        made = _Made(id_, asset_id or "", is_ready, State(state) not in ENDED, is_of_round)
        found[production_id][scene_id].append(made)
    return found


def _films(session: Session, ids: Sequence[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    of_them = select(Cut.production_id, Cut.asset_id).where(col(Cut.production_id).in_(ids))
    for production_id, asset_id in session.exec(of_them).all():
        if asset_id:
            found[production_id].append(asset_id)
    return found


def _newest_films(session: Session, ids: Sequence[str]) -> Mapping[str, _Film]:
    """Those that are in the library still; previews are none."""
    there = and_(col(Asset.id) == Cut.asset_id, col(Asset.deleted_at).is_(None))
    is_film = and_(col(Cut.production_id).in_(ids), Cut.state == CutState.READY, col(Cut.is_preview).is_(False))
    newest = select(func.max(col(Cut.id))).join(Asset, there).where(is_film).group_by(col(Cut.production_id))
    rows = session.exec(select(Cut, Asset).join(Asset, there).where(col(Cut.id).in_(newest))).all()
    return {cut.production_id: _Film(asset, clips_of(cut)) for cut, asset in rows}


def clips_of(cut: Cut) -> tuple[str, ...]:
    """The assets that its recipe names, in their order."""
    names = (str(one.get("clip", "")) for one in cut.recipe.get("reel", ()))
    return tuple(name.removeprefix(ASSET) for name in names if name.startswith(ASSET))


def _assets(session: Session, ids: Sequence[str]) -> dict[str, Asset]:
    found = session.exec(select(Asset).where(col(Asset.id).in_(ids))).all() if ids else []
    return {asset.id: asset for asset in found}
