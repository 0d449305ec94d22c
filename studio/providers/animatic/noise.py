"""Smooth chance: along a line for silhouettes, over a plane for clouds, stone and paper."""

import numpy as np
from PIL import Image

from studio.providers.animatic.colour import Floats
from studio.providers.animatic.planes import Rng

_LATTICE = 1024


class Noise:
    """A wandering curve between 0 and 1, in several octaves. Ridged, it has sharp crests, as mountains have."""

    def __init__(self, rng: Rng, octaves: int = 5, gain: float = 0.5, *, is_ridged: bool = False):
        self._lattices = rng.random((octaves, _LATTICE), dtype=np.float32)
        self._weights = gain ** np.arange(octaves)
        self._is_ridged = is_ridged

    def __call__(self, x: Floats) -> Floats:
        total = np.zeros_like(x)
        for octave, (lattice, weight) in enumerate(zip(self._lattices, self._weights, strict=True)):
            curve = _along(lattice, x * 2**octave + 37.7 * octave)
            if self._is_ridged:
                curve = 1 - np.abs(2 * curve - 1)
                curve = curve * curve if octave == 0 else curve
            total += np.float32(weight) * curve
        return total / np.float32(self._weights.sum())


def _along(lattice: Floats, x: Floats) -> Floats:
    left = np.floor(x).astype(np.int64)
    t = (x - left).astype(np.float32)
    t = t * t * (3 - 2 * t)
    return lattice[left % _LATTICE] * (1 - t) + lattice[(left + 1) % _LATTICE] * t


def cloud(shape: tuple[int, int], rng: Rng, cells: tuple[float, float], octaves: int = 4, gain: float = 0.5) -> Floats:
    """Noise over a plane of (rows, columns), between 0 and 1; `cells` are how many lumps lie down and across."""
    rows, columns = shape
    total, weights, weight = np.zeros(shape, np.float32), 0.0, 1.0
    for octave in range(octaves):
        down, across = (max(2, int(count * 2**octave) + 2) for count in cells)
        if down > rows or across > columns:
            break
        lumps = Image.fromarray(rng.random((down, across), dtype=np.float32))
        total += np.float32(weight) * np.asarray(lumps.resize((columns, rows), Image.Resampling.BICUBIC))
        weights += weight
        weight *= gain
    return total / max(weights, 1e-6)
