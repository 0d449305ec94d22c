"""A frame in planar YUV 4:2:0, as three Pillow images: a third of the work of RGB, and nothing to convert for the encoder."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from studio.providers.animatic.colour import BLACK, NEUTRAL, WHITE, Floats
from studio.providers.animatic.planes import Plane

BILINEAR = Image.Resampling.BILINEAR
NEAREST = Image.Resampling.NEAREST

Box = tuple[float, float, float, float]


class Frame:
    """Brightness at full size, two colours at half of it. Widths, heights and positions are even."""

    __slots__ = ("planes",)

    def __init__(self, planes: Sequence[Plane]):
        self.planes = list(planes)

    @classmethod
    def blank(cls, width: int, height: int) -> "Frame":
        half = (width // 2, height // 2)
        return cls(
            [Image.new("L", (width, height), BLACK), Image.new("L", half, NEUTRAL), Image.new("L", half, NEUTRAL)]
        )

    @property
    def width(self) -> int:
        return self.planes[0].width

    @property
    def height(self) -> int:
        return self.planes[0].height

    def paint(
        self, colour: Floats, mask: Plane, at: tuple[int, int] = (0, 0), colour_mask: Plane | None = None
    ) -> None:
        """Lay one colour over the picture through a mask. What lies outside the picture is cut."""
        halved = mask.reduce(2) if colour_mask is None else colour_mask
        x, y = at
        self.planes[0].paste(min(WHITE, int(colour[0])), (x, y, x + mask.width, y + mask.height), mask)
        for plane, tone in zip(self.planes[1:], colour[1:], strict=True):
            plane.paste(int(tone), (x // 2, y // 2, x // 2 + halved.width, y // 2 + halved.height), halved)

    def lay(self, planes: Sequence[Plane], at: tuple[int, int], mask: Plane | None, colour_mask: Plane | None) -> None:
        """Lay another picture over this one."""
        x, y = at
        self.planes[0].paste(planes[0], (x, y), mask)
        for plane, laid in zip(self.planes[1:], planes[1:], strict=True):
            plane.paste(laid, (x // 2, y // 2), colour_mask)

    def copy(self) -> "Frame":
        return Frame([plane.copy() for plane in self.planes])

    def resized(self, width: int, height: int) -> "Frame":
        if (width, height) == (self.width, self.height):
            return self
        sizes = ((width, height), (width // 2, height // 2), (width // 2, height // 2))
        return Frame(
            [plane.resize(size, Image.Resampling.BICUBIC) for plane, size in zip(self.planes, sizes, strict=True)]
        )

    def rolled(self, degrees: float, overscan: float) -> "Frame":
        """Turned about its middle. It was drawn wider by `overscan`, so no empty corner comes into view."""
        angle = math.radians(degrees)
        cos, sin = math.cos(angle) / overscan, math.sin(angle) / overscan
        return Frame([_turn(plane, cos, sin) for plane in self.planes])

    def blended(self, other: "Frame", share: float) -> "Frame":
        return Frame([Image.blend(mine, theirs, share) for mine, theirs in zip(self.planes, other.planes, strict=True)])

    def array(self) -> npt.NDArray[np.uint8]:
        """The planes below each other, as PyAV takes them."""
        width, height = self.width, self.height
        stacked = np.empty((height * 3 // 2, width), np.uint8)
        stacked[:height] = np.asarray(self.planes[0])
        stacked[height:].reshape(2, height // 2, width // 2)[:] = [np.asarray(plane) for plane in self.planes[1:]]
        return stacked


def _turn(plane: Plane, cos: float, sin: float) -> Plane:
    x, y = plane.width / 2, plane.height / 2
    matrix = (cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y)
    return plane.transform(plane.size, Image.Transform.AFFINE, matrix, BILINEAR)


def sample(plane: Plane, size: tuple[int, int], box: Box, how: Image.Resampling = BILINEAR) -> Plane:
    """Resample a box of a plane. A pure translation costs two or three blends instead of a resize."""
    if how is BILINEAR and (shifted := _shifted(plane, size, box)):
        return shifted
    return plane.resize(size, how, box)


def _shifted(plane: Plane, size: tuple[int, int], box: Box) -> Plane | None:
    width, height = size
    keeps_its_size = abs(box[2] - box[0] - width) < 0.02 and abs(box[3] - box[1] - height) < 0.02
    x, y = math.floor(box[0]), math.floor(box[1])
    if not keeps_its_size or x + width + 1 > plane.width or y + height + 1 > plane.height:
        return None

    def row(top: int) -> Plane:
        here = plane.crop((x, top, x + width, top + height))
        return _blend(here, lambda: plane.crop((x + 1, top, x + width + 1, top + height)), box[0] - x)

    return _blend(row(y), lambda: row(y + 1), box[1] - y)


def _blend(start: Plane, end: Callable[[], Plane], share: float) -> Plane:
    return Image.blend(start, end(), share) if share > 0.01 else start
