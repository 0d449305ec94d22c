"""The media of a movie file come into this studio: looked through in a place of their own, and none that is here already."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine as Database

from studio import library, speeches
from studio.database import reading
from studio.errors import BadMedia
from studio.files import Files
from studio.productions.movie_file.checking import Archive
from studio.productions.movie_file.written import BadMovieFile, Kind, WrittenMedia, WrittenMovie
from studio.tables import Asset, AssetKind
from studio.voices import samples

SPARE_BYTES = 200_000_000  # that stay free
Tell = Callable[[float, str], None]  # how far it is, and a sentence

ASSET_OF: Mapping[Kind, Callable[[Files, Path], Asset]] = {
    "clip": library.asset_of_clip,
    "picture": library.asset_of_picture,
    "sound": library.asset_of_sound,
}


@dataclass(frozen=True)
class BroughtSpeech:
    """A narration of the file that is not spoken here, by its file among ours."""

    name: str
    duration_s: float


@dataclass(frozen=True)
class Brought:
    """Media of the file as assets, by their ids in it. `new`: those that the library does not have yet; `spoken`: its speeches."""

    assets: Mapping[str, Asset]
    new: Mapping[str, Asset]
    spoken: Mapping[str, BroughtSpeech]


@contextmanager
def bring(archive: Archive, files: Files, database: Database, tell: Tell) -> Iterator[Brought]:
    """All of it is looked at in a place of its own, and comes into the library's folder last: so neither a refusal nor a crash
    leaves anything there. What was brought in is taken away again if what follows fails."""
    if files.free_bytes() < archive.written.size_bytes + SPARE_BYTES:
        raise BadMovieFile("There is not enough room on the disk for this movie: make some, then open it again.")
    with files.workspace() as folder, ExitStack() as undoing:
        assets, new, spoken, own = dict[str, Asset](), dict[str, Asset](), dict[str, BroughtSpeech](), Files(folder)
        for media in _counted(archive.written, tell):
            copy = folder / "media"
            with copy.open("wb") as out:
                archive.copy(media, out)
            if media.is_speech:
                spoken |= _heard(media, copy, own, files, database)
                continue
            assets[media.id] = _same(media, new.values(), files, database) or new.setdefault(
                media.id, _asset_of(media, copy, own)
            )
        for asset in new.values():
            undoing.callback(_take_away, files, asset)
            for name in library.names_of(asset):
                files.adopt(own, name)
        for name in [one.name for one in spoken.values() if not files.has(one.name)]:
            undoing.callback(files.remove, name)
            files.adopt(own, name)
        yield Brought(assets, new, spoken)
        undoing.pop_all()


def _counted(written: WrittenMovie, tell: Tell) -> Iterator[WrittenMedia]:
    done = 0
    for number, media in enumerate(written.media, start=1):
        tell(done / written.size_bytes, f"{number} of {len(written.media)} files")
        yield media
        done += media.size_bytes


def _same(media: WrittenMedia, new: Iterable[Asset], files: Files, database: Database) -> Asset | None:
    """What holds the very same bytes: in this file, or here already."""
    if twin := next((one for one in new if (one.kind, one.sha256) == (media.kind, media.sha256)), None):
        return twin
    with reading(database) as session:
        return library.find_same(session, files, AssetKind(media.kind), media.sha256)


def _asset_of(media: WrittenMedia, copy: Path, own: Files) -> Asset:
    try:
        return ASSET_OF[media.kind](own, copy)
    except BadMedia as reason:
        raise BadMovieFile(f"{media.name} of this movie file cannot be taken: {reason}") from reason


def _heard(media: WrittenMedia, copy: Path, own: Files, files: Files, database: Database) -> dict[str, BroughtSpeech]:
    """By what it is the sound of: nothing, where that is spoken here already."""
    try:
        duration_s = round(samples.read_file(copy).duration_s, 3)
    except samples.NoSamples as reason:
        raise BadMovieFile(f"{media.name} of this movie file cannot be taken: it is no narration.") from reason
    with reading(database) as session:
        here = speeches.find(session, [media.id]).get(media.id)
    if here and speeches.is_there(here, files):
        return {}
    return {media.id: BroughtSpeech(own.keep(copy, f"speech-{media.id}", media.sha256, "wav"), duration_s)}


def _take_away(files: Files, asset: Asset) -> None:
    for name in library.names_of(asset):
        files.remove(name)
