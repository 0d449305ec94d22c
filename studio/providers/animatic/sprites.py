"""A sprite is one silhouette standing in the scene, with light along the edge that faces the sun."""

import math

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from studio.providers.animatic.camera import Curve
from studio.providers.animatic.colour import Floats, mix
from studio.providers.animatic.frame import BILINEAR, Frame
from studio.providers.animatic.layers import Canvas, Item
from studio.providers.animatic.planes import Plane, dim
from studio.providers.animatic.silhouettes import Silhouette
from studio.providers.animatic.stage import Stage

_FINER = 3  # silhouettes are drawn this much larger, then made smaller


class Sprite(Item):
    def __init__(
        self,
        stage: Stage,
        depth: float,
        foot: tuple[float, float],
        height: float,
        silhouette: Silhouette,
        *,
        tone: float = 1.0,
        rim: float = 0.55,
        rim_width: float = 0.004,
        bob: Curve | None = None,
    ):
        """`foot` is where its middle touches the ground; `bob` lifts and lowers it, frame by frame."""
        canvas = Canvas.at(stage, depth)
        self._windows, self._foot, self._bob = canvas.windows, foot, bob
        self._mask = _smaller(silhouette(max(8, int(height * canvas.scale * _FINER))))
        self._size = self._mask.width / canvas.scale, self._mask.height / canvas.scale
        self._inks: list[tuple[Plane, Floats]] = [(self._mask, mix(stage.palette.far, stage.palette.near, tone))]
        if rim and not stage.is_sketch:
            away = float(np.clip((foot[0] - stage.palette.light_x) / 0.35, -1, 1))
            self._inks.append(
                (_lit_edge(self._mask, away, rim, max(1, int(rim_width * canvas.scale))), stage.palette.light)
            )

    def draw(self, frame: Frame, index: int, bottom: int) -> None:
        left, top, width, height = self._on_screen(frame, index)
        x0, y0 = max(0, math.floor(left / 2) * 2), max(0, math.floor(top / 2) * 2)
        x1 = min(frame.width, math.ceil((left + width) / 2) * 2)
        y1 = min(frame.height, bottom // 2 * 2, math.ceil((top + height) / 2) * 2)
        if x1 - x0 < 4 or y1 - y0 < 4:
            return
        across, down = self._mask.width / width, self._mask.height / height
        to_mask = (across, 0, (x0 - left) * across, 0, down, (y0 - top) * down)
        for mask, colour in self._inks:
            frame.paint(colour, mask.transform((x1 - x0, y1 - y0), Image.Transform.AFFINE, to_mask, BILINEAR), (x0, y0))

    def _on_screen(self, frame: Frame, index: int) -> tuple[float, float, float, float]:
        """Left, top, width and height in pixels."""
        left, top, right, low = self._windows[index]
        across, down = frame.width / (right - left), frame.height / (low - top)
        (width, height), (x, y) = self._size, self._foot
        lift = 0.0 if self._bob is None else float(self._bob[index])
        return (x - width / 2 - left) * across, (y + lift - height - top) * down, width * across, height * down


def _smaller(large: Plane) -> Plane:
    width, height = (max(2, side // _FINER // 2 * 2) for side in large.size)
    return large.resize((width, height), Image.Resampling.BOX)


def _lit_edge(mask: Plane, away: float, share: float, width: int) -> Plane:
    shadow = ImageChops.offset(mask, int(away * width), width // 2)
    edge = ImageChops.multiply(mask, ImageChops.invert(shadow))
    return dim(edge.filter(ImageFilter.GaussianBlur(max(0.6, width * 0.30))), share)
