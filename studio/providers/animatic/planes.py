"""From numbers to the 8-bit planes that Pillow pastes and resizes."""

import numpy as np
from PIL import Image

from studio.providers.animatic.colour import Floats

Rng = np.random.Generator
Plane = Image.Image  # mode "L": brightness, one of the two colours, or a mask

_TILE = 256


def to_plane(values: Floats, rng: Rng | None = None) -> Plane:
    """Rounded; or dithered when chance is given, which keeps skies from banding."""
    raised = values + (0.5 if rng is None else _dither(values.shape, rng))
    return Image.fromarray(np.clip(raised, 0, 255).astype(np.uint8))


def to_mask(shares: Floats) -> Plane:
    """From shares of 0 to 1."""
    return to_plane(np.clip(shares, 0, 1) * 255)


def halve(values: Floats) -> Floats:
    """Half as wide and half as high: the size of the colour planes. A single column keeps its width."""
    even = values[: values.shape[0] // 2 * 2]
    if values.shape[1] == 1:
        return (even[0::2] + even[1::2]) * 0.5
    even = even[:, : values.shape[1] // 2 * 2]
    return (even[0::2, 0::2] + even[1::2, 0::2] + even[0::2, 1::2] + even[1::2, 1::2]) * 0.25


def dim(mask: Plane, share: float) -> Plane:
    return mask.point([int(value * share) for value in range(256)])


def _dither(shape: tuple[int, ...], rng: Rng) -> Floats:
    height, width = shape
    tile = rng.random((_TILE, _TILE), dtype=np.float32)
    return np.tile(tile, (height // _TILE + 1, width // _TILE + 1))[:height, :width]
