"""The mixed sound of a film is kept like its segments: it is mixed again only where something that is heard has changed."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from studio.media.codecs import version as codec_version
from studio.media.film.recipe import Recipe
from studio.media.film.sound.placing import PlacedSound, placed_sounds, samples_in
from studio.media.film.sound.track import OnBlock, write_track
from studio.media.film.sources import Sources
from studio.media.film.timeline import Timeline

MIXED_BY = 1  # raise it when the mix sounds otherwise than before


@dataclass(frozen=True)
class FilmSound:
    recipe: Recipe
    sounds: tuple[PlacedSound, ...]
    samples: int
    name: str  # of its file

    @property
    def ducked_to(self) -> float:
        return self.recipe.music.ducked_to if self.recipe.music else 1

    def is_in(self, folder: Path) -> bool:
        return (folder / self.name).exists()

    def kept(self, folder: Path, on_block: OnBlock) -> Path:
        """Its file, mixed now if it is not there."""
        path = folder / self.name
        if path.exists():
            os.utime(path)
        else:
            write_track(path, self.sounds, self.samples, self.ducked_to, self.recipe.loudness, on_block)
        return path


def sound_of(recipe: Recipe, timeline: Timeline, sources: Sources) -> FilmSound | None:
    """None where nothing is heard: then the film has no sound track."""
    sounds = tuple(placed_sounds(recipe, timeline, sources.with_sound))
    if not sounds:
        return None
    hashes = {name: source.sha256 for name, source in sources.sounds.items()}
    hashes |= {getattr(item, "clip", ""): clip.sha256 for item, clip in zip(recipe.reel, sources.clips, strict=True)}
    samples = samples_in(timeline.duration_s)
    return FilmSound(recipe, sounds, samples, _name(recipe, sounds, samples, hashes))


def _name(recipe: Recipe, sounds: tuple[PlacedSound, ...], samples: int, hashes: dict[str, str]) -> str:
    heard = [asdict(sound) | {"path": hashes[str(sound.path)]} for sound in sounds]
    loudness = recipe.loudness and recipe.loudness.model_dump()
    ducked_to = recipe.music and recipe.music.ducked_to
    decides = [heard, samples, loudness, ducked_to, codec_version(), MIXED_BY]
    return f"{hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()[:32]}.m4a"
