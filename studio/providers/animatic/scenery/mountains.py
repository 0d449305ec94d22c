"""Two ranges of peaks, hills, a wood, and a knoll for whoever looks at them."""

import numpy as np

from studio.providers.animatic import light, sky, terrain
from studio.providers.animatic.colour import Floats, smooth
from studio.providers.animatic.flock import BIRDS, Flock
from studio.providers.animatic.layers import Item
from studio.providers.animatic.noise import cloud
from studio.providers.animatic.particles import weather
from studio.providers.animatic.ridges import Paint, Profile, Shade, ridge
from studio.providers.animatic.stage import Stage
from studio.providers.animatic.subjects import raised, standing
from studio.providers.animatic.terrain import Ground

_CRATER = (-0.12, -0.13)


def build(stage: Stage) -> list[Item]:
    peaks = terrain.peaks(stage.rng("peaks"), 0.15, 0.26, 1.9)
    if "volcano" in stage.story.topics:
        stage = stage.with_light_at(*_CRATER)
        peaks = terrain.knoll(peaks, _CRATER[0], -0.14, width=0.45)  # nothing stands before it
    hills = terrain.hills(stage.rng("hills"), 0.24, 0.16, 2.2, octaves=5)
    wood = terrain.conifers(terrain.hills(stage.rng("wood floor"), 0.33, 0.12, 2.0), stage.rng("wood"), 0.03, 0.075, 46)
    meadow = terrain.grass(terrain.hills(stage.rng("meadow"), 0.575, 0.06, 0.9), stage.rng("grass"), 0.025)
    return [
        sky.backdrop(
            stage, clouds=0.3 if stage.palette.name == "night" else 0.75, has_disc="volcano" not in stage.story.topics
        ),
        ridge(
            stage,
            0.08,
            _far_range(stage),
            Paint(0.06, fog=0.75, roughness=0.12, rim=0.30, shade=_snow(stage, "far snow")),
        ),
        *light.glow(stage),
        ridge(stage, 0.16, peaks, Paint(0.24, fog=0.70, roughness=0.12, rim=0.34, shade=_snow(stage, "near snow"))),
        ridge(stage, 0.28, hills, Paint(0.42, fog=0.62, fog_height=0.16, roughness=0.08, rim=0.30)),
        *_birds(stage),
        ridge(stage, 0.42, wood, Paint(0.62, fog=0.55, fog_height=0.16, rim=0.22)),
        *_foreground(stage),
        ridge(stage, 1.0, meadow, Paint(1.0, rim=0.16)),
        *weather(stage),
    ]


def _far_range(stage: Stage) -> Ground:
    far = terrain.peaks(stage.rng("far peaks"), 0.10, 0.34, 1.5)
    if "volcano" not in stage.story.topics:
        return far
    x, y = _CRATER

    def with_volcano(at: Floats) -> Floats:
        away = np.abs(at - x)
        cone = y + 0.015 + 0.30 * (1 - np.exp(-np.maximum(away - 0.035, 0) / 0.20)) + 0.012 * (away < 0.03)
        return np.minimum(far(at) * 0.5 + 0.06, cone.astype(np.float32))

    return with_volcano


def _snow(stage: Stage, name: str) -> Shade | None:
    is_snowy = "snow" in stage.story.topics or stage.palette.name in ("day", "mist")

    def caps(profile: Profile) -> Floats:
        patches = (cloud(profile.canvas.shape, stage.rng(name), (14, 30), octaves=4, gain=0.6) - 0.5) * 0.16
        higher = np.clip(profile.crest + 0.06, -0.2, 0.2) * 0.5
        return smooth(0.075 + patches - profile.below - higher, 0, 0.05) * 60

    return caps if is_snowy else None


def _birds(stage: Stage) -> list[Item]:
    return [Flock(stage, BIRDS)] if "birds" in stage.story.topics or stage.is_picked("birds", one_in=3) else []


def _foreground(stage: Stage) -> list[Item]:
    if stage.story.subject:
        ground = raised(stage, terrain.hills(stage.rng("foreground"), 0.44, 0.08, 1.1), 0.13)
        return [
            ridge(stage, 0.55, ground, Paint(0.88, fog=0.22, fog_height=0.30, rim=0.22)),
            *standing(stage, ground, 0.55),
        ]
    slope = terrain.hills(stage.rng("foreground"), 0.46, 0.10, 1.3)
    firs = terrain.conifers(slope, stage.rng("firs"), 0.07, 0.17, 17)
    return [ridge(stage, 0.70, firs, Paint(0.86, fog=0.30, fog_height=0.30, rim=0.18))]
