"""Silhouettes for what a prompt names, white on black, of any height. They look to the left, into the picture."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from studio.providers.animatic.colour import smooth
from studio.providers.animatic.planes import Plane

Silhouette = Callable[[int], Plane]
Point = tuple[float, float]


class Pen:
    """Draws in shares of a box that is `aspect` times as wide as high."""

    def __init__(self, height: int, aspect: float):
        self.width, self.height = int(height * aspect), height
        self.image = Image.new("L", (self.width, height), 0)
        self._draw = ImageDraw.Draw(self.image)

    def polygon(self, *points: Point, fill: int = 255) -> None:
        self._draw.polygon(self._pixels(points), fill=fill)

    def blob(self, *points: Point) -> None:
        """A round shape through the points."""
        self._draw.polygon(self._pixels(_rounded(points)), fill=255)

    def ellipse(self, left: float, top: float, right: float, bottom: float) -> None:
        self._draw.ellipse([*self._pixels([(left, top), (right, bottom)])], fill=255)

    def box(self, left: float, top: float, right: float, bottom: float, fill: int = 255) -> None:
        self.polygon((left, top), (right, top), (right, bottom), (left, bottom), fill=fill)

    def line(self, width: float, *points: Point) -> None:
        """The width is a share of the box' width."""
        self._draw.line(self._pixels(points), fill=255, width=max(2, int(width * self.width)), joint="curve")

    def softened(self, radius: float) -> Plane:
        """Its parts grown together: corners rounded by a share of the height."""
        blurred = self.image.filter(ImageFilter.GaussianBlur(self.height * radius))
        return blurred.point([min(255, max(0, (value - 96) * 4)) for value in range(256)])

    def _pixels(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.width, y * self.height) for x, y in points]


def _rounded(points: Sequence[Point], steps: int = 8) -> list[Point]:
    """A closed Catmull-Rom curve."""
    p = np.array(points)
    before, after, next_after = np.roll(p, 1, 0), np.roll(p, -1, 0), np.roll(p, -2, 0)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None, None]
    curve = 0.5 * (
        2 * p
        + (after - before) * t
        + (2 * before - 5 * p + 4 * after - next_after) * t**2
        + (3 * p - before - 3 * after + next_after) * t**3
    )
    return [(float(x), float(y)) for x, y in curve.transpose(1, 0, 2).reshape(-1, 2)]


def person(height: int) -> Plane:
    pen = Pen(height, 0.46)
    pen.ellipse(0.40, 0.015, 0.60, 0.135)
    pen.polygon((0.455, 0.10), (0.545, 0.10), (0.555, 0.165), (0.445, 0.165))
    coat = ((0.30, 0.185), (0.445, 0.150), (0.555, 0.150), (0.70, 0.185), (0.735, 0.30))
    pen.polygon(*coat, (0.70, 0.55), (0.755, 0.73), (0.245, 0.73), (0.30, 0.55), (0.265, 0.30))
    pen.polygon((0.30, 0.19), (0.235, 0.25), (0.195, 0.42), (0.185, 0.545), (0.235, 0.555), (0.30, 0.40))
    pen.polygon((0.70, 0.19), (0.765, 0.25), (0.805, 0.42), (0.815, 0.545), (0.765, 0.555), (0.70, 0.40))
    pen.polygon((0.315, 0.70), (0.485, 0.70), (0.470, 0.97), (0.345, 0.97))
    pen.polygon((0.515, 0.70), (0.685, 0.70), (0.655, 0.97), (0.530, 0.97))
    pen.ellipse(0.325, 0.950, 0.475, 0.992)
    pen.ellipse(0.525, 0.950, 0.675, 0.992)
    return pen.softened(0.006)


def bust(height: int) -> Plane:
    """Head and shoulders against the light, for portraits."""
    pen = Pen(height, 1.3)
    cheek = ((0.559, 0.07), (0.586, 0.14), (0.585, 0.22), (0.568, 0.29), (0.537, 0.345))
    pen.blob((0.5, 0.045), *cheek, (0.5, 0.362), *((1 - x, y) for x, y in reversed(cheek)))
    pen.ellipse(0.404, 0.195, 0.424, 0.265)
    pen.ellipse(0.576, 0.195, 0.596, 0.265)
    down = np.linspace(0, 1, 80)
    half_widths = 0.054 + 0.19 * smooth(down, 0.12, 0.44) + 0.14 * smooth(down, 0.20, 0.95)
    edge = [(float(half_width), 0.30 + 0.70 * float(row)) for half_width, row in zip(half_widths, down, strict=True)]
    pen.polygon(*((0.5 - x, y) for x, y in edge), *((0.5 + x, y) for x, y in reversed(edge)))
    return pen.softened(0.010).filter(ImageFilter.GaussianBlur(height * 0.003))


def tree(height: int) -> Plane:
    pen, rng = Pen(height, 0.95), np.random.default_rng(7)
    pen.polygon((0.45, 1), (0.55, 1), (0.52, 0.5), (0.49, 0.5))
    for reach in rng.random(9) * 2 - 1:
        pen.line(0.012, (0.505, 0.72 - 0.2 * rng.random()), (0.5 + 0.36 * reach, 0.44 - 0.22 * (1 - abs(reach))))
    for angle, distance, size in zip(
        rng.random(150) * 2 * math.pi, rng.random(150) ** 0.5, rng.random(150), strict=True
    ):
        x, y, radius = (
            0.5 + 0.40 * distance * math.cos(angle),
            0.36 + 0.30 * distance * math.sin(angle),
            0.02 + 0.055 * size,
        )
        pen.ellipse(x - radius, y - radius * 0.76, x + radius, y + radius * 0.76)
    return pen.image


def sailing_boat(height: int) -> Plane:
    pen = Pen(height, 0.9)
    pen.polygon((0.10, 0.80), (0.92, 0.78), (0.80, 0.97), (0.24, 0.97))
    pen.line(0.018, (0.47, 0.04), (0.47, 0.82))
    pen.polygon((0.50, 0.06), (0.62, 0.36), (0.84, 0.72), (0.50, 0.74), fill=210)
    pen.polygon((0.44, 0.14), (0.36, 0.44), (0.16, 0.73), (0.44, 0.74), fill=185)
    return pen.image


def deer(height: int) -> Plane:
    pen = Pen(height, 0.95)
    pen.blob(
        (0.30, 0.48),
        (0.45, 0.445),
        (0.65, 0.45),
        (0.82, 0.47),
        (0.87, 0.55),
        (0.80, 0.64),
        (0.62, 0.64),
        (0.45, 0.65),
        (0.33, 0.62),
    )
    pen.polygon((0.23, 0.30), (0.31, 0.27), (0.43, 0.46), (0.37, 0.62), (0.29, 0.53))
    pen.blob((0.10, 0.325), (0.15, 0.285), (0.24, 0.245), (0.31, 0.27), (0.30, 0.335), (0.22, 0.345), (0.13, 0.35))
    pen.polygon((0.28, 0.27), (0.39, 0.235), (0.32, 0.30))
    for antler in (
        ((0.27, 0.26), (0.24, 0.17), (0.29, 0.09), (0.27, 0.01)),
        ((0.24, 0.17), (0.17, 0.11)),
        ((0.285, 0.10), (0.21, 0.05)),
        ((0.29, 0.26), (0.35, 0.18), (0.43, 0.12), (0.45, 0.03)),
        ((0.35, 0.18), (0.34, 0.08)),
        ((0.43, 0.12), (0.51, 0.08)),
    ):
        pen.line(0.022, *antler)
    _four_legs(pen, front=0.365, hind=0.775, hip=0.57)
    pen.polygon((0.85, 0.47), (0.915, 0.53), (0.86, 0.57))
    return pen.softened(0.005)


def fox(height: int) -> Plane:
    pen = Pen(height, 1.55)
    pen.blob(
        (0.28, 0.43),
        (0.42, 0.40),
        (0.60, 0.41),
        (0.72, 0.45),
        (0.75, 0.56),
        (0.66, 0.65),
        (0.48, 0.63),
        (0.33, 0.66),
        (0.26, 0.56),
    )
    pen.polygon((0.20, 0.30), (0.30, 0.26), (0.42, 0.42), (0.34, 0.62), (0.25, 0.52))
    pen.blob(
        (0.055, 0.42), (0.12, 0.35), (0.18, 0.27), (0.28, 0.26), (0.31, 0.36), (0.25, 0.45), (0.15, 0.46), (0.07, 0.455)
    )
    pen.polygon((0.18, 0.30), (0.20, 0.11), (0.25, 0.27))
    pen.polygon((0.24, 0.27), (0.28, 0.11), (0.30, 0.30))
    _four_legs(pen, front=0.315, hind=0.675, hip=0.58, thickness=0.8)
    pen.blob(
        (0.71, 0.47), (0.80, 0.48), (0.90, 0.56), (0.97, 0.73), (0.985, 0.87), (0.92, 0.85), (0.84, 0.73), (0.75, 0.60)
    )
    return pen.softened(0.008)


def camel(height: int) -> Plane:
    pen = Pen(height, 1.15)
    back = (
        (0.28, 0.47),
        (0.36, 0.42),
        (0.45, 0.37),
        (0.51, 0.24),
        (0.57, 0.20),
        (0.63, 0.26),
        (0.69, 0.38),
        (0.79, 0.42),
        (0.84, 0.50),
    )
    pen.blob(*back, (0.80, 0.60), (0.62, 0.61), (0.45, 0.63), (0.33, 0.61))
    pen.line(0.085, (0.36, 0.54), (0.27, 0.60), (0.19, 0.52), (0.16, 0.36), (0.13, 0.26))
    pen.blob((0.015, 0.275), (0.05, 0.225), (0.12, 0.195), (0.18, 0.22), (0.18, 0.285), (0.12, 0.31), (0.04, 0.32))
    pen.polygon((0.14, 0.21), (0.18, 0.155), (0.185, 0.235))
    _four_legs(pen, front=0.385, hind=0.76, hip=0.56)
    pen.line(0.018, (0.83, 0.50), (0.865, 0.57), (0.86, 0.66))
    return pen.softened(0.006)


def horse(height: int) -> Plane:
    pen = Pen(height, 1.2)
    pen.blob(
        (0.29, 0.43),
        (0.45, 0.42),
        (0.62, 0.41),
        (0.78, 0.40),
        (0.86, 0.48),
        (0.82, 0.60),
        (0.62, 0.61),
        (0.45, 0.63),
        (0.33, 0.61),
    )
    pen.polygon((0.16, 0.15), (0.24, 0.09), (0.34, 0.20), (0.46, 0.43), (0.37, 0.60), (0.29, 0.50), (0.25, 0.32))
    pen.blob(
        (0.045, 0.36), (0.08, 0.26), (0.16, 0.14), (0.24, 0.11), (0.25, 0.22), (0.18, 0.28), (0.11, 0.38), (0.06, 0.395)
    )
    pen.polygon((0.19, 0.14), (0.215, 0.045), (0.25, 0.13))
    _four_legs(pen, front=0.375, hind=0.79, hip=0.54)
    pen.blob((0.84, 0.43), (0.90, 0.45), (0.945, 0.58), (0.94, 0.78), (0.90, 0.74), (0.87, 0.58))
    return pen.softened(0.006)


def _four_legs(pen: Pen, front: float, hind: float, hip: float, thickness: float = 1.0) -> None:
    """Two in front and two behind, the far ones a step inwards."""
    w = 0.034 * thickness
    for x in (front, front + 0.085):
        pen.polygon(
            (x - 1.3 * w, 0.58),
            (x + 1.5 * w, 0.58),
            (x + 0.7 * w, 0.79),
            (x + 0.7 * w, 0.99),
            (x - 0.6 * w, 0.99),
            (x - 0.5 * w, 0.79),
        )
    for x in (hind, hind - 0.085):
        thigh = ((x - 1.6 * w, hip), (x + 2.4 * w, hip), (x + 1.3 * w, 0.72), (x + 0.9 * w, 0.80))
        pen.polygon(*thigh, (x + 1.2 * w, 0.99), (x - 0.1 * w, 0.99), (x - 0.4 * w, 0.80), (x - 0.6 * w, 0.72))


def lighthouse(height: int) -> Plane:
    pen = Pen(height, 0.5)
    pen.polygon((0.38, 0.29), (0.62, 0.29), (0.71, 1), (0.29, 1))
    pen.box(0.31, 0.265, 0.69, 0.30)
    pen.box(0.40, 0.16, 0.60, 0.27)
    pen.box(0.44, 0.175, 0.485, 0.255, fill=0)
    pen.box(0.515, 0.175, 0.56, 0.255, fill=0)
    pen.polygon((0.35, 0.16), (0.50, 0.06), (0.65, 0.16))
    pen.line(0.02, (0.5, 0.01), (0.5, 0.08))
    pen.polygon((0.66, 0.90), (0.82, 0.82), (0.98, 0.90), (0.98, 1), (0.66, 1))
    return pen.image


def castle(height: int) -> Plane:
    pen = Pen(height, 1.15)
    pen.box(0.10, 0.60, 0.90, 1)
    for x in np.arange(0.11, 0.89, 0.05):
        pen.box(x, 0.575, x + 0.028, 0.61)
    towers = (
        (0.05, 0.42, 0.15),
        (0.80, 0.46, 0.15),
        (0.36, 0.32, 0.28),
        (0.445, 0.16, 0.11),
        (0.66, 0.40, 0.09),
        (0.25, 0.47, 0.08),
    )
    for left, top, width in towers:
        pen.box(left, top, left + width, 1)
        pen.polygon((left - 0.02, top), (left + width / 2, top - 0.10 - 0.5 * width), (left + width + 0.02, top))
    for x, y in ((0.12, 0.50), (0.87, 0.54), (0.45, 0.44), (0.55, 0.44), (0.50, 0.23)):
        pen.box(x - 0.012, y, x + 0.012, y + 0.05, fill=0)
    return pen.image


def house(height: int) -> Plane:
    pen = Pen(height, 1.25)
    pen.box(0.12, 0.48, 0.82, 1)
    pen.polygon((0.03, 0.52), (0.20, 0.16), (0.74, 0.16), (0.91, 0.52))
    pen.box(0.62, 0.04, 0.70, 0.30)
    for x in (0.22, 0.62):
        pen.box(x, 0.62, x + 0.11, 0.78, fill=0)
    return pen.image
