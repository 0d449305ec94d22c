"""Colours are Y, U, V in BT.709, limited range: what the encoder takes, so that nothing is converted frame by frame."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]  # single precision wherever there is one for each pixel
Number = float | Floats

BLACK, WHITE, NEUTRAL = 16, 235, 128


def rgb_of(code: str) -> Floats:
    """`#ff8800` as three numbers from 0 to 1."""
    return np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / 255


def to_yuv(rgb: Floats) -> Floats:
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return np.stack(
        [16 + 219 * luma, 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748], -1
    ).astype(np.float32)


def yuv(code: str) -> Floats:
    return to_yuv(rgb_of(code))


def mix(start: Floats, end: Number, share: Number) -> Floats:
    return start + (end - start) * share


def smooth(values: Number, low: float = 0.0, high: float = 1.0) -> Floats:
    """Rises from 0 at `low` to 1 at `high`, gently at both ends. `high` may be the lower one: then it falls."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def bell(distance: Number, width: Number) -> Floats:
    """1 in the middle, falling softly: about a third is left at `width`."""
    return np.exp(-((distance / width) ** 2))
