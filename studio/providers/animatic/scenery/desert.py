"""Dunes behind dunes, their lee sides in shadow."""

import numpy as np

from studio.providers.animatic import light, sky, terrain
from studio.providers.animatic.colour import Floats, smooth
from studio.providers.animatic.layers import Item
from studio.providers.animatic.noise import Noise
from studio.providers.animatic.particles import particles, weather
from studio.providers.animatic.planes import Rng
from studio.providers.animatic.ridges import Paint, Profile, Shade, ridge
from studio.providers.animatic.stage import Stage
from studio.providers.animatic.subjects import raised, standing
from studio.providers.animatic.terrain import Ground


def build(stage: Stage) -> list[Item]:
    mesa = terrain.peaks(stage.rng("mesa"), 0.10, 0.12, 1.4, octaves=4, gain=0.4)
    near = raised(stage, _dunes(stage.rng("near dunes"), 0.38, 0.15, 0.8), 0.10)
    return [
        sky.backdrop(stage, clouds=0.35),
        ridge(stage, 0.07, mesa, Paint(0.05, fog=0.7, fog_height=0.15, roughness=0.06)),
        *light.glow(stage),
        ridge(stage, 0.16, _dunes(stage.rng("far dunes"), 0.17, 0.10, 1.5), _sand(stage, "far", 0.18, 0.5, 40)),
        ridge(stage, 0.30, _dunes(stage.rng("dunes"), 0.26, 0.13, 1.1), _sand(stage, "middle", 0.38, 0.42, 46)),
        ridge(stage, 0.52, near, _sand(stage, "near", 0.60, 0.30, 46)),
        *standing(stage, near, 0.52),
        ridge(
            stage, 0.95, _dunes(stage.rng("nearest dunes"), 0.56, 0.14, 0.55), _sand(stage, "nearest", 0.90, 0.10, 36)
        ),
        particles(stage, "dust"),
        *weather(stage),
    ]


def _sand(stage: Stage, name: str, tone: float, fog: float, contrast: float) -> Paint:
    return Paint(tone, fog=fog, fog_height=0.28, roughness=0.02, rim=0.42, shade=_lee_sides(stage, name, contrast))


def _dunes(rng: Rng, base: float, height: float, frequency: float) -> Ground:
    """A long rise, a short fall; each dune of another height."""
    offset, bend, heights, ripple = rng.random() * 10, Noise(rng, 3), Noise(rng, 1), Noise(rng, 3)

    def ground(x: Floats) -> Floats:
        along = x * frequency + np.float32(offset) + 0.25 * bend(x * (frequency * 0.7))
        share = along - np.floor(along)
        saw = np.where(share < 0.68, smooth(share, 0, 0.68), 1 - smooth(share, 0.68, 1.0))
        return base - height * (saw * (0.45 + 0.75 * heights(np.floor(along))) + 0.25 * ripple(x * frequency))

    return ground


def _lee_sides(stage: Stage, name: str, contrast: float) -> Shade:
    """Slopes that turn away from the light are dark; the edge of the shadow wanders down from the crest."""
    wander = Noise(stage.rng(f"{name} shadow"), 3)

    def shade(profile: Profile) -> Floats:
        canvas, below = profile.canvas, profile.below
        slope = np.gradient(profile.crest[0]) * canvas.scale * 1.8
        toward = np.clip((stage.palette.light_x - canvas.xs[0]) / 0.5, -1, 1)
        lit = smooth(-slope * toward * 2.2, -0.55, 0.85)
        depth = below[:, canvas.width // 2]
        shift = (np.clip(depth, 0, 1) * (wander(depth * 5 + 20) * 0.9 + 0.35) * canvas.scale).astype(int)
        columns = np.clip(np.arange(canvas.width)[None, :] - shift[:, None], 0, canvas.width - 1)
        ripples = np.sin(below * 190 + np.sin(canvas.xs * 9 + below * 30) * 2.2) * 2.2
        down = np.maximum(below, 0)
        return (lit[columns] - 0.55) * contrast * np.exp(-down / 0.16) + ripples * np.exp(-down / 0.3)

    return shade
