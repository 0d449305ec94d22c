"""What a cut must know of the files it is made of. Each is looked at once; what was found is kept beside the segments."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import av.error

from studio.errors import BadMedia
from studio.files import whole_file
from studio.media.film.recipe import Recipe, Shot
from studio.media.film.sound.reading import sound_length_s
from studio.media.probe import facts_of, open_clip


@dataclass(frozen=True)
class SourceFile:
    """A file that was looked at: a clip, or a sound."""

    sha256: str = ""
    duration_s: float = 0
    has_sound: bool = False


NONE = SourceFile()


@dataclass(frozen=True)
class Sources:
    """`clips` has an entry for each shot or card of the reel; that of a card is empty, and not read. `sounds` is by path."""

    clips: tuple[SourceFile, ...]
    sounds: dict[str, SourceFile]

    def sound_s(self, path: str) -> float:
        """How long it is; 0 for one that was not looked at."""
        return self.sounds.get(path, NONE).duration_s

    @property
    def lengths_s(self) -> list[float]:
        return [clip.duration_s for clip in self.clips]

    @property
    def hashes(self) -> list[str]:
        return [clip.sha256 for clip in self.clips]

    @property
    def with_sound(self) -> list[bool]:
        return [clip.has_sound for clip in self.clips]


def look(recipe: Recipe, folder: Path) -> Sources:
    """Raises BadMedia for the first file that is not what it should be, and says of which scene."""
    clips, sounds = list[SourceFile](), dict[str, SourceFile]()
    for index, item in enumerate(recipe.reel):
        with _told_of(recipe.label(index)):
            clips.append(_clip(item, folder) if isinstance(item, Shot) else NONE)
        if item.narration:
            with _told_of(f"{recipe.label(index)}, narration"):
                sounds[item.narration.sound] = _found(Path(item.narration.sound), folder, "sound", _sound)
    if recipe.music:
        with _told_of("The music"):
            sounds[recipe.music.sound] = _found(Path(recipe.music.sound), folder, "sound", _sound)
    return Sources(tuple(clips), sounds)


@contextmanager
def _told_of(label: str) -> Iterator[None]:
    try:
        yield
    except BadMedia as error:
        raise BadMedia(f"{label}: {error}") from error
    except av.error.FFmpegError as error:
        raise BadMedia(f"{label}: The file is damaged.") from error


def _clip(shot: Shot, folder: Path) -> SourceFile:
    return _found(Path(shot.clip), folder, "clip", _looked_at)


def _looked_at(path: Path, sha256: str) -> SourceFile:
    with open_clip(path) as clip:
        facts = facts_of(clip)
    return SourceFile(sha256, facts.duration_s, facts.has_sound)


def _sound(path: Path, sha256: str) -> SourceFile:
    return SourceFile(sha256, sound_length_s(path), has_sound=True)


def _found(path: Path, folder: Path, kind: str, look_at: Callable[[Path, str], SourceFile]) -> SourceFile:
    """What is kept of it, or what a look at it tells."""
    if not path.exists():
        raise BadMedia("Its file is not there any more.")
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    kept = folder / f"{sha256[:32]}.{kind}.json"
    if kept.exists():
        os.utime(kept)  # it counts as used
        return SourceFile(**json.loads(kept.read_text()))
    source = look_at(path, sha256)
    with whole_file(kept) as part:
        part.write_text(json.dumps(asdict(source)))
    return source
