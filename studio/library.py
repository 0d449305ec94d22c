"""The library: every media file the studio holds. Its files are shown by address, never through a page's memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from shutil import copyfile
from typing import Any

from sqlmodel import Session, col, func, or_, select, update

from studio.brief import State
from studio.database import search_words
from studio.errors import BadMedia, NotFound
from studio.files import Files
from studio.media.isolated import inspect, inspect_picture
from studio.tables import Asset, Cut, Generation, new_id, now

MEDIA = "/app/static/media"  # the one relative address that players, pictures and the board accept
KEEP_DELETED = timedelta(hours=24)


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
    kind: str = "clip"
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
                col(Generation.prompt).icontains(part, autoescape=True), col(Asset.id).startswith(part, autoescape=True)
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


def add(session: Session, asset: Asset) -> Asset:
    session.add(asset)
    return asset


def add_picture(session: Session, files: Files, picture: Path) -> Asset:
    """A JPEG, PNG or WebP that somebody gives us; it stays where it is. Raises BadMedia."""
    return add(session, take_in_picture(files, picture))


def take_in_picture(files: Files, picture: Path) -> Asset:
    """The same, not yet in the library: looking at a picture takes longer than a transaction should. Raises BadMedia."""
    with files.workspace() as folder:
        own = _copied(picture, folder / "picture", "picture")
        found, asset_id = inspect_picture(own, folder), new_id()
        return Asset(
            id=asset_id,
            kind="picture",
            name=files.keep(own, asset_id, found.sha256, found.facts.kind),
            poster=files.keep(found.poster, asset_id, found.sha256, "webp"),
            sha256=found.sha256,
            size_bytes=found.size_bytes,
            width=found.facts.width,
            height=found.facts.height,
        )


def take_in_clip(files: Files, clip: Path) -> Asset:
    """A clip that somebody gives us, to be worked on; not yet in the library. Raises BadMedia."""
    with files.workspace() as folder:
        own = _copied(clip, folder / "clip", "clip")
        found, asset_id = inspect(own, folder, with_last_frame=True), new_id()
        width, height = found.facts.shown_size
        last = found.last_frame and files.keep(found.last_frame, f"{asset_id}-last", found.sha256, "png")
        return Asset(
            id=asset_id,
            name=files.keep(own, asset_id, found.sha256, found.facts.kind),
            poster=files.keep(found.poster, asset_id, found.sha256, "webp"),
            last_frame=last,
            sha256=found.sha256,
            size_bytes=found.size_bytes,
            duration_s=found.facts.duration_s,
            fps=found.facts.fps,
            width=width,
            height=height,
        )


def _copied(given: Path, own: Path, what: str) -> Path:
    try:
        copyfile(given, own)
    except OSError as error:
        raise BadMedia(f"The {what} cannot be read: {error.strerror}.") from error
    return own


def names_of(asset: Asset) -> list[str]:
    """Every file that belongs to it."""
    return [name for name in (asset.name, asset.poster, asset.first_frame, asset.last_frame) if name]


def all_names(session: Session) -> Sequence[str]:
    """Every file that belongs to any asset, the deleted ones too as long as they can come back."""
    columns = (col(Asset.name), col(Asset.poster), col(Asset.first_frame), col(Asset.last_frame))
    return sorted({name for column in columns for name in session.exec(select(column)) if name})


def delete(session: Session, asset_id: str) -> Asset:
    """Out of sight at once, gone for good after `KEEP_DELETED`; until then `restore` brings it back."""
    asset = get(session, asset_id).asset
    asset.deleted_at = now()
    session.add(asset)
    return asset


def restore(session: Session, asset_id: str) -> Asset:
    """Raises NotFound when it is gone for good."""
    asset = get(session, asset_id).asset
    asset.deleted_at = None
    session.add(asset)
    return asset


def take_back(session: Session, asset_id: str) -> list[str]:
    """What was taken in for a brief that is not queued after all. Returns the files to remove, once this is committed."""
    asset = get(session, asset_id).asset
    session.delete(asset)
    return names_of(asset)


def purge(session: Session, before: datetime) -> list[str]:
    """Forget what was deleted before then. Returns the files to remove, once the transaction is committed."""
    gone = session.exec(select(Asset).where(col(Asset.deleted_at) < before).with_for_update()).all()
    for asset in gone:
        for made in (Generation, Cut):
            session.exec(update(made).where(col(made.asset_id) == asset.id).values(asset_id=None))
        session.delete(asset)
    return [name for asset in gone for name in names_of(asset)]
