"""From a provider's sizes in pixels (`1280:720`) to what a person calls them: 720p, 16:9."""

from collections.abc import Mapping, Sequence
from math import log

Size = tuple[str, str]  # resolution, ratio
CLIP_AREAS: Mapping[str, int] = {
    "360p": 640 * 360,
    "480p": 854 * 480,
    "540p": 960 * 540,
    "720p": 1280 * 720,
    "1080p": 1920 * 1080,
    "4k": 3840 * 2160,
}
PICTURE_AREAS: Mapping[str, int] = {"512": 512**2, "1K": 1024**2, "2K": 2048**2, "4K": 4096**2}
SHORT_SIDES = {480: "480p", 720: "720p", 1080: "1080p", 2160: "4k"}
SHAPES = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "9:21", "3:2", "2:3")
FARTHEST = 0.1  # of a shape from the one that it is called by, as a logarithm: 4:1 is no wide 21:9


def sizes(words: Sequence[str], areas: Mapping[str, int] = CLIP_AREAS) -> Mapping[Size, str]:
    """The words under their names. Of two that have one name, the one that fits it better; the first, if both do."""
    found: dict[Size, tuple[float, str]] = {}
    for word in words:
        shape, how_far = shape_of(word)
        if how_far > FARTHEST:
            continue
        resolution, distance = resolution_of(word, areas)
        kept = found.get((resolution, shape))
        if kept is None or distance + how_far < kept[0]:
            found[resolution, shape] = distance + how_far, word
    return {name: word for name, (_, word) in found.items()}


def shape_of(word: str) -> tuple[str, float]:
    """Of the usual shapes the nearest, and how far it is."""
    asked = log(_ratio(word))
    return min(((shape, abs(log(_ratio(shape)) - asked)) for shape in SHAPES), key=lambda pair: pair[1])


def resolution_of(word: str, areas: Mapping[str, int] = CLIP_AREAS) -> tuple[str, float]:
    """By its short side, where that is what the name says; else by its area. With how far it is from that name."""
    width, height = numbers(word)
    exact = SHORT_SIDES.get(min(width, height), "")
    if exact in areas:
        return exact, 0
    return min(((name, abs(log(area / (width * height)))) for name, area in areas.items()), key=lambda pair: pair[1])


def numbers(word: str) -> tuple[int, int]:
    width, _, height = word.partition(":")
    return int(width), int(height)


def _ratio(word: str) -> float:
    width, height = numbers(word)
    return width / height
