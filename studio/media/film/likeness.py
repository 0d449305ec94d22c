"""How alike two pictures are: their structure in grey, and their colours."""

import numpy as np
import numpy.typing as npt
from PIL import Image

Floats = npt.NDArray[np.float64]

SMALL = (96, 54)
TILE = 6  # pixels; the small picture is a whole number of tiles
STEADY_MEAN, STEADY_SPREAD = (0.01 * 255) ** 2, (0.03 * 255) ** 2  # of SSIM: they keep it calm where a picture is plain

TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def likeness(one: Image.Image, other: Image.Image) -> float:
    """Structural similarity of both, tile by tile; 1 where they are the same, 0 where they have nothing in common."""
    x, y = _tiles(one), _tiles(other)
    mean_x, mean_y = x.mean(axis=1), y.mean(axis=1)
    together = (x * y).mean(axis=1) - mean_x * mean_y
    means = (2 * mean_x * mean_y + STEADY_MEAN) / (mean_x**2 + mean_y**2 + STEADY_MEAN)
    spreads = (2 * together + STEADY_SPREAD) / (x.var(axis=1) + y.var(axis=1) + STEADY_SPREAD)
    return round(max(0.0, float((means * spreads).mean())), 3)


def colour_distance(one: Image.Image, other: Image.Image) -> float:
    """Between the mean colours, in CIE L*a*b*."""
    return round(float(np.linalg.norm(_mean_lab(one) - _mean_lab(other))), 1)


def _tiles(picture: Image.Image) -> Floats:
    grey = np.asarray(picture.convert("L").resize(SMALL, Image.Resampling.BOX), np.float64)
    rows, columns = SMALL[1] // TILE, SMALL[0] // TILE
    return grey.reshape(rows, TILE, columns, TILE).swapaxes(1, 2).reshape(-1, TILE * TILE)


def _mean_lab(picture: Image.Image) -> Floats:
    small = np.asarray(picture.convert("RGB").resize(SMALL, Image.Resampling.BOX), np.float64) / 255
    linear = np.where(small <= 0.04045, small / 12.92, ((small + 0.055) / 1.055) ** 2.4)
    light = (linear.reshape(-1, 3).mean(axis=0) @ TO_XYZ.T) / WHITE
    x, y, z = np.where(light > 0.008856, np.cbrt(light), 7.787 * light + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])
