"""What becomes of an asset: it is renamed, deleted, brought back, and gone for good in the end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from studio.errors import StudioError
from studio.library.finding import get
from studio.library.taking_in import LONGEST_TITLE
from studio.tables import Asset, Cut, Generation, now

KEEP_DELETED = timedelta(hours=24)


class BadTitle(StudioError):
    """Nothing can be called so."""


def rename(session: Session, asset_id: str, title: str) -> Asset:
    """Raises BadTitle for an empty one."""
    asset, plain = get(session, asset_id).asset, " ".join(title.split())[:LONGEST_TITLE]
    if not plain:
        raise BadTitle("Give it a name.")
    asset.title = plain
    session.add(asset)
    return asset


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
