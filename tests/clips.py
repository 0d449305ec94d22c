"""Clips that need no story: a moon over drifting hills."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from studio.media.encode import SOUND_RATE, Plane, Quality, open_clip_writer


def write_test_clip(
    path: Path,
    width: int,
    height: int,
    duration_s: float,
    fps: Fraction | int = 24,
    seed: int = 0,
    *,
    has_sound: bool = False,
) -> None:
    """A moon travels over drifting hills of a colour that the seed decides. Odd sides are made even, one pixel smaller."""
    width, height = width // 2 * 2, height // 2 * 2
    frames = max(1, round(duration_s * fps))
    scene = TestScene(width, height, seed)
    with open_clip_writer(path, width, height, fps, quality=Quality("ultrafast"), has_sound=has_sound) as writer:
        if has_sound:
            writer.add_sound(_hum(duration_s, seed))
        for index in range(frames):
            writer.add(scene.picture(index / frames))


class TestScene:
    """Pictures for clips that need no story. All but the moon is drawn once, on a strip wider than the picture."""

    __test__ = False  # for pytest, which takes the name for a test

    def __init__(self, width: int, height: int, seed: int):
        self._width, self._height = width, height
        chance = np.random.default_rng(seed)
        self._strip = _hills(2 * width, height, chance)
        hue = chance.uniform(0, 2 * np.pi)
        self._colour = round(128 + 28 * np.cos(hue)), round(128 + 28 * np.sin(hue))
        self._moon = _moon(max(4, min(width, height) // 8 * 2))

    def picture(self, fraction: float) -> Plane:
        """`fraction` is how far the clip has come, 0-1."""
        width, height = self._width, self._height
        planes = np.empty((height * 3 // 2, width), np.uint8)
        left = round(fraction * width)
        planes[:height] = self._strip[:, left : left + width]
        self._add_moon(planes[:height], fraction)
        chroma = planes[height:].reshape(2, -1)
        chroma[0], chroma[1] = self._colour[0], self._colour[1]
        return planes

    def _add_moon(self, luma: Plane, fraction: float) -> None:
        size = len(self._moon)
        left = round((self._width - size) * fraction)
        top = round((self._height - size) * (0.5 - 0.4 * np.sin(np.pi * fraction)))
        sky = luma[top : top + size, left : left + size]
        np.maximum(sky, self._moon, out=sky)


def _hills(width: int, height: int, chance: np.random.Generator) -> Plane:
    """Brightness of a dark sky over three ridges; it repeats after half the width."""
    rows = np.arange(height)[:, None]
    luma = np.broadcast_to(40 + 60 * rows / height, (height, width)).copy()
    turn = np.arange(width) / width * 4 * np.pi
    for depth in range(3):
        swing, phase = chance.uniform(0.03, 0.08), chance.uniform(0, 2 * np.pi)
        ridge = height * (0.6 + 0.12 * depth + swing * np.sin((depth + 1) * turn + phase))
        luma[rows >= ridge] = 150 - 40 * depth
    return luma.astype(np.uint8)


def _moon(size: int) -> Plane:
    across = np.linspace(-1, 1, size)
    radius = np.hypot(across[:, None], across[None, :])
    return (np.clip((1 - radius) * size / 4, 0, 1) * 225).astype(np.uint8)


def _hum(duration_s: float, seed: int) -> npt.NDArray[np.float32]:
    moments = np.arange(round(duration_s * SOUND_RATE)) / SOUND_RATE
    return (0.1 * np.sin(2 * np.pi * (220 + 20 * (seed % 12)) * moments)).astype(np.float32)
