"""Draws title and end cards: words that come and go on a plain ground with a little light in its middle."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from studio.media.encode import Plane
from studio.media.film.planes import Size, blend, from_picture
from studio.media.film.recipe import TitleCard
from studio.media.lettering import Family, draw_text, text_width, wrap_evenly

TEXT_SHARE, SMALL_SHARE, GAP_SHARE = 0.085, 0.036, 0.022  # of the shorter side: sizes of letters, and between the two
WIDTH_SHARE = 0.8
TEXT_ROWS, SMALL_ROWS, LEAST_PX = 3, 3, 8
COMES_S, GOES_S = 0.5, 0.4

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Style:
    ground: Colour
    text: Colour
    small_text: Colour


STYLES = {
    "dark": Style((12, 14, 19), (255, 255, 255), (170, 174, 182)),
    "light": Style((240, 236, 228), (26, 27, 31), (96, 96, 100)),
    "night": Style((13, 22, 48), (255, 244, 214), (150, 168, 210)),
}


def card_frames(card: TitleCard, size: Size, fps: int, first: int) -> Iterator[Plane]:
    """From its picture number `first` on, without end. The arrays belong to nobody: they are read and not written."""
    ground = _ground(STYLES[card.style], size)
    empty, written = from_picture(ground), from_picture(_written(ground, card))
    index = first
    while True:
        opacity = _opacity(index / fps, card.duration_s)
        yield written if opacity == 1 else blend(empty, written, opacity)
        index += 1


def _opacity(at_s: float, duration_s: float) -> float:
    share = min(1.0, at_s / COMES_S, max(0.0, duration_s - at_s) / GOES_S)
    return share * share * (3 - 2 * share)


def _ground(style: Style, size: Size) -> Image.Image:
    """The light is dithered: a slope this gentle would show as rings."""
    width, height = size
    across, down = np.linspace(-1, 1, width)[None, :], np.linspace(-1, 1, height)[:, None]
    light = 14 * np.exp(-1.2 * (across**2 + (1.2 * down) ** 2))
    grain = np.random.default_rng(1).uniform(0, 1, (height, width))
    lit = np.asarray(style.ground)[None, None, :] + (light + grain)[:, :, None]
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))


def _written(ground: Image.Image, card: TitleCard) -> Image.Image:
    picture, style = ground.copy(), STYLES[card.style]
    short = min(picture.size)
    texts = _Rows(card.text, "sans", round(short * TEXT_SHARE), style.text, TEXT_ROWS, picture.width)
    small = _Rows(card.small_text, "medium", round(short * SMALL_SHARE), style.small_text, SMALL_ROWS, picture.width)
    gap = short * GAP_SHARE if small.height else 0
    top = (picture.height - texts.height - gap - small.height) / 2
    small.draw(picture, texts.draw(picture, top) + gap)
    return picture


class _Rows:
    """As large as asked for; smaller where so many rows of that size have no room for all of it."""

    def __init__(self, text: str, family: Family, px: int, colour: Colour, most: int, width: int):
        self._family: Family = family
        self._colour, self._px = colour, max(LEAST_PX, px)
        room = most * self._px
        self._rows = self._broken(text, width * WIDTH_SHARE)
        while len(self._rows) * self._px > room and self._px > LEAST_PX:
            self._px = max(LEAST_PX, self._px * 12 // 13)
            self._rows = self._broken(text, width * WIDTH_SHARE)
        self._step = self._px * 1.3

    def _broken(self, text: str, width: float) -> list[str]:
        return [
            row for part in text.splitlines() for row in wrap_evenly(part, self._family, self._px, width, len(part))
        ]

    @property
    def height(self) -> float:
        return len(self._rows) * self._step

    def draw(self, picture: Image.Image, top: float) -> float:
        """Answers where it ends."""
        for row in self._rows:
            x = (picture.width - text_width(row, self._family, self._px)) / 2
            draw_text(ImageDraw.Draw(picture), x, top + self._px * 0.95, row, self._family, self._px, self._colour)
            top += self._step
        return top
