"""The face of a sound: how loud it is from its start to its end, as bars that one sees on a light and on a dark ground."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

Levels = npt.NDArray[np.float32]  # of each hundredth of a second the loudest, 0-1

WIDTH, HEIGHT = 480, 180  # pixels
BAR, GAP, MARGIN = 4, 4, 12
COLOUR = (108, 126, 214, 255)  # between what is too pale on white and too dark on black
QUIET_DB = -42.0  # and below: the shortest bar
FINER = 2  # drawn larger and made smaller, for round ends


def draw_waveform(levels: Levels, target: Path) -> None:
    """A WebP without a ground of its own."""
    picture = Image.new("RGBA", (WIDTH * FINER, HEIGHT * FINER), (*COLOUR[:3], 0))
    pen, middle = ImageDraw.Draw(picture), HEIGHT * FINER / 2
    for place, height in enumerate(_heights(levels)):
        left, half = (MARGIN + place * (BAR + GAP)) * FINER, max(BAR, height) * FINER / 2
        box = (left, middle - half, left + BAR * FINER - 1, middle + half)
        pen.rounded_rectangle(box, radius=BAR * FINER / 2, fill=COLOUR)
    picture.resize((WIDTH, HEIGHT), Image.Resampling.BOX).save(target, "WEBP", quality=90, method=2)


def _heights(levels: Levels) -> list[float]:
    """In pixels, against its own loudest place. Of each part the mean power: peaks alone would all be alike."""
    many = (WIDTH - 2 * MARGIN + GAP) // (BAR + GAP)
    edges = np.linspace(0, len(levels), many + 1)
    parts = [levels[int(first) : max(int(first) + 1, int(last))] for first, last in pairwise(edges)]
    powers = np.array([float(np.sqrt((part.astype(np.float64) ** 2).mean())) if len(part) else 0.0 for part in parts])
    loudest = max(1e-6, powers.max(initial=0))
    decibels = 20 * np.log10(np.maximum(powers / loudest, 1e-6))
    shares = np.clip(1 - decibels / QUIET_DB, 0, 1) ** 1.6
    is_silent = powers.max(initial=0) < 1e-5
    return [0.0] * many if is_silent else [float(share) * (HEIGHT - 2 * MARGIN) for share in shares]
