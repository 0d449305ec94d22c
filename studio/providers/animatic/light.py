"""Light that lies over what has been drawn: the glow of the sun, shafts between trees, glints on water. A sketch has none."""

import math

import numpy as np
from PIL import Image, ImageDraw

from studio.providers.animatic import sky
from studio.providers.animatic.camera import Curve
from studio.providers.animatic.colour import bell, smooth
from studio.providers.animatic.frame import BILINEAR, Frame
from studio.providers.animatic.layers import Item
from studio.providers.animatic.planes import to_mask
from studio.providers.animatic.stage import Stage


def glow(stage: Stage, gain: float = 1.0) -> list[Item]:
    return [] if stage.is_sketch else [Glow(stage, gain)]


def shafts(stage: Stage, gain: float = 0.7) -> list[Item]:
    return [] if stage.is_sketch else [Shafts(stage, gain)]


def glints(stage: Stage, count: int = 110) -> list[Item]:
    return [] if stage.is_sketch else [Glints(stage, count)]


class Glow(Item):
    """The light blooms over the crests in front of it."""

    def __init__(self, stage: Stage, gain: float):
        self._windows = stage.camera.windows(sky.DEPTH)
        self._palette = stage.palette
        across = np.linspace(-1, 1, 256, dtype=np.float32)[None, :]
        distance = np.sqrt(across**2 + across.T**2)
        halo = (0.50 * bell(distance, 0.16) + 0.34 * bell(distance, 0.42)) * np.clip(1.15 - distance, 0, 1)
        small = to_mask(halo * gain * stage.palette.light_strength)
        self._radius = int(stage.height * 0.75) // 2 * 2
        self._mask = small.resize((2 * self._radius, 2 * self._radius), Image.Resampling.BICUBIC)
        self._colour_mask = small.resize((self._radius, self._radius), Image.Resampling.BICUBIC)

    def draw(self, frame: Frame, index: int, bottom: int) -> None:
        left, top, right, low = self._windows[index]
        x = int((self._palette.light_x - left) / (right - left) * frame.width) // 2 * 2 - self._radius
        y = int((self._palette.light_y - top) / (low - top) * frame.height) // 2 * 2 - self._radius
        seen = min(2 * self._radius, bottom // 2 * 2 - y)
        if seen >= 4:
            mask = self._mask.crop((0, 0, 2 * self._radius, seen))
            colour_mask = self._colour_mask.crop((0, 0, self._radius, seen // 2))
            frame.paint(self._palette.light, mask, (x, y), colour_mask)


class Shafts(Item):
    """Soft rays from above, swaying. They are so soft that a small picture of them does."""

    _HEIGHT = 90
    _FREQUENCIES = ((17, 0.5), (31, 0.3), (53, 0.2))

    def __init__(self, stage: Stage, gain: float):
        self._windows = stage.camera.windows(0.05)
        self._palette = stage.palette
        self._gain = gain * (0.42 if stage.palette.light_strength == 1 else 0.26)
        self._width = int(self._HEIGHT * stage.aspect) // 2 * 2
        self._phases = stage.rng("shafts").random(3) * 2 * math.pi
        beat = stage.beat
        self._time = 2 * np.pi * beat.time * (1 if beat.is_loop else beat.duration_s / 9)

    def draw(self, frame: Frame, index: int, bottom: int) -> None:
        left, top, right, low = self._windows[index]
        x = np.linspace(left, right, self._width, dtype=np.float32)[None, :]
        y = np.linspace(top, low, self._HEIGHT, dtype=np.float32)[:, None]
        angle = np.arctan2(x - self._palette.light_x * 0.6, y + 0.75)
        time, rays = self._time[index], np.zeros_like(angle)
        for k, ((frequency, weight), phase) in enumerate(zip(self._FREQUENCIES, self._phases, strict=True)):
            sway = (k + 1) * time * (1 if k % 2 else -1)
            rays += np.float32(weight) * np.sin(angle * frequency + np.float32(phase + sway))
        mask = to_mask(smooth(rays, 0.05, 0.9) * (1 - smooth(y, -0.2, 0.42)) * self._gain)
        full, half = (frame.width, frame.height), (frame.width // 2, frame.height // 2)
        frame.paint(self._palette.light, mask.resize(full, BILINEAR), (0, 0), mask.resize(half, BILINEAR))


class Glints(Item):
    """Short dashes that flash on the water below the light."""

    _NEAR, _FAR = 0.52, 0.09  # where the water begins at one's feet and at the horizon

    def __init__(self, stage: Stage, count: int):
        rng, self._stage = stage.rng("glints"), stage
        self._nearness = rng.random(count) ** 1.5
        self._x = stage.palette.light_x + rng.normal(size=count) * (0.045 + 0.22 * self._nearness)
        self._y = self._FAR + (self._NEAR - self._FAR) * self._nearness
        self._phases, self._paces = rng.random(count) * 2 * math.pi, rng.integers(1, 5, count)
        self._strength = 127 if stage.palette.is_moonlit else 230

    def draw(self, frame: Frame, index: int, bottom: int) -> None:
        stage, mask = self._stage, Image.new("L", (frame.width, frame.height), 0)
        draw = ImageDraw.Draw(mask)
        shine = smooth(np.sin(2 * np.pi * self._paces * self._turns(index) + self._phases), 0.35, 1.0)
        x, y = self._on_screen(index)
        lengths = (2 + 9 * self._nearness) * stage.height / 720
        widths = (1 + 1.6 * self._nearness) * stage.height / 720
        for k in np.flatnonzero(shine > 0.06):
            line = [(x[k] - lengths[k], y[k]), (x[k] + lengths[k], y[k])]
            draw.line(line, fill=int(self._strength * shine[k]), width=max(1, int(widths[k])))
        frame.planes[0].paste(int(stage.palette.light[0]), (0, 0, frame.width, frame.height), mask)

    def _turns(self, index: int) -> float:
        beat = self._stage.beat
        return float(beat.time[index]) if beat.is_loop else float(beat.seconds[index]) * 0.55

    def _on_screen(self, index: int) -> tuple[Curve, Curve]:
        camera, depth = self._stage.camera, 0.05 + 0.9 * self._nearness
        scale, (x, y) = camera.scale(depth, index), camera.middle(depth, index)
        height = self._stage.height
        return ((self._x - x) * scale + 0.5 * camera.aspect) * height, ((self._y - y) * scale + 0.5) * height
