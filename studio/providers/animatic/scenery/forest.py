"""Firs in the mist, trunks before them, light falling between."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from studio.providers.animatic import light, sky, terrain
from studio.providers.animatic.colour import Floats, mix, smooth
from studio.providers.animatic.layers import Canvas, Item, Layer
from studio.providers.animatic.noise import cloud
from studio.providers.animatic.particles import particles, weather
from studio.providers.animatic.planes import Plane, Rng, halve, to_plane
from studio.providers.animatic.ridges import Paint, ridge
from studio.providers.animatic.stage import Stage
from studio.providers.animatic.subjects import raised, standing

_DARK = ("night", "sunset", "neon", "ember")


def build(stage: Stage) -> list[Item]:
    clearing = raised(stage, terrain.hills(stage.rng("clearing"), 0.46, 0.06, 1.6), 0.10)
    edge = terrain.grass(terrain.hills(stage.rng("edge"), 0.56, 0.06, 1.2), stage.rng("edge grass"), 0.06)
    meadow = terrain.grass(clearing, stage.rng("meadow grass"), 0.035)
    return [
        sky.backdrop(stage, horizon=0.22, clouds=0.2, has_disc=False),
        *light.shafts(stage),
        _firs(stage, 0.12, 0.17, tone=0.05, fog=0.95, row=0),
        *light.glow(stage, 0.8),
        _firs(stage, 0.22, 0.22, tone=0.22, fog=0.85, row=1),
        _firs(stage, 0.38, 0.30, tone=0.46, fog=0.72, row=2),
        _trunks(stage, 0.60, per_unit=9, width=0.040, tone=0.80),
        ridge(stage, 0.70, meadow, Paint(0.86, fog=0.22, fog_height=0.24, rim=0.12)),
        *standing(stage, clearing, 0.70),
        _trunks(stage, 1.0, per_unit=4, width=0.085, tone=0.98),
        ridge(stage, 1.0, edge, Paint(1.0, roughness=0.03, rim=0.08)),
        particles(stage, "firefly" if stage.palette.name in _DARK else "dust"),
        *weather(stage),
    ]


def _firs(stage: Stage, depth: float, y: float, *, tone: float, fog: float, row: int) -> Item:
    ground = terrain.hills(stage.rng(f"floor {row}"), y - 0.06, 0.08, 2.2)
    firs = terrain.conifers(ground, stage.rng(f"firs {row}"), 0.10 + 0.07 * row, 0.24 + 0.12 * row, 58 - 16 * row)
    return ridge(stage, depth, firs, Paint(tone, fog=fog, fog_height=0.35, rim=0.14))


def _trunks(stage: Stage, depth: float, *, per_unit: float, width: float, tone: float) -> Layer:
    canvas, rng = Canvas.at(stage, depth), stage.rng(f"trunks at {depth}")
    blur = (0.7 if depth < 0.9 else 2.2) * stage.detail
    shares = (
        np.asarray(_draw_trunks(canvas, rng, per_unit, width).filter(ImageFilter.GaussianBlur(blur)), np.float32) / 255
    )
    palette = stage.palette
    fog = smooth(canvas.ys, 0.15, 0.5) * 0.35 * (1.5 - tone)
    colours = mix(mix(palette.far, palette.near, tone), palette.fog, fog)
    bark = cloud(canvas.shape, rng, (3, canvas.span_x * 60), octaves=3) - 0.5
    brightness: Floats = colours[:, :1] + bark * 20
    if stage.is_sketch:
        brightness = brightness - 60 * (1 - smooth(shares, 0.2, 0.8))
    planes = [to_plane(brightness, rng), to_plane(halve(colours[:, 1:2])), to_plane(halve(colours[:, 2:]))]
    return Layer(canvas, planes, shares)


def _draw_trunks(canvas: Canvas, rng: Rng, per_unit: float, width: float) -> Plane:
    image = Image.new("L", (canvas.width, canvas.height), 0)
    draw, x = ImageDraw.Draw(image), canvas.left - 0.1
    while x < canvas.right + 0.1:
        room = 1.6 if abs(x) > 0.12 else 2.6  # the middle is kept open
        x += (0.35 + 1.3 * rng.random()) / per_unit * room
        _draw_trunk(draw, canvas, rng, x, width * (0.5 + rng.random()))
    return image


def _draw_trunk(draw: ImageDraw.ImageDraw, canvas: Canvas, rng: Rng, x: float, width: float) -> None:
    lean, scale = (rng.random() - 0.5) * 0.12, canvas.scale

    def at(up: float, side: int) -> tuple[float, float]:
        """On the left (-1) or right (1) edge of the trunk, from its foot (0) to its top (1)."""
        across = lean * up + side * width * (0.5 - 0.22 * up + 1.4 * max(0, 0.12 - up))
        return (x + across - canvas.left) * scale, (canvas.span_y + 0.02 - up * (canvas.span_y + 0.04)) * scale

    steps = np.linspace(0, 1, 14)
    draw.polygon([at(up, -1) for up in steps] + [at(up, 1) for up in steps[::-1]], fill=255)
    for _ in range(int(3 + 4 * rng.random())):
        left, top = at(0.35 + 0.6 * rng.random(), 0)
        length, rise = (
            (0.06 + 0.16 * rng.random()) * scale * (1 if rng.random() > 0.5 else -1),
            (0.03 + 0.10 * rng.random()) * scale,
        )
        twig = [(left, top), (left + length * 0.5, top - rise * 0.3), (left + length, top - rise)]
        draw.line(twig, fill=255, width=max(1, int(width * scale * 0.10)))
