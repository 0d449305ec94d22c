"""What can be said of a take without eyes: whether it is dark, pale, without contrast, or does not move."""

import io
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

from studio.errors import BadMedia
from studio.writers.tasks import Review

ONLY_MEASURED = (
    "The built-in writer measures light, contrast and movement; it cannot see whether the take shows its prompt."
)
SIZE = (96, 54)
DARK, PALE = 18, 237  # of 255, the mean of a frame
FLAT = 9  # the spread of its greys
STILL = 0.6  # how far two frames differ, of 255
WORTH = 0.3  # what each fault takes from the score


def review(prompt: str, frames: Sequence[bytes]) -> Review:
    """Raises BadMedia for what is no picture."""
    pictures = [_greys(frame) for frame in frames]
    faults = [sentence for sentence, is_so in _findings(pictures) if is_so]
    return Review(score=round(max(0.0, 1 - WORTH * len(faults)), 2), faults=tuple(faults), better_prompt=prompt)


def _findings(pictures: Sequence[bytes]) -> list[tuple[str, bool]]:
    if not pictures:
        return [("There is no frame to look at.", True)]
    means = [fmean(one) for one in pictures]
    spreads = [fmean(abs(value - mean) for value in one) for one, mean in zip(pictures, means, strict=True)]
    moved = [fmean(abs(a - b) for a, b in zip(one, next_one, strict=True)) for one, next_one in pairwise(pictures)]
    return [
        ("It is nearly black.", fmean(means) < DARK),
        ("It is nearly white.", fmean(means) > PALE),
        ("It has hardly any contrast.", max(spreads) < FLAT),
        ("Nothing moves in it.", bool(moved) and max(moved) < STILL),
    ]


def _greys(frame: bytes) -> bytes:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(frame)) as picture:
            return picture.convert("L").resize(SIZE).tobytes()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise BadMedia("This frame is no picture.") from error
