"""What one looks for in the library, and what is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, func, or_, select

from studio.brief import State
from studio.database import search_words
from studio.errors import NotFound
from studio.files import Files
from studio.tables import Asset, AssetKind, Generation

MEDIA = "/app/static/media"  # the one relative address that players, pictures and the board accept


@dataclass(frozen=True)
class Entry:
    """An asset beside the generation it came of, if it came of one."""

    asset: Asset
    generation: Generation | None


@dataclass(frozen=True)
class Filter:
    """What to show. Empty fields do not narrow."""

    text: str = ""
    provider: str = ""
    model: str = ""
    kind: AssetKind | None = AssetKind.CLIP
    stars: int = 0  # rated so or better


class Order(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    BEST = "best"  # most stars; what nobody rated comes last


def address(name: str, *, as_file: bool = False) -> str:
    """Where the browser gets a file; `as_file` makes it a download."""
    return f"{MEDIA}/{name}{'?download=1' if as_file else ''}"


def find(
    session: Session, wanted: Filter, *, page: int = 1, per_page: int = 24, order: Order = Order.NEWEST
) -> Sequence[Entry]:
    rows = _matching(select(Asset, Generation), wanted).order_by(*_in(order))
    return [Entry(*row) for row in session.exec(rows.offset((max(page, 1) - 1) * per_page).limit(per_page)).all()]


def _in(order: Order) -> list[Any]:
    """The id too: of one moment, each has its place on one page."""
    age = [col(Asset.created_at), col(Asset.id)]
    newest = [column.desc() for column in age]
    best = [col(Asset.rating).desc().nulls_last(), *newest]
    return {Order.OLDEST: age, Order.BEST: best}.get(order, newest)


def count(session: Session, wanted: Filter) -> int:
    return session.exec(_matching(select(func.count()).select_from(Asset), wanted)).one()


def _matching(rows, wanted: Filter):  # pyright: ignore[reportMissingParameterType, reportUnknownParameterType]
    rows = rows.join(Generation, col(Generation.id) == Asset.generation_id, isouter=True)
    rows = rows.where(col(Asset.deleted_at).is_(None))
    if wanted.kind:
        rows = rows.where(Asset.kind == wanted.kind)
    if wanted.provider:
        rows = rows.where(Generation.provider == wanted.provider)
    if wanted.model:
        rows = rows.where(Generation.model == wanted.model)
    if wanted.stars:
        rows = rows.where(col(Asset.rating) >= wanted.stars)
    for part in search_words(wanted.text):
        rows = rows.where(
            or_(
                col(Generation.prompt).icontains(part, autoescape=True),
                col(Asset.title).icontains(part, autoescape=True),
                col(Asset.id).startswith(part, autoescape=True),
            )
        )
    return rows


def get(session: Session, asset_id: str) -> Entry:
    asset = session.get(Asset, asset_id)
    if asset is None:
        raise NotFound(f"There is no asset {asset_id!r} in the library.")
    return Entry(asset, session.get(Generation, asset.generation_id) if asset.generation_id else None)


def get_some(session: Session, asset_ids: Sequence[str]) -> Sequence[Entry]:
    """In the order asked for, without those that are deleted or were never there."""
    rows = select(Asset, Generation).join(Generation, col(Generation.id) == Asset.generation_id, isouter=True)
    rows = rows.where(col(Asset.id).in_(asset_ids), col(Asset.deleted_at).is_(None))
    found = {asset.id: Entry(asset, generation) for asset, generation in session.exec(rows).all()}
    return [found[asset_id] for asset_id in dict.fromkeys(asset_ids) if asset_id in found]


def of_group(session: Session, group_id: str) -> Sequence[Entry]:
    """What came of all that was asked for in one go, oldest first, without what is deleted."""
    rows = select(Asset, Generation).join(Generation, col(Generation.asset_id) == Asset.id)
    rows = rows.where(Generation.group_id == group_id, col(Asset.deleted_at).is_(None))
    return [Entry(*row) for row in session.exec(rows.order_by(col(Generation.id))).all()]


def siblings(session: Session, entry: Entry) -> Sequence[Entry]:
    """The others that were asked for in the same go, oldest first."""
    group_id = entry.generation and entry.generation.group_id
    return [one for one in of_group(session, group_id) if one.asset.id != entry.asset.id] if group_id else []


def models_present(session: Session) -> Sequence[str]:
    """The models that clips in the library were made with."""
    made = select(Generation.model).where(Generation.state == State.SUCCEEDED).distinct()
    return sorted(session.exec(made).all())


def find_same(session: Session, files: Files, kind: AssetKind, sha256: str) -> Asset | None:
    """One that holds the very same bytes, is not deleted, and whose file is there: nobody need keep them twice."""
    same = select(Asset).where(Asset.sha256 == sha256, Asset.kind == kind, col(Asset.deleted_at).is_(None))
    return next((asset for asset in session.exec(same.order_by(col(Asset.id))) if files.has(asset.name)), None)
