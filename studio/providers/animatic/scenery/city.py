"""A skyline in four rows, its windows lit when it is dark, and a roof for whoever watches it."""

import numpy as np

from studio.providers.animatic import light, sky
from studio.providers.animatic.colour import Floats, bell, smooth
from studio.providers.animatic.layers import Item
from studio.providers.animatic.particles import particles, weather
from studio.providers.animatic.planes import Rng
from studio.providers.animatic.ridges import Paint, Profile, Windows, ridge
from studio.providers.animatic.stage import Stage
from studio.providers.animatic.subjects import standing, subject_x
from studio.providers.animatic.terrain import REACH, Ground

_HORIZON = 0.18
_LIT = ("night", "neon", "sunset", "storm", "dawn", "noir", "ember")


def build(stage: Stage) -> list[Item]:
    def row(depth: float, ground: Ground, paint: Paint) -> Item:
        return ridge(stage, depth, ground, paint)

    def blocks(name: str, base: float, heights: tuple[float, float], widths: tuple[float, float]) -> Ground:
        return _blocks(stage.rng(name), base, heights, widths)

    def windows(name: str, cell: float, share: float) -> Windows | None:
        return _windows(stage.rng(f"{name} windows"), cell, share) if stage.palette.name in _LIT else None

    def paint(name: str, tone: float, fog: float, rim: float, cell: float, share: float) -> Paint:
        return Paint(tone, fog=fog, fog_height=0.35, roughness=0.02, rim=rim, windows=windows(name, cell, share))

    return [
        sky.backdrop(stage, horizon=_HORIZON, clouds=0.45),
        row(0.10, blocks("far", 0.26, (0.10, 0.46), (0.045, 0.11)), paint("far", 0.05, 0.8, 0.15, 0.0085, 0.16)),
        *light.glow(stage),
        row(0.20, blocks("middle", 0.33, (0.10, 0.50), (0.07, 0.16)), paint("middle", 0.34, 0.62, 0.20, 0.012, 0.20)),
        row(0.38, blocks("near", 0.43, (0.08, 0.52), (0.11, 0.24)), paint("near", 0.62, 0.45, 0.22, 0.017, 0.22)),
        row(0.72, _nearest(stage), paint("nearest", 0.90, 0.18, 0.20, 0.026, 0.16)),
        *_rooftop(stage),
        *weather(stage),
    ]


def _nearest(stage: Stage) -> Ground:
    """Low where the subject stands, to leave it the view."""
    ground = _blocks(stage.rng("nearest"), 0.56, (0.06, 0.40), (0.18, 0.36))
    if not stage.story.subject:
        return ground
    return lambda x: np.where(np.abs(x - subject_x(stage)) < 0.55, 0.50, ground(x)).astype(np.float32)


def _rooftop(stage: Stage) -> list[Item]:
    if not stage.story.subject:
        return [particles(stage, "bokeh")] if stage.palette.name in _LIT and not stage.is_sketch else []

    def roof(x: Floats) -> Floats:
        away = np.abs(x - subject_x(stage))
        parapet = np.where((away > 0.265) & (away < 0.30), 0.255, 0.27)
        return np.where(away < 0.30, parapet, 0.66).astype(np.float32)

    return [ridge(stage, 0.75, roof, Paint(1.0, roughness=0.02, rim=0.25)), *standing(stage, roof, 0.75)]


def _blocks(rng: Rng, base: float, heights: tuple[float, float], widths: tuple[float, float]) -> Ground:
    """Houses side by side, tallest downtown; some with a set-back top, a mast or a pitched roof."""
    houses = list[tuple[float, float, float, float]]()  # left, width, height, chance
    left = -REACH
    while left < REACH:
        width, chance = rng.uniform(*widths), rng.random()
        height = heights[0] + (heights[1] - heights[0]) * rng.random() ** 2.2
        houses.append((left, width, height * (0.55 + 0.75 * float(bell(left, 1.1))), chance))
        left += width * (0.96 + 0.12 * rng.random())

    def skyline(x: Floats) -> Floats:
        y = np.full(x.shape, base, np.float32)
        for left, width, height, chance in houses:
            _raise_house(x, y, left, width, base - height, height, chance)
        return y

    return skyline


def _raise_house(x: Floats, y: Floats, left: float, width: float, top: float, height: float, chance: float) -> None:
    def part(start: float, end: float) -> slice:
        return slice(*np.searchsorted(x, (left + width * start, left + width * end)))

    y[part(0, 0.93)] = top
    if chance > 0.55:  # a set-back top
        y[part(0.2, 0.74)] = top - height * 0.12
    if chance > 0.82:  # with a mast
        y[part(0.47, 0.47 + 0.0035 / width)] = top - height * 0.34
    if chance < 0.12:  # a pitched roof
        house = part(0, 0.93)
        from_ridge = np.abs((x[house] - left) / width - 0.46) / 0.46
        y[house] = top - 0.035 * (1 - np.clip(from_ridge, 0, 1))


def _windows(rng: Rng, cell: float, share: float) -> Windows:
    """Windows in a grid of cells; whole columns are busier than others. None where a wall ends."""

    def lit(profile: Profile) -> tuple[Floats, Floats]:
        canvas = profile.canvas
        wide = max(3, int(cell * canvas.scale))
        high = int(wide * 1.25 + 1)
        column, across = np.divmod(np.arange(canvas.width), wide)
        row, down = np.divmod(np.arange(canvas.height), high)
        grid = (int(row.max()) + 1, int(column.max()) + 1)
        is_lit = rng.random(grid) < share * (0.35 + 1.1 * rng.random((1, grid[1])))
        lamps = (is_lit * (0.35 + 0.65 * rng.random(grid))).astype(np.float32)[row][:, column]
        pane_x = (across > 0.25 * wide) & (across < 0.80 * wide)
        pane_y = (down > 0.25 * high) & (down < 0.75 * high)
        crest = profile.crest
        is_wall = np.minimum(np.abs(crest - np.roll(crest, 2)), np.abs(crest - np.roll(crest, -2))) < 0.004
        where = (pane_x[None, :] & is_wall) & pane_y[:, None] & (profile.below > cell * 0.8)
        warmth = rng.random(grid, dtype=np.float32)[row][:, column]
        return lamps * where * smooth(0.55 - profile.below, 0, 0.3), warmth

    return lit
