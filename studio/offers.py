"""What can be done with something of the library: which models can work on a clip and from which price; a picture in a brief."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from studio import estimates, generations, reach, saved_settings
from studio.brief import Brief, Keyframe, Operation, Reference, Source
from studio.errors import BadBrief
from studio.library import LibraryEntry
from studio.providers import catalogue, fitting
from studio.providers.catalogue import Model
from studio.tables import AssetKind, Generation

AS_A_NEW_CLIP = {"operation": Operation.MAKE, "source": None, "strength": ""}  # whatever the brief was for
WORK = (Operation.MODIFY, Operation.EXTEND, Operation.REFRAME, Operation.UPSCALE, Operation.ADD_AUDIO)


@dataclass(frozen=True)
class Offer:
    """Something that can be done with a clip. `brief` is for the first model that can; `from_micro_usd` is of the cheapest."""

    operation: Operation
    brief: Brief
    from_micro_usd: int | None  # None: of none of them the price is known


def for_clip(session: Session, entry: LibraryEntry) -> Sequence[Offer]:
    """In the order of WORK; nothing that no model can do with this clip."""
    is_public = bool(saved_settings.current(session).public_url)
    return [offer for operation in WORK if (offer := _offer(session, entry, operation, is_public))]


def _offer(session: Session, entry: LibraryEntry, operation: Operation, is_public: bool) -> Offer | None:
    able = (known for known in catalogue.models(operation) if _can_work_on(entry, known, is_public))
    briefs = [_brief(session, entry, known) for known in able]
    prices = [price for brief in briefs if (price := estimates.estimate(session, brief).micro_usd) is not None]
    return Offer(operation, briefs[0], min(prices, default=None)) if briefs else None


def _can_work_on(entry: LibraryEntry, known: Model, is_public: bool) -> bool:
    reaches_it = reach.way(_source(entry), entry.generation, known, is_public=is_public) is not None
    is_short_enough = not known.longest_source_s or (entry.asset.duration_s or 0) <= known.longest_source_s
    return entry.asset.kind == AssetKind.CLIP and reaches_it and is_short_enough


def _source(entry: LibraryEntry) -> Source:
    return Source(generation_id=entry.generation.id) if entry.generation else Source(asset_id=entry.asset.id)


def _brief(session: Session, entry: LibraryEntry, known: Model) -> Brief:
    """Its prompt stays; size and shape too, as far as the model knows them."""
    kept = entry.generation.brief if entry.generation else Brief()
    asked = Brief(
        operation=known.operation,
        model=known.id,
        source=_source(entry),
        prompt=kept.prompt if known.takes_prompt else "",
        duration_s=kept.duration_s,
        resolution=kept.resolution,
        ratio=kept.ratio,
    )
    return generations.complete(session, fitting.fit(asked, known.id).brief)


def going_on(generation: Generation) -> Brief:
    """A new clip that begins where this one ends: by its own model, one of the same provider, or any that can."""
    able = [known for known in catalogue.models(Operation.MAKE) if _goes_on(known, generation.provider)]
    known = min(able, key=lambda one: (one.id != generation.model, one.provider != generation.provider))
    alone = {"continues_id": generation.id, "first_frame": None, "last_frame": None, "loop": False, "seed": None}
    return fitting.fit(generation.brief.model_copy(update=alone | AS_A_NEW_CLIP), known.id).brief


def _goes_on(known: Model, provider: str) -> bool:
    return "last frame" in known.continues or ("id" in known.continues and known.provider == provider)


# -- pictures ---------------------------------------------------------------------------------------------


class PictureUse(StrEnum):
    """What a picture can be to a clip."""

    FIRST_FRAME = "first frame"
    LAST_FRAME = "last frame"
    REFERENCE = "reference"


def uses_of(session: Session, entry: LibraryEntry) -> Sequence[PictureUse]:
    """What a picture can be to some model."""
    return _uses(session, entry) if entry.asset.kind == AssetKind.PICTURE else []


def uses_of_its_end(session: Session, entry: LibraryEntry) -> Sequence[PictureUse]:
    """What the last frame of a clip can be to some model, besides guiding the look."""
    has_end = entry.asset.kind == AssetKind.CLIP and entry.asset.last_frame
    return [use for use in _uses(session, entry) if use != PictureUse.REFERENCE] if has_end else []


def _uses(session: Session, entry: LibraryEntry) -> Sequence[PictureUse]:
    is_public = bool(saved_settings.current(session).public_url)
    able = catalogue.models(Operation.MAKE)
    return [
        use
        for use in PictureUse
        if any(_has_room(known, use, can_start=True) and _reaches(known, entry, use, is_public) for known in able)
    ]


def with_picture(session: Session, brief: Brief, entry: LibraryEntry, use: PictureUse) -> Brief:
    """The brief with the picture in it, or the last frame of the clip; for another model where its own does not take it so.

    Raises BadBrief.
    """
    known = _taker(session, brief, entry, use)
    with_it = brief.model_copy(update=AS_A_NEW_CLIP | _placed(brief, entry, use, known))
    return fitting.fit(with_it, known.id).brief


def _taker(session: Session, brief: Brief, entry: LibraryEntry, use: PictureUse) -> Model:
    """Its own model if that can, else one of the same provider, else the first."""
    is_public = bool(saved_settings.current(session).public_url)
    can_start = bool(use == PictureUse.FIRST_FRAME or brief.first_frame or brief.continues_id)
    makers = [known for known in catalogue.models(Operation.MAKE) if can_start or not known.needs_first_frame]
    able = [known for known in makers if _has_room(known, use, can_start) and _reaches(known, entry, use, is_public)]
    if not able:
        raise BadBrief(f"No model takes this picture as a {use}: set PUBLIC_URL, or add the picture by its address.")
    return min(able, key=lambda known: (known.id != brief.model, known.provider != brief.provider))


def _has_room(known: Model, use: PictureUse, can_start: bool) -> bool:
    return {
        PictureUse.FIRST_FRAME: known.first_frame,
        PictureUse.LAST_FRAME: known.last_frame and (can_start or not known.last_frame_needs_first),
        PictureUse.REFERENCE: known.references > 0,
    }[use]


def _reaches(known: Model, entry: LibraryEntry, use: PictureUse, is_public: bool) -> bool:
    picture = Reference(asset_id=entry.asset.id) if use == PictureUse.REFERENCE else Keyframe(asset_id=entry.asset.id)
    return reach.way(picture, entry.generation, known, is_public=is_public) is not None


def _placed(brief: Brief, entry: LibraryEntry, use: PictureUse, known: Model) -> dict[str, object]:
    if use == PictureUse.FIRST_FRAME:
        return {"first_frame": Keyframe(asset_id=entry.asset.id), "continues_id": None}
    if use == PictureUse.LAST_FRAME:
        return {"last_frame": Keyframe(asset_id=entry.asset.id), "loop": False}
    more = Reference(asset_id=entry.asset.id, role=known.roles[0])
    return {"references": (*brief.references, more)[-known.references :]}
