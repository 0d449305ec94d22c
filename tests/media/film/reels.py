"""Small clips and sounds, and shots of them."""

import wave
from pathlib import Path

import numpy as np

from studio.media.encode import SOUND_RATE
from studio.media.film.recipe import Recipe, Shot
from tests.clips import write_test_clip

SIZE = (160, 90)


def clip(folder: Path, seed: int = 0, duration_s: float = 1, **wanted) -> Path:
    path, size = folder / f"clip-{seed}.mp4", wanted.pop("size", SIZE)
    write_test_clip(path, size[0], size[1], duration_s, seed=seed, **wanted)
    return path


def tone(path: Path, duration_s: float, hertz: float = 440, level: float = 0.1, channels: int = 2) -> Path:
    """A WAV."""
    moments = np.arange(round(duration_s * SOUND_RATE)) / SOUND_RATE
    samples = np.round(level * 32767 * np.sin(2 * np.pi * hertz * moments)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(SOUND_RATE)
        file.writeframes(np.repeat(samples, channels).tobytes())
    return path


def film_of(*items, **fields) -> Recipe:
    """Of shots, cards or paths of clips."""
    reel = tuple(Shot(clip=str(item)) if isinstance(item, Path) else item for item in items)
    return Recipe(width=SIZE[0], height=SIZE[1], reel=reel, **fields)
