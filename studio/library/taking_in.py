"""A file becomes an asset: looked at, kept with its poster, and added."""

from pathlib import Path
from shutil import copyfile

from sqlmodel import Session

from studio.errors import BadMedia
from studio.files import Files
from studio.media.facts import Facts, PictureFacts, SoundFacts
from studio.media.isolated import (
    Inspected,
    InspectedPicture,
    InspectedSound,
    inspect,
    inspect_picture,
    inspect_sound,
)
from studio.tables import Asset, AssetKind, new_id

LONGEST_TITLE = 120


def add(session: Session, asset: Asset) -> Asset:
    session.add(asset)
    return asset


def as_asset(
    files: Files,
    file: Path,
    found: Inspected | InspectedPicture | InspectedSound,
    *,
    asset_id: str = "",
    first_frame: Path | None = None,
    last_frame: Path | None = None,
) -> Asset:
    """What was found in a file, as an asset that is not yet in the library. All its files are moved in place, whole."""
    asset_id, sha256, facts = asset_id or new_id(), found.sha256, found.facts
    asset = Asset(
        id=asset_id,
        name=files.keep(file, asset_id, sha256, facts.kind),
        poster=files.keep(found.poster, asset_id, sha256, "webp"),
        first_frame=first_frame and files.keep(first_frame, f"{asset_id}-first", sha256, "png"),
        last_frame=last_frame and files.keep(last_frame, f"{asset_id}-last", sha256, "png"),
        sha256=sha256,
        size_bytes=found.size_bytes,
        width=0,
        height=0,
    )
    match facts:
        case Facts():
            asset.width, asset.height = facts.shown_size
            asset.duration_s, asset.fps = facts.duration_s, facts.fps
        case PictureFacts():
            asset.kind, asset.width, asset.height = AssetKind.PICTURE, facts.width, facts.height
        case SoundFacts():
            asset.kind, asset.duration_s = AssetKind.SOUND, facts.duration_s
    return asset


def asset_of_picture(files: Files, picture: Path) -> Asset:
    """A JPEG, PNG or WebP that somebody gives us; it stays where it is. It is not yet in the library: looking at a picture takes
    longer than a transaction should. Raises BadMedia."""
    with files.workspace() as folder:
        own = _copied(picture, folder / "picture", "picture")
        return as_asset(files, own, inspect_picture(own, folder))


def asset_of_clip(files: Files, clip: Path) -> Asset:
    """A clip that somebody gives us, to be worked on; not yet in the library. Raises BadMedia."""
    with files.workspace() as folder:
        own = _copied(clip, folder / "clip", "clip")
        found = inspect(own, folder, with_last_frame=True)
        return as_asset(files, own, found, last_frame=found.last_frame)


def asset_of_sound(files: Files, sound: Path, named: str = "") -> Asset:
    """A sound that somebody gives us, not yet in the library; it stays where it is. Its title is that of its tags, else it is
    made of `named`, the name of its file. Raises BadMedia."""
    with files.workspace() as folder:
        own = _copied(sound, folder / "sound", "sound")
        found = inspect_sound(own, folder)
        asset = as_asset(files, own, found)
    asset.title = found.facts.title or title_of_file(named)
    return asset


def title_of_file(name: str) -> str:
    """`my_song-final.mp3` is `my song-final`."""
    plain = "".join(letter if letter.isprintable() else " " for letter in Path(name.replace("\\", "/")).stem)
    return " ".join(plain.replace("_", " ").split())[:LONGEST_TITLE] or "Sound"


def _copied(given: Path, own: Path, what: str) -> Path:
    try:
        copyfile(given, own)
    except OSError as error:
        raise BadMedia(f"The {what} cannot be read: {error.strerror}.") from error
    return own
