"""Birds or fish that cross the picture together."""

import math
from dataclasses import dataclass

from PIL import Image, ImageDraw

from studio.providers.animatic.colour import mix
from studio.providers.animatic.frame import Frame
from studio.providers.animatic.layers import Item
from studio.providers.animatic.stage import Stage

_FINER = 2  # they are drawn this much larger, then made smaller
_ROOM = (0.55, 0.22)  # around the middle of the flock, to either side


@dataclass(frozen=True)
class FlockKind:
    name: str
    count: int
    spread: tuple[float, float]
    height: float
    depth: float
    tone: float


BIRDS = FlockKind("birds", 13, (0.10, 0.035), -0.17, 0.35, 0.75)
FISH = FlockKind("fish", 34, (0.13, 0.06), -0.08, 0.30, 0.55)


class Flock(Item):
    def __init__(self, stage: Stage, kind: FlockKind):
        rng = stage.rng(kind.name)
        self._stage, self._kind = stage, kind
        self._windows = stage.camera.windows(kind.depth)
        self._x, self._y = (rng.normal(size=kind.count) * spread for spread in kind.spread)
        self._sizes = 0.65 + 0.5 * rng.random(kind.count)
        self._phases = rng.random(kind.count) * 2 * math.pi
        self._paces = rng.integers(2, 4, kind.count)
        self._colour = mix(stage.palette.far, stage.palette.near, kind.tone)

    def draw(self, frame: Frame, index: int, bottom: int) -> None:
        left, top, right, low = self._windows[index]
        unit = frame.height / (low - top)
        time = float(self._stage.beat.time[index])
        corner_x = (self._middle(time) - _ROOM[0] - left) / (right - left) * frame.width
        corner_y = (self._kind.height - _ROOM[1] - top) / (low - top) * frame.height
        mask = self._silhouettes(time, unit)
        frame.paint(self._colour, mask, (int(corner_x) // 2 * 2, int(corner_y) // 2 * 2))

    def _middle(self, time: float) -> float:
        """Across the picture once; in a loop, to and fro."""
        if self._stage.beat.is_loop:
            return 0.12 * math.sin(2 * math.pi * time) - 0.1
        return (-0.32 + 0.1 * time * self._stage.beat.duration_s) * self._stage.narrowing

    def _silhouettes(self, time: float, unit: float) -> Image.Image:
        size = [int(2 * room * unit) // 2 * 2 * _FINER for room in _ROOM]
        mask = Image.new("L", (size[0], size[1]), 0)
        draw, scale = ImageDraw.Draw(mask), unit * _FINER
        draw_one, beats = (_draw_fish, 2.0) if self._kind is FISH else (_draw_bird, 1.6)
        strokes = 2 * math.pi * time * self._paces * max(1, round(self._stage.beat.duration_s / beats))
        for k in range(self._kind.count):
            x = (self._x[k] + _ROOM[0]) * scale
            y = (self._y[k] + _ROOM[1] + 0.006 * math.sin(self._phases[k] + 4 * math.pi * time)) * scale
            draw_one(draw, x, y, self._sizes[k] * scale, math.sin(strokes[k] + self._phases[k]))
        return mask.reduce(_FINER)


def _draw_bird(draw: ImageDraw.ImageDraw, x: float, y: float, size: float, stroke: float) -> None:
    span = 0.015 * size
    tip = -span * (0.62 * stroke + 0.15)
    for side in (-1, 1):
        wing = [(x + side * span, y + tip), (x + side * span * 0.45, y + tip * 0.15 - span * 0.14), (x, y)]
        draw.line(wing, fill=255, width=max(2, int(span * 0.17)), joint="curve")


def _draw_fish(draw: ImageDraw.ImageDraw, x: float, y: float, size: float, stroke: float) -> None:
    length = 0.017 * size
    wag = 0.10 * stroke
    draw.polygon(
        [(x - length, y), (x, y - length * 0.34), (x + length, y + wag * length), (x, y + length * 0.34)], fill=255
    )
    tail = x - length * 1.5
    draw.polygon(
        [(x - length * 0.8, y), (tail, y - length * 0.4 + wag * 8), (tail, y + length * 0.4 + wag * 8)], fill=255
    )
