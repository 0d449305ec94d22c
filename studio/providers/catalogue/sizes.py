"""What the names of sizes stand for, in pixels of one picture."""

from collections.abc import Iterable
from math import log


def pixels_of(size: str) -> int:
    """Of `720p` or `4k`, at 16:9; other shapes have about as many."""
    height = 2160 if size == "4k" else int(size.removesuffix("p"))
    return height * height * 16 // 9


def nearest(pixels: int, sizes: Iterable[str]) -> str | None:
    return min(sizes, key=lambda size: abs(log(pixels_of(size) / pixels)), default=None)
