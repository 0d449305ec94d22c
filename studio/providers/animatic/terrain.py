"""Silhouettes of land: for every x the height y at which it begins. Units are frame heights; y grows downwards."""

from collections.abc import Callable

import numpy as np

from studio.providers.animatic.colour import Floats, bell
from studio.providers.animatic.noise import Noise
from studio.providers.animatic.planes import Rng

Ground = Callable[[Floats], Floats]

REACH = 4.2  # how far to either side the world is furnished


def flat(y: float) -> Ground:
    return lambda x: np.full(x.shape, y, np.float32)


def hills(rng: Rng, base: float, height: float, frequency: float, octaves: int = 4, gain: float = 0.42) -> Ground:
    noise = Noise(rng, octaves, gain)
    return lambda x: base - height * noise(x * frequency + 100)


def peaks(
    rng: Rng,
    base: float,
    height: float,
    frequency: float,
    octaves: int = 6,
    gain: float = 0.48,
    steepness: float = 1.25,
) -> Ground:
    noise = Noise(rng, octaves, gain, is_ridged=True)
    return lambda x: base - height * np.clip((noise(x * frequency + 100) - 0.25) / 0.6, 0, 1.2) ** steepness


def knoll(ground: Ground, x: float, lift: float, width: float = 0.30) -> Ground:
    """The ground, raised around x."""
    return lambda at: ground(at) - lift * bell(at - x, width)


def grass(ground: Ground, rng: Rng, height: float) -> Ground:
    coarse, wide, fine = (Noise(rng, octaves=1) for _ in range(3))
    return lambda x: ground(x) - height * (coarse(x * 90) * wide(x * 7 + 3) + 0.5 * fine(x * 230))


def conifers(ground: Ground, rng: Rng, shortest: float, tallest: float, per_unit: float) -> Ground:
    """A wood of firs standing on the ground."""
    count = int(2 * REACH * per_unit)
    feet = (-REACH + (np.arange(count) + rng.random(count)) / per_unit).astype(np.float32)
    heights = shortest + (tallest - shortest) * rng.random(count) ** 1.6

    def skyline(x: Floats) -> Floats:
        y = ground(x)
        for foot, height, base in zip(feet, heights, ground(feet), strict=True):
            half_width = height * (0.21 if height < 0.12 else 0.19)
            start, end = np.searchsorted(x, (foot - half_width, foot + half_width))
            if start < end:
                outline = _fir(np.abs(x[start:end] - foot) / half_width, branches=6 + int(height * 40))
                y[start:end] = np.minimum(y[start:end], base - height * outline)
        return y

    return skyline


def _fir(from_trunk: Floats, branches: int) -> Floats:
    """Height of a fir's outline, from its trunk (0) to the end of its lowest branch (1)."""
    saw = 1 - (from_trunk * branches) % 1
    return 1 - np.clip(from_trunk + 1.25 / branches * saw * (0.35 + from_trunk), 0, 1)
