"""How long a cut will take: the pictures that must be drawn, at the speed of the last cut on this machine."""

import json
from contextlib import suppress
from pathlib import Path

from studio.files import whole_file
from studio.media.film.recipe import Recipe

SPEED = "speed.json"
FIRST_GUESS_S = 0.02  # for a million pixels: decoded, fitted and encoded on two ordinary cores
SOUND_S, JOIN_S = 0.03, 0.01  # for a second of film
ALWAYS_S = 0.5  # to start and to look at the files


def estimate_s(recipe: Recipe, folder: Path, frames: int, duration_s: float, *, mixes_sound: bool) -> float:
    """`frames`: how many must be drawn."""
    drawing_s = frames * megapixels(recipe) * _speed(folder)
    return ALWAYS_S + drawing_s + duration_s * (JOIN_S + (SOUND_S if mixes_sound else 0))


def note_speed(recipe: Recipe, folder: Path, frames: int, took_s: float) -> None:
    """Of a few pictures one learns nothing."""
    if frames >= recipe.fps:
        with whole_file(folder / SPEED) as part:
            part.write_text(json.dumps({"megapixel_s": took_s / frames / megapixels(recipe)}))


def megapixels(recipe: Recipe) -> float:
    return recipe.width * recipe.height / 1e6


def _speed(folder: Path) -> float:
    with suppress(OSError, ValueError, KeyError):
        return float(json.loads((folder / SPEED).read_text())["megapixel_s"])
    return FIRST_GUESS_S
