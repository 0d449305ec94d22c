"""What somebody gives us becomes an asset: looked at, kept with its poster, and added."""

from pathlib import Path
from shutil import copyfile

from sqlmodel import Session

from studio.errors import BadMedia
from studio.files import Files
from studio.media.isolated import inspect, inspect_picture, inspect_sound
from studio.tables import Asset, AssetKind, new_id

LONGEST_TITLE = 120


def add(session: Session, asset: Asset) -> Asset:
    session.add(asset)
    return asset


def take_in_picture(files: Files, picture: Path) -> Asset:
    """A JPEG, PNG or WebP that somebody gives us; it stays where it is. It is not yet in the library: looking at a picture takes
    longer than a transaction should. Raises BadMedia."""
    with files.workspace() as folder:
        own = _copied(picture, folder / "picture", "picture")
        found, asset_id = inspect_picture(own, folder), new_id()
        return Asset(
            id=asset_id,
            kind=AssetKind.PICTURE,
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


def take_in_sound(files: Files, sound: Path, named: str = "") -> Asset:
    """A sound that somebody gives us, not yet in the library; it stays where it is. Its title is that of its tags, else it is
    made of `named`, the name of its file. Raises BadMedia."""
    with files.workspace() as folder:
        own = _copied(sound, folder / "sound", "sound")
        found, asset_id = inspect_sound(own, folder), new_id()
        return Asset(
            id=asset_id,
            kind=AssetKind.SOUND,
            title=found.facts.title or title_of_file(named),
            name=files.keep(own, asset_id, found.sha256, found.facts.kind),
            poster=files.keep(found.poster, asset_id, found.sha256, "webp"),
            sha256=found.sha256,
            size_bytes=found.size_bytes,
            duration_s=found.facts.duration_s,
            width=0,
            height=0,
        )


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
