"""How what a brief points at reaches its provider: by the provider's own id, by an address, or as a file. Or why it cannot."""

from collections.abc import Iterator
from enum import StrEnum

from sqlmodel import Session

from studio import library
from studio.brief import Brief, Keyframe, Material, Operation, Source
from studio.errors import NotFound
from studio.providers import catalogue
from studio.providers.catalogue import ITS_OWN, Model
from studio.tables import Asset, Generation

PUBLISH = "set PUBLIC_URL to the https address at which the world reaches this studio"


class Way(StrEnum):
    """How a provider gets it."""

    ID = "id"
    ADDRESS = "address"
    FILE = "file"


def origin(session: Session, material: Material) -> tuple[Generation | None, Asset | None]:
    """What it came of, and what it is; the asset may not be there yet. Raises NotFound for what is gone."""
    if material.generation_id:
        generation = session.get(Generation, material.generation_id)
        if generation is None:
            raise NotFound(f"There is no generation {material.generation_id!r}.")
        asset = library.get(session, generation.asset_id).asset if generation.asset_id else None
        return generation, asset
    entry = library.get(session, material.asset_id or "")
    return entry.generation, entry.asset


def way(material: Material, maker: Generation | None, known: Model, *, is_public: bool) -> Way | None:
    """The best one, None where there is none. `maker`: the generation it came of; `is_public`: the world reaches us."""
    if material.url:
        return Way.ADDRESS
    is_own = maker is not None and maker.provider == known.provider and not maker.was_made_elsewhere
    if is_own and _takes_own(material, maker, known):
        return Way.ID
    takes = known.sources if isinstance(material, Source) else known.pictures
    if "file" in takes:
        return Way.FILE
    return Way.ADDRESS if "address" in takes and is_public else None


def _takes_own(material: Material, maker: Generation | None, known: Model) -> bool:
    """Whether the provider's own id stands for it."""
    if isinstance(material, Source):
        return "id" in known.sources
    if maker and maker.brief.operation == Operation.PICTURE:
        return "own" in known.pictures
    # the end of a clip: its id stands for the clip only where the brief says so, not for a still taken from it
    return material.generation_id is not None and isinstance(material, Keyframe) and "id" in known.continues


def reasons_against(session: Session, brief: Brief, *, is_public: bool) -> Iterator[str]:
    """Sentences for what cannot reach the provider of this brief. Raises NotFound for what is gone."""
    known = catalogue.model(brief.model, brief.operation)
    for material in named(brief):
        if material.url is None:
            maker, asset = origin(session, material)
            how = way(material, maker, known, is_public=is_public)
            if how is None:
                yield _why_not(material, maker, known)
            elif asset and isinstance(material, Source):
                yield from _against_length(asset, how, known)


def _against_length(asset: Asset, how: Way, known: Model) -> Iterator[str]:
    """Where the length of the brief is not that of its source, the catalogue's own rules cannot see this."""
    limits = [known.longest_source_s if known.durations_s != ITS_OWN else None]
    limits += [known.longest_file_s if how == Way.FILE else None]
    longest = min((limit for limit in limits if limit is not None), default=None)
    if longest is None or round(asset.duration_s or 0, 1) <= longest:
        return
    elsewhere = " that it did not make itself" if how == Way.FILE and "id" in known.sources else ""
    yield f"{known.label} takes clips{elsewhere} of at most {longest:g} s; this one has {asset.duration_s:.1f} s."


def named(brief: Brief) -> Iterator[Material]:
    """All that it points at, the clip it continues among them."""
    yield from brief.pictures
    if brief.continues_id:
        yield Keyframe(generation_id=brief.continues_id)
    if brief.source:
        yield brief.source


def _why_not(material: Material, maker: Generation | None, known: Model) -> str:
    label = catalogue.label_of(known.id)
    made = f"; this one was made by {_maker_of(maker)}" if maker else ""
    if isinstance(material, Source):
        by_address = "address" in known.sources
        takes = "gets clips by address" if by_address else "works only on clips of its own provider"
        return f"{label} {takes}{made}{_to_publish(by_address)}."
    if material.generation_id and maker and known.continues:
        return f"{label} continues only clips of its own provider{made}{_to_publish('address' in known.pictures)}."
    own = ", make the picture with one of its own models" if "own" in known.pictures else ""
    return (
        f"{known.label} takes pictures by a public https address only: give the address of the picture{own}, "
        f"or {PUBLISH}."
    )


def _maker_of(made: Generation) -> str:
    label = catalogue.PROVIDERS.get(made.provider, made.provider)
    return f"{label} for another studio" if made.was_made_elsewhere else label


def _to_publish(by_address: bool) -> str:
    return f": {PUBLISH}" if by_address else ""
