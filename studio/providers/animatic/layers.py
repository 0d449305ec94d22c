"""A layer is a picture standing at one depth: drawn once, then only resampled for each frame, to a fraction of a pixel."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from studio.providers.animatic.camera import Curve
from studio.providers.animatic.colour import Floats
from studio.providers.animatic.frame import BILINEAR, NEAREST, Box, Frame, sample
from studio.providers.animatic.planes import Plane, halve, to_mask
from studio.providers.animatic.stage import Stage

_MARGIN = 0.02


class Item(Protocol):
    """Something in a scene that draws itself on a frame, over what has been drawn so far."""

    def draw(self, frame: Frame, index: int, bottom: int) -> None:
        """Nothing below the row `bottom` will be seen."""

    def solid_row(self, index: int, height: int) -> float:
        """The row from which on it hides all that is behind it; infinite when it hides nothing."""
        return math.inf


@dataclass(frozen=True)
class Canvas:
    """The part of the world that the camera ever sees at one depth, as a grid of pixels. Units are frame heights."""

    windows: Curve
    left: float
    top: float
    right: float
    bottom: float
    scale: float  # pixels per unit

    @classmethod
    def at(
        cls, stage: Stage, depth: float, *, drift: float | Curve = 0.0, top: float = -math.inf, bottom: float = math.inf
    ) -> "Canvas":
        windows, scale = stage.camera.windows(depth, drift), stage.camera.scale(depth)
        return cls(
            windows=windows,
            left=float(windows[:, 0].min()) - _MARGIN,
            top=max(float(windows[:, 1].min()) - _MARGIN, top),
            right=float(windows[:, 2].max()) + _MARGIN,
            bottom=min(float(windows[:, 3].max()) + _MARGIN, bottom),
            scale=stage.height * float(min(scale.max(), 1.3 * scale.min())),
        )

    @cached_property
    def xs(self) -> Floats:
        """Of the columns, in one row."""
        return (self.left + (np.arange(self.width) + 0.5) / self.scale).astype(np.float32)[None, :]

    @cached_property
    def ys(self) -> Floats:
        """Of the rows, in one column."""
        return (self.top + (np.arange(self.height) + 0.5) / self.scale).astype(np.float32)[:, None]

    @property
    def width(self) -> int:
        return math.ceil((self.right - self.left) * self.scale / 2) * 2 + 4

    @property
    def height(self) -> int:
        return max(4, math.ceil((self.bottom - self.top) * self.scale / 2) * 2 + 4)

    @property
    def shape(self) -> tuple[int, int]:
        return self.height, self.width

    @property
    def span_x(self) -> float:
        return self.right - self.left

    @property
    def span_y(self) -> float:
        return self.bottom - self.top

    def cells(self, across: float, down: float) -> tuple[float, float]:
        """How many lumps of noise lie down and across, from how many lie in one unit."""
        return self.span_y * down, self.span_x * across

    def row(self, y: float, index: int, height: int) -> float:
        """Where a height in the world lies on the screen, in the frame `index`."""
        _, top, _, bottom = self.windows[index]
        return (y - top) / (bottom - top) * height


class Layer(Item):
    """Planes of the canvas' size; a colour plane of one column stands for all columns."""

    def __init__(
        self,
        canvas: Canvas,
        planes: list[Plane],
        shares: Floats | None = None,
        *,
        solid_from: float = math.inf,
        is_detailed: bool = False,
    ):
        """`shares` is how much it covers, pixel by pixel; from `solid_from` down it covers all."""
        self.canvas, self.planes = canvas, planes
        self.mask = None if shares is None else to_mask(shares)
        self.colour_mask = None if shares is None else to_mask(halve(shares))
        self._solid_from = solid_from
        # Smooth textures need no filter, for their edge is in the mask; what has lines in it does.
        self._filter = BILINEAR if is_detailed else NEAREST

    def solid_row(self, index: int, height: int) -> float:
        return (
            math.inf
            if math.isinf(self._solid_from)
            else math.ceil(self.canvas.row(self._solid_from, index, height)) + 2
        )

    def draw(self, frame: Frame, index: int, bottom: int) -> None:
        canvas = self.canvas
        first = max(0, math.ceil(canvas.row(canvas.top, index, frame.height) / 2) * 2)
        last = min(frame.height, bottom, math.floor(canvas.row(canvas.bottom, index, frame.height))) // 2 * 2
        if last - first < 2:
            return
        solid = last
        if self.mask is not None and not math.isinf(self._solid_from):
            solid = min(last, max(first, math.ceil((canvas.row(self._solid_from, index, frame.height) + 3) / 2) * 2))
        self._draw_rows(frame, index, first, solid, is_masked=self.mask is not None)
        self._draw_rows(frame, index, solid, last, is_masked=False)

    def _draw_rows(self, frame: Frame, index: int, first: int, last: int, *, is_masked: bool) -> None:
        if last - first < 2:
            return
        box = self._box(index, first / frame.height, last / frame.height)
        half_box = (box[0] / 2, box[1] / 2, box[2] / 2, box[3] / 2)
        size, half_size = (frame.width, last - first), (frame.width // 2, (last - first) // 2)
        mask = sample(self.mask, size, box) if is_masked and self.mask else None
        colour_mask = sample(self.colour_mask, half_size, half_box) if is_masked and self.colour_mask else None
        colours = [_sample_colour(plane, half_size, half_box) for plane in self.planes[1:]]
        frame.lay([sample(self.planes[0], size, box, self._filter), *colours], (0, first), mask, colour_mask)

    def _box(self, index: int, first: float, last: float) -> Box:
        """The pixels of the canvas that are seen between two heights of the screen, told as shares of it."""
        canvas = self.canvas
        left, top, right, bottom = canvas.windows[index]
        rows = ((top + share * (bottom - top) - canvas.top) * canvas.scale for share in (first, last))
        y0, y1 = (min(max(0.0, row), canvas.height) for row in rows)
        return (
            max(0.0, (left - canvas.left) * canvas.scale),
            y0,
            min(canvas.width, (right - canvas.left) * canvas.scale),
            y1,
        )


def _sample_colour(plane: Plane, size: tuple[int, int], box: Box) -> Plane:
    if plane.width > 1:
        return plane.resize(size, NEAREST, box)
    return plane.resize((1, size[1]), NEAREST, (0, box[1], 1, box[3])).resize(size, NEAREST)
