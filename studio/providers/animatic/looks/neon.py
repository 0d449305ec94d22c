"""The neon look: a true camera in three dimensions, over a grid of light with blocks beside the road and a sun in stripes."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from studio.providers.animatic.colour import Floats, bell, mix, smooth, yuv
from studio.providers.animatic.frame import BILINEAR, Frame, sample
from studio.providers.animatic.noise import Noise
from studio.providers.animatic.planes import Plane, dim, halve, to_plane
from studio.providers.animatic.stage import Stage

_SPAN = 1.9  # how much larger the backdrop is than the frame, to have room for pans and tilts
_SUN_Y = -0.10
_NEAR = 0.12  # nothing is drawn closer to the camera
_FOG = 9.0  # the distance at which light has faded to a third
_STEP = 0.5  # of the grid
_FINER = 2

Points = npt.NDArray[np.float64]  # x to the right, y up, z ahead


@dataclass(frozen=True)
class Scheme:
    top: str
    middle: str
    horizon: str
    line: str
    sun: str


SCHEMES = (
    Scheme("#0b0620", "#2b0a4d", "#ff3f8e", "#23e6ff", "#ffd166"),
    Scheme("#03101c", "#05304a", "#12b5c9", "#ffb347", "#ffe9b0"),
    Scheme("#0a0f0d", "#0c3326", "#31d67b", "#d6ff5f", "#fff7c0"),
)


def scheme_for(seed: int) -> Scheme:
    return SCHEMES[seed % len(SCHEMES)]


@dataclass(frozen=True)
class View:
    """Where the camera is and how it looks, in one frame."""

    x: float
    y: float
    z: float
    yaw: float
    pitch: float
    zoom: float

    def seen(self, points: Points) -> Points:
        """The points as the camera has them: right, up, ahead."""
        x, y, z = np.moveaxis(points - np.array([self.x, self.y, self.z]), -1, 0)
        cos, sin = math.cos(self.yaw), math.sin(self.yaw)
        return np.stack([x * cos - z * sin, y, x * sin + z * cos], -1)


@dataclass(frozen=True)
class Block:
    """A house beside the road."""

    x: float
    z: float
    half_width: float
    height: float

    def corners(self) -> Points:
        feet = [
            (self.x + x * self.half_width, self.z + z * self.half_width)
            for x, z in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        ]
        return np.array([(x, y, z) for y in (0.0, self.height) for x, z in feet])


class Neon:
    def __init__(self, stage: Stage):
        self._stage, self._scheme = stage, scheme_for(stage.seed)
        self._line = yuv(self._scheme.line)
        self._wall = yuv(self._scheme.top) * np.array([0.8, 1, 1], np.float32)
        self._backdrop = _backdrop(stage, self._scheme)
        self._blocks = _blocks(stage)

    def frame(self, index: int) -> Frame:
        view, camera = self._view(index), self._stage.camera
        frame = self._sky(view)
        lines, walls = self._draw_lines(view)
        frame.paint(self._wall, walls)
        self._shine(frame, lines)
        return frame.rolled(float(camera.roll[index]), camera.overscan) if camera.overscan > 1 else frame

    def _view(self, index: int) -> View:
        camera = self._stage.camera
        gliding = 0.8 * float(camera.beat.ease[index]) if camera.move is None else 0.0
        return View(
            x=float(camera.truck_x[index]) * 1.5,
            y=0.62 - float(camera.truck_y[index]) * 1.9,
            z=float(camera.dolly[index]) * 6.5 + gliding,
            yaw=float(camera.pan_x[index]) * 0.85,
            pitch=float(camera.pan_y[index]),
            zoom=float(camera.zoom[index]) / camera.overscan,
        )

    def _sky(self, view: View) -> Frame:
        """The backdrop is infinitely far: it follows only how the camera turns."""
        width, height = self._stage.width, self._stage.height
        luma = self._backdrop[0]
        across, down = (size / 2 / max(view.zoom, 0.8) for size in (width, height))
        x = min(max(luma.width / 2 + view.yaw * view.zoom * height, across), luma.width - across)
        y = min(max(luma.height / 2 + view.pitch * view.zoom * height, down), luma.height - down)
        box = (x - across, y - down, x + across, y + down)
        half_box = (box[0] / 2, box[1] / 2, box[2] / 2, box[3] / 2)
        colours = [sample(plane, (width // 2, height // 2), half_box) for plane in self._backdrop[1:]]
        return Frame([sample(luma, (width, height), box), *colours])

    def _draw_lines(self, view: View) -> tuple[Plane, Plane]:
        """How bright the lines are, and how much the walls of the blocks hide of the backdrop."""
        width, height = self._stage.width, self._stage.height
        lines, walls = Image.new("L", (width * _FINER, height * _FINER), 0), Image.new("L", (width, height), 0)
        pen = _Pen(ImageDraw.Draw(lines), ImageDraw.Draw(walls), view, width, height)
        pen.draw_grid()
        for block in self._blocks:
            pen.draw_block(block)
        return lines.reduce(_FINER), walls

    def _shine(self, frame: Frame, lines: Plane) -> None:
        size, half = (frame.width, frame.height), (frame.width // 2, frame.height // 2)
        small = lines.reduce(6).filter(ImageFilter.GaussianBlur(frame.height / 300))
        halo = small.point([min(255, int(level * 1.35)) for level in range(256)])
        dimmed, tinted = dim(halo, 0.55).resize(size, BILINEAR), halo.resize(half, BILINEAR)
        frame.paint(self._line * np.array([0.75, 1, 1], np.float32), dimmed, (0, 0), tinted)
        frame.paint(self._line * np.array([1.05, 1, 1], np.float32) + np.array([18, 0, 0], np.float32), lines)


class _Pen:
    """Draws lines and walls in perspective, for one view."""

    def __init__(self, lines: ImageDraw.ImageDraw, walls: ImageDraw.ImageDraw, view: View, width: int, height: int):
        self._lines, self._walls, self._view = lines, walls, view
        self._middle = np.array([width / 2, height / 2 - view.pitch * view.zoom * height])
        self._scale, self._unit = view.zoom * height, _FINER * height / 720

    def draw_grid(self) -> None:
        starts, ends = _grid(self._view)
        start, end = self._view.seen(starts), self._view.seen(ends)
        start, end = _before_camera(start, end), _before_camera(end, start)
        is_seen = np.minimum(start[:, 2], end[:, 2]) >= _NEAR
        distance = 0.5 * (start[:, 2] + end[:, 2])
        inks = (215 * np.exp(-distance / _FOG)).astype(int)
        thickness = np.minimum(3.0, 1.4 / np.maximum(0.45, distance) + 0.75)
        widths = np.maximum(1, np.round(self._unit * thickness)).astype(int)
        lines = np.concatenate([self._on_screen(start), self._on_screen(end)], 1) * _FINER
        drawn = is_seen & (inks >= 4)
        for line, ink, width in zip(*(values[drawn].tolist() for values in (lines, inks, widths)), strict=True):
            self._lines.line(line, fill=ink, width=width)

    def draw_block(self, block: Block) -> None:
        corners = self._view.seen(block.corners())
        if block.z - block.half_width - self._view.z < 0.25 or corners[:, 2].min() < 0.15:
            return
        distance = float(corners[0, 2])
        light = math.exp(-distance / _FOG)
        places = self._on_screen(corners)
        screen, fine = ([(x, y) for x, y in points.tolist()] for points in (places, places * _FINER))
        side = (0, 3, 7, 4) if block.x > self._view.x else (1, 2, 6, 5)
        front, top = (0, 1, 5, 4), (4, 5, 6, 7)
        for face in (front, side, top):  # what is behind a block goes out
            self._lines.polygon([fine[k] for k in face], fill=int(14 * light))
            self._walls.polygon([screen[k] for k in face], fill=int(250 * math.exp(-distance / 40)))
        width = max(1, round(1.1 * self._unit * min(2.4, 1.6 / max(0.5, distance) + 0.7)))
        for face in (front, side, top) if self._view.y > block.height else (front, side):
            self._lines.line([fine[k] for k in (*face, face[0])], fill=int(255 * light), width=width)

    def _on_screen(self, points: Points) -> Points:
        ahead = np.maximum(points[:, 2:], 1e-6)
        return self._middle + points[:, :2] * np.array([1, -1]) / ahead * self._scale


def _before_camera(point: Points, other: Points) -> Points:
    """Where a line comes into view, if its point lies behind the camera and its other one before it."""
    gap = other[:, 2] - point[:, 2]
    share = np.where(point[:, 2] < _NEAR, (_NEAR - point[:, 2]) / np.where(gap > 1e-9, gap, 1), 0)
    return np.where(
        (other[:, 2] > _NEAR)[:, None], point + (other - point) * np.clip(share, 0, 1)[:, None] * 1.0000001, point
    )


def _grid(view: View) -> tuple[Points, Points]:
    """Lines ahead and across, around the camera, in pieces short enough to fade with the distance."""
    column, row = round(view.x / _STEP) * _STEP, math.floor(view.z / _STEP) * _STEP
    ahead, across = [0, 1, 2.5, 5, 9, 16], [-10, -4, 0, 4, 10]
    pieces = [
        ((column + x, near), (column + x, far)) for x in np.arange(-9, 9.01, _STEP) for near, far in pairwise(ahead)
    ]
    lines = [((x, row + near), (x, row + far)) for (x, near), (_, far) in pieces]
    for z in row + _STEP * np.arange(34):
        lines += [((round(view.x) + left, z), (round(view.x) + right, z)) for left, right in pairwise(across)]
    flat = np.array(lines)
    floor = np.zeros((*flat.shape[:2], 1))
    points = np.concatenate([flat[..., :1], floor, flat[..., 1:]], -1)
    return points[:, 0], points[:, 1]


def _blocks(stage: Stage) -> list[Block]:
    """Far ones first."""
    rng = stage.rng("blocks")
    places = [(row, side) for row in range(11) for side in (-1, 1)]
    blocks = [
        Block(
            x=side * (1.15 + 1.6 * rng.random()),
            z=1.6 + 1.15 * row + 0.5 * rng.random(),
            half_width=0.16 + 0.18 * rng.random(),
            height=0.35 + 1.5 * rng.random() ** 1.6,
        )
        for row, side in places
    ]
    return sorted(blocks, key=lambda block: -block.z)


def _backdrop(stage: Stage, scheme: Scheme) -> list[Plane]:
    rng, height, width = stage.rng("neon sky"), int(stage.height * _SPAN) // 2 * 2, int(stage.width * _SPAN) // 2 * 2
    y = np.linspace(-_SPAN / 2, _SPAN / 2, height, dtype=np.float32)[:, None]
    x = np.linspace(-_SPAN / 2, _SPAN / 2, width, dtype=np.float32)[None, :] * stage.aspect
    top, horizon = yuv(scheme.top), yuv(scheme.horizon)
    column = mix(mix(top, yuv(scheme.middle), smooth(y, -0.75, 0.0)), horizon, smooth(y, -0.22, 0.02) * 0.75)
    column = mix(column, top * np.array([0.8, 1, 1], np.float32), smooth(y, -0.002, 0.006))
    distance = np.sqrt(x**2 + (y - _SUN_Y) ** 2)
    radius = 0.23 * min(1.0, stage.aspect / 1.15)
    disc, height_on_sun = _striped_sun(distance, y, radius, stage.height)
    glow = bell(distance, 0.42) * 0.50 * (y < 0)
    land, edge = _far_ridge(stage, x, y)
    planes = list[Floats]()
    for k in range(3):
        plane = mix(np.repeat(column[:, k : k + 1], width, 1), horizon[k], glow)
        plane = mix(plane, mix(yuv(scheme.sun)[k : k + 1], horizon[k], np.clip(height_on_sun * 0.5 + 0.5, 0, 1)), disc)
        plane = plane + _stars(stage, (height, width)) * (1 - disc) if k == 0 else plane
        planes.append(mix(mix(plane, top[k], land * 0.96), yuv(scheme.line)[k], edge * 0.75))
    return [to_plane(planes[0], rng), *(to_plane(halve(plane), rng) for plane in planes[1:])]


def _striped_sun(distance: Floats, y: Floats, radius: float, scale: int) -> tuple[Floats, Floats]:
    on_sun = (y - _SUN_Y) / radius
    disc = np.clip((radius - distance) * scale + 0.5, 0, 1) * (y < 0)
    gaps = np.clip((np.sin(on_sun * 46) - (0.95 - 2.1 * np.clip(on_sun + 0.30, 0, 0.75))) * 4, 0, 1) * (on_sun > -0.30)
    return disc * (1 - gaps), on_sun


def _far_ridge(stage: Stage, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Hills on the horizon, lower in the middle, with a lit edge."""
    crest = -0.012 - 0.11 * Noise(stage.rng("neon ridge"), 5, is_ridged=True)(x * 1.6 + 50) * smooth(
        np.abs(x), 0.10, 0.8
    )
    is_above = y < 0.004
    land = np.clip((y - crest) * stage.height + 0.5, 0, 1) * is_above
    return land, bell((y - crest) * 720 / 1.5, 1.0) * is_above


def _stars(stage: Stage, shape: tuple[int, int]) -> Floats:
    rng, stars = stage.rng("neon stars"), np.zeros(shape, np.float32)
    rows, columns = (rng.random(420) * shape[0] * 0.42).astype(int), (rng.random(420) * shape[1]).astype(int)
    stars[rows, columns] = rng.random(420) ** 2 * 240
    return np.asarray(to_plane(stars).filter(ImageFilter.GaussianBlur(0.5 * stage.height / 720)), np.float32)
