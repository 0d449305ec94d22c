"""What a brief points at, looked up for its provider just before it is submitted: a file here, an address, or its own id."""

from sqlmodel import Session

from studio import reach, signed_addresses
from studio.brief import Brief, FoundMaterial, Keyframe, Material, Reference, Source
from studio.errors import FailureKind, NotFound, Refused
from studio.files import Files
from studio.providers import catalogue
from studio.reach import Way
from studio.settings import Settings
from studio.tables import Asset, AssetKind

GONE = "What this brief points at is no longer in the library: choose another."


def look_up(session: Session, files: Files, brief: Brief, settings: Settings) -> Brief:
    """The same brief with everything found. Raises Refused(media) when something is gone or cannot be brought there."""
    first = Keyframe(generation_id=brief.continues_id) if brief.continues_id else brief.first_frame
    finder = _Finder(session, files, brief, settings)
    found = {
        "first_frame": first and finder.find(first),
        "last_frame": brief.last_frame and finder.find(brief.last_frame),
        "source": brief.source and finder.find(brief.source),
        "references": tuple(finder.find(reference) for reference in brief.references),
    }
    return brief.model_copy(update=found)


class _Finder:
    def __init__(self, session: Session, files: Files, brief: Brief, settings: Settings):
        self.session, self.files, self.settings = session, files, settings
        self.known = catalogue.model(brief.model, brief.operation)

    def find(self, material: Material) -> Material:
        if material.url:
            return material
        try:
            return self._found(material)
        except NotFound as gone:
            raise Refused(GONE, kind=FailureKind.MEDIA) from gone

    def _found(self, material: Material) -> FoundMaterial:
        maker, asset = reach.origin(self.session, material)
        how = reach.way(material, maker, self.known, is_public=bool(self.settings.public_url))
        known = material.model_dump(include={"asset_id", "generation_id"})
        known["role"] = material.role if isinstance(material, Reference) else None
        if how == Way.ID and maker and maker.remote_id:
            is_picture = asset is not None and asset.kind == AssetKind.PICTURE
            return FoundMaterial(remote_id=maker.remote_id, is_picture=is_picture, **known)
        if asset is None or how is None:
            raise NotFound("nothing of it is here")
        name = asset.name if isinstance(material, Source) else _still_of(asset)
        if how == Way.ADDRESS:
            return FoundMaterial(url=signed_addresses.address(name, self.settings), **known)
        return FoundMaterial(path=self.files.path_of(name), **known)


def _still_of(asset: Asset) -> str:
    """A picture itself, or the last frame of a clip."""
    still = asset.name if asset.kind == AssetKind.PICTURE else asset.last_frame
    if still is None:
        raise NotFound(f"{asset.id} has no picture")
    return still
