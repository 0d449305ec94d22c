"""Small things in the air, by the hundred: snow, rain, dust, embers, petals, fireflies, bubbles, and lights out of focus."""

import math
from dataclasses import dataclass

import numpy as np

from studio.providers.animatic.camera import Curve
from studio.providers.animatic.colour import Floats, bell, smooth, yuv
from studio.providers.animatic.frame import Frame
from studio.providers.animatic.layers import Item
from studio.providers.animatic.planes import Plane, dim, halve, to_mask
from studio.providers.animatic.stage import Stage

_SOFT, _SPARK = 1.0, 2.0  # how a particle fades to its edge; below these, a disc with an edge that wide
_LEVELS = 16  # of opacity; each has its own masks
_EDGE = 0.08  # particles leave and come back this far outside the frame
_SPAN = 1 + 2 * _EDGE


@dataclass(frozen=True)
class ParticleKind:
    count: int
    radius: tuple[float, float]  # pixels at 720p: the far ones, the near ones
    softness: float
    opacity: float
    speed: tuple[float, float]  # frame widths and heights per second
    sway: float
    colours: tuple[str, ...]
    depth: tuple[float, float] = (0.3, 1.0)
    ring: float = 0.0  # how much lighter the middle is than the edge
    goes_both_ways: bool = True
    twinkle: tuple[float, float] | None = None  # where its sine begins to show and where it is full


_LIGHT = "light"  # the colour of the scene's light

KINDS = {
    "snow": ParticleKind(170, (1.3, 5.5), _SOFT, 0.85, (0.03, 0.17), 0.018, ("#ffffff",), (0.2, 1), goes_both_ways=False),
    "rain": ParticleKind(320, (1.0, 1.6), 0.5, 0.34, (0.10, 1.5), 0, ("#dfe9f2",), (0.4, 1), goes_both_ways=False),
    "dust": ParticleKind(50, (1.0, 3.0), _SOFT, 0.50, (0.012, -0.010), 0.02, (_LIGHT,)),
    "ember": ParticleKind(90, (2.5, 8.0), _SPARK, 1, (0.02, -0.13), 0.03, ("#ffb347", "#ff7a2f", "#ffd890"), twinkle=(-0.5, 0.9)),
    "petal": ParticleKind(60, (2.0, 6.0), 0.5, 0.85, (0.05, 0.09), 0.05, ("#ffb7c8", "#ffd9e0", "#e8743b"), goes_both_ways=False),
    "firefly": ParticleKind(54, (5.0, 13.0), _SPARK, 1, (0.008, -0.006), 0.04, ("#f6ff9a", "#d8ff70"), twinkle=(-0.5, 0.9)),
    "bubble": ParticleKind(46, (1.2, 6.0), 0.35, 0.45, (0.0, -0.10), 0.02, ("#dffcff",), (0.2, 1), ring=0.75),
    "debris": ParticleKind(40, (0.8, 2.4), _SOFT, 0.75, (0.010, 0.002), 0, ("#dfe8ff", "#ffe9d0"), (0.2, 1)),
    "bokeh": ParticleKind(
        20, (26, 74), 0.10, 0.34, (0.010, -0.008), 0.012, (_LIGHT, "#ff9d5c", "#ff5f8f", "#5fc8ff", "#ffd27a"),
        (0.5, 1), ring=0.45, twinkle=(-3, 1),
    ),
    "far bokeh": ParticleKind(
        46, (8, 30), 0.14, 0.42, (0.006, -0.004), 0.008, (_LIGHT, "#ffb070", "#ff7aa0", "#7ad0ff", "#ffe0a0"),
        (0.15, 0.5), ring=0.40, twinkle=(-3, 1),
    ),
}  # fmt: skip

_PENCIL = np.array([90, 128, 128], np.float32)


def particles(stage: Stage, name: str) -> Item:
    return Rain(stage, KINDS[name]) if name == "rain" else Discs(stage, name)


def weather(stage: Stage) -> list[Item]:
    """What the prompt has falling or flying through the air."""
    return [particles(stage, stage.story.weather)] if stage.story.weather else []


class Swarm:
    """Where all particles of a kind are, frame by frame."""

    def __init__(self, stage: Stage, kind: ParticleKind, rng: np.random.Generator):
        self._camera, self._beat, self._kind = stage.camera, stage.beat, kind
        self.count = round(kind.count * max(0.6, stage.aspect / 1.78))
        self._start_x, self._start_y = rng.random((2, self.count)) * _SPAN
        low, high = kind.depth
        self.nearness = rng.random(self.count) ** 1.5
        self.depth = low + (high - low) * self.nearness
        self._phase = rng.random(self.count) * 2 * math.pi
        self._turns = np.maximum(1, np.round(self._beat.duration_s * (0.2 + 0.3 * rng.random(self.count))))
        ways = np.where(rng.random(self.count) < 0.35, -1, 1) if kind.goes_both_ways else 1
        pace = (0.4 + self.depth) * self._beat.duration_s  # from speed to the whole way of the clip
        self._way_x, self._way_y = kind.speed[0] * pace * ways, kind.speed[1] * pace
        if self._beat.is_loop:
            self._way_x, self._way_y = (
                _whole_turns(self._way_x, 0),
                _whole_turns(self._way_y, 1 if abs(kind.speed[1]) > 0.05 else 0),
            )

    def positions(self, index: int) -> tuple[Curve, Curve]:
        """On the screen, from 0 to 1 inside of it."""
        sway, share = self._kind.sway, index / self._beat.frame_count
        angle = 2 * np.pi * self._turns * share + self._phase
        middle_x, middle_y = self._camera.middle(self.depth, index)
        x = self._start_x + self._way_x * share + sway * np.sin(angle) - middle_x / self._camera.aspect
        y = self._start_y + self._way_y * share + sway * 0.6 * np.cos(angle) - middle_y
        scale = np.minimum(self._camera.scale(self.depth, index), 1.6)
        return _wrapped(x) * scale + 0.5, _wrapped(y) * scale + 0.5

    def shine(self, index: int) -> Curve:
        """From 0 to 1."""
        if self._kind.twinkle is None:
            return np.ones(self.count)
        faint, full = self._kind.twinkle
        return smooth(
            np.sin(2 * np.pi * 2 * self._turns * index / self._beat.frame_count + 3 * self._phase), faint, full
        )


def _whole_turns(way: Curve, at_least: int) -> Curve:
    return np.sign(way) * np.maximum(np.round(np.abs(way) / _SPAN), at_least) * _SPAN


def _wrapped(position: Curve) -> Curve:
    return position % _SPAN - _EDGE - 0.5


class Discs(Item):
    """Round particles, drawn from a small stock of masks: seven sizes, each at four by four shifts below two pixels."""

    _SIZES = 7
    _SHIFTS = 4

    def __init__(self, stage: Stage, name: str):
        kind, rng = KINDS[name], stage.rng(name)
        self._swarm = Swarm(stage, kind, rng)
        low, high = (radius * stage.height / 720 for radius in kind.radius)
        radii = (low + (high - low) * self._swarm.nearness**1.4)[:, None]
        self._radii = np.geomspace(max(0.6, low), high, self._SIZES)
        self._sizes = np.argmin(np.abs(np.log(radii / self._radii)), 1)
        self._stock = [self._masks(radius, kind) for radius in self._radii]
        self._dimmed: dict[tuple[int, int, int], tuple[Plane, Plane]] = {}
        colours = (
            [_PENCIL]
            if stage.is_sketch
            else [stage.palette.light if code == _LIGHT else yuv(code) for code in kind.colours]
        )
        self._colours = [colours[k] for k in rng.integers(len(colours), size=self._swarm.count)]
        self._opacity = kind.opacity * (0.55 + 0.45 * rng.random(self._swarm.count))

    def draw(self, frame: Frame, index: int, bottom: int) -> None:
        xs, ys = self._swarm.positions(index)
        xs, ys = xs * frame.width, ys * frame.height
        levels = np.round(self._opacity * self._swarm.shine(index) * _LEVELS).astype(int)
        for k in np.flatnonzero(levels > 0):
            x, y = int(xs[k] // 2) * 2, int(ys[k] // 2) * 2
            shift = int((ys[k] - y) * 2) * self._SHIFTS + int((xs[k] - x) * 2)
            size = int(self._sizes[k])
            mask, colour_mask = self._mask(size, shift, int(levels[k]))
            corner = mask.width // 4 * 2
            at = (x - corner, y - corner)
            if self._radii[size] > 1.2:
                frame.paint(self._colours[k], mask, at, colour_mask)
            else:  # too small to have a colour
                frame.planes[0].paste(int(self._colours[k][0]), (*at, at[0] + mask.width, at[1] + mask.height), mask)

    def _mask(self, size: int, shift: int, level: int) -> tuple[Plane, Plane]:
        key = (size, shift, level)
        if key not in self._dimmed:
            mask, colour_mask = self._stock[size][shift]
            self._dimmed[key] = dim(mask, level / _LEVELS), dim(colour_mask, level / _LEVELS)
        return self._dimmed[key]

    def _masks(self, radius: float, kind: ParticleKind) -> list[tuple[Plane, Plane]]:
        side = math.ceil((radius * 2 + 4) / 2) * 2 + 2
        across = np.arange(side, dtype=np.float32)[None, :] + 0.5 - side / 2
        shifts = [shift * 2 / self._SHIFTS for shift in range(self._SHIFTS)]
        distances = [np.sqrt((across - x) ** 2 + (across.T - y) ** 2) for y in shifts for x in shifts]
        shapes = [_shape(distance, radius, kind) for distance in distances]
        return [(to_mask(shape), to_mask(halve(shape))) for shape in shapes]


def _shape(distance: Floats, radius: float, kind: ParticleKind) -> Floats:
    if kind.softness == _SPARK:
        return bell(distance, radius * 0.20) + 0.30 * bell(distance, radius * 0.66)
    if kind.softness == _SOFT:
        return bell(distance, max(0.6, radius * 0.62))
    disc = np.clip((radius - distance) / max(1, radius * kind.softness) + 0.5, 0, 1)
    return disc * (1 - kind.ring + kind.ring * smooth(distance / radius, 0.55, 1.0))


class Rain(Item):
    """Streaks, in five lengths by how near they are."""

    _SLANT = 0.10

    def __init__(self, stage: Stage, kind: ParticleKind):
        self._swarm = Swarm(stage, kind, stage.rng("rain"))
        lengths = [self._streak(stage.height, nearness) for nearness in np.linspace(0, 1, 5)]
        self._streaks = [lengths[int(nearness * 4.99)] for nearness in self._swarm.nearness]
        self._brightness = 90 if stage.is_sketch else 215

    def _streak(self, height: int, nearness: float) -> Plane:
        length, width = int(height * (0.05 + 0.09 * nearness)), (0.55 + 0.75 * nearness) * height / 720
        x = np.arange(int(length * self._SLANT + 8) // 2 * 2, dtype=np.float32)[None, :]
        y = np.arange(length, dtype=np.float32)[:, None]
        return to_mask(
            bell(x - 3 - y * self._SLANT, width) * np.sin(np.pi * (y + 0.5) / length) * (0.28 + 0.30 * nearness)
        )

    def draw(self, frame: Frame, index: int, bottom: int) -> None:
        xs, ys = self._swarm.positions(index)
        for x, y, streak in zip(xs * frame.width, ys * frame.height, self._streaks, strict=True):
            box = (int(x), int(y), int(x) + streak.width, int(y) + streak.height)
            frame.planes[0].paste(self._brightness, box, streak)
