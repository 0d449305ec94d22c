"""The arrow that a storyboard artist draws for the camera: strokes as lists of points, for every move."""

import math

import numpy as np

Stroke = list[tuple[float, float]]


def strokes(move: str | None, panel: tuple[int, int, int, int], unit: float) -> list[Stroke]:
    """For a panel of (left, top, width, height); `unit` is one pixel at 720p. A still camera has none."""
    left, top, width, height = panel
    x, y, reach = left + width / 2, top + height / 2, min(width, height) * 0.20
    low, side = top + height - 34 * unit, left + width - 46 * unit
    kind, _, way = (move or "push in").partition(" ")
    head = 17 * unit
    if kind in ("pan", "truck", "orbit"):
        sign = -1 if way == "left" else 1
        return _arrow(
            (x - sign * reach, low), (x + sign * reach, low), head, bend=-sign * (0.18 if kind == "orbit" else 0.03)
        )
    if kind in ("tilt", "crane", "aerial"):
        sign = -1 if way == "up" else 1
        return _arrow((side, y - sign * reach), (side, y + sign * reach), head, bend=0.03)
    if kind == "roll":
        turn = np.linspace(-2.2, -0.9, 40)[:: 1 if way == "right" else -1]
        return _with_head([(x + math.cos(a) * reach, y + math.sin(a) * reach) for a in turn], head)
    if kind in ("push", "pull", "zoom", "dolly"):
        return _corner_arrows((x, y), (width, height), head, is_outward=way == "out")
    return []


def _corner_arrows(
    middle: tuple[float, float], size: tuple[int, int], head: float, *, is_outward: bool
) -> list[Stroke]:
    def at(side_x: int, side_y: int, across: float, down: float) -> tuple[float, float]:
        return middle[0] + side_x * size[0] * across, middle[1] + side_y * size[1] * down

    drawn = list[Stroke]()
    for side_x in (-1, 1):
        for side_y in (-1, 1):
            outer, inner = at(side_x, side_y, 0.455, 0.445), at(side_x, side_y, 0.385, 0.345)
            drawn += _arrow(inner, outer, head) if is_outward else _arrow(outer, inner, head)
    return drawn


def _arrow(start: tuple[float, float], end: tuple[float, float], head: float, bend: float = 0.0) -> list[Stroke]:
    share = np.linspace(0, 1, 40)
    across, down = end[0] - start[0], end[1] - start[1]
    arc = bend * np.sin(np.pi * share)
    xs, ys = start[0] + across * share - down * arc, start[1] + down * share + across * arc
    return _with_head([(float(x), float(y)) for x, y in zip(xs, ys, strict=True)], head)


def _with_head(line: Stroke, head: float) -> list[Stroke]:
    (x0, y0), (x, y) = line[-4], line[-1]
    angle = math.atan2(y - y0, x - x0)
    barbs = [[(x, y), (x - head * math.cos(angle + side), y - head * math.sin(angle + side))] for side in (-0.5, 0.5)]
    return [line, *barbs]
