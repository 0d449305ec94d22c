"""The pictures of a brief, looked up for its provider just before it is submitted: a file here, or the provider's own id."""

from sqlmodel import Session

from studio import library
from studio.brief import Brief, FoundKeyframe, Keyframe
from studio.errors import FailureKind, NotFound, Refused
from studio.files import Files
from studio.providers import catalogue
from studio.tables import Generation


def look_up(session: Session, files: Files, brief: Brief) -> Brief:
    """The same brief with every picture found. Raises Refused(media) when one is gone."""
    first = Keyframe(generation_id=brief.continues_id) if brief.continues_id else brief.first_frame
    found = {
        "first_frame": _found(session, files, brief, first),
        "last_frame": _found(session, files, brief, brief.last_frame),
    }
    return brief.model_copy(update=found)


def _found(session: Session, files: Files, brief: Brief, frame: Keyframe | None) -> Keyframe | None:
    if frame is None or frame.url:
        return frame
    try:
        return (
            _of_generation(session, files, brief, frame.generation_id)
            if frame.generation_id
            else _of_asset(session, files, frame)
        )
    except NotFound as gone:
        raise Refused(
            "A picture of this brief is no longer in the library: choose another.", kind=FailureKind.MEDIA
        ) from gone


def _of_generation(session: Session, files: Files, brief: Brief, generation_id: str) -> Keyframe:
    earlier = session.get(Generation, generation_id)
    if earlier is None:
        raise NotFound(generation_id)
    if "id" in catalogue.model(brief.model).continues and earlier.provider == brief.provider and earlier.remote_id:
        return FoundKeyframe(generation_id=generation_id, remote_id=earlier.remote_id)
    asset = library.get(session, earlier.asset_id or "").asset
    if asset.last_frame is None:
        raise NotFound(f"{asset.id} has no last frame")
    return FoundKeyframe(generation_id=generation_id, path=files.path_of(asset.last_frame))


def _of_asset(session: Session, files: Files, frame: Keyframe) -> Keyframe:
    asset = library.get(session, frame.asset_id or "").asset
    picture = asset.name if asset.kind == "picture" else asset.last_frame
    if picture is None:
        raise NotFound(f"{asset.id} has no picture")
    return FoundKeyframe(asset_id=asset.id, path=files.path_of(picture))
