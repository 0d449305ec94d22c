"""A brief before it is queued: what follows from its source, and whether it can be made."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session

from studio import reach, saved_settings
from studio.brief import Brief
from studio.errors import BadBrief, NotFound
from studio.providers import catalogue
from studio.providers.catalogue import ITS_OWN, Model
from studio.tables import Asset, Generation


def complete(session: Session, brief: Brief) -> Brief:
    """The same brief with what follows from its source: where the model keeps the length and the size of a clip, they are its.

    A length that nobody knows beforehand is 0, and so has no price; a picture has none.
    """
    try:
        known = catalogue.model(brief.model, brief.operation)
    except NotFound:  # the check that follows says it better
        return brief
    maker, asset = reach.origin(session, brief.source) if brief.source and not brief.source.url else (None, None)
    own: dict[str, Any] = {}
    if known.durations_s == ITS_OWN:
        length_s = asset.duration_s if asset and asset.duration_s else maker and maker.duration_s
        own["duration_s"] = round(length_s or 0, 1)
    if known.size_follows_source and (asset or maker):
        own["resolution"] = _size_of(known, maker, asset) or brief.resolution
    return brief.model_copy(update=own)


def _size_of(known: Model, maker: Generation | None, asset: Asset | None) -> str | None:
    """The nearest of the sizes that the model has a price for."""
    if asset and asset.width and asset.height:
        return catalogue.nearest_size(asset.width * asset.height, known.rates.usd_per_second)
    return maker and maker.brief.resolution


def check(session: Session, brief: Brief) -> None:
    """Refuse what cannot be made, before anything is sent or paid. Raises BadBrief with every reason, NotFound."""
    if reasons := list(reasons_against(session, brief)):
        raise BadBrief(" ".join(reasons))


def reasons_against(session: Session, brief: Brief) -> Iterator[str]:
    """What the model cannot do, or else what cannot be brought to its provider. Raises NotFound for what is gone."""
    if against := list(catalogue.reasons_against(brief)):
        yield from against
        return
    if any(reach.named(brief)):  # few do, and to look up the settings takes longer than all the rest
        yield from reach.reasons_against(session, brief, is_public=bool(saved_settings.current(session).public_url))
