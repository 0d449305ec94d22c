"""Reefs in blue haze, light from the surface, a school of fish, bubbles."""

from studio.providers.animatic import light, sky, terrain
from studio.providers.animatic.flock import FISH, Flock
from studio.providers.animatic.layers import Item
from studio.providers.animatic.particles import particles
from studio.providers.animatic.ridges import Paint, ridge
from studio.providers.animatic.stage import Stage


def build(stage: Stage) -> list[Item]:
    far = terrain.peaks(stage.rng("far reef"), 0.34, 0.26, 1.5, octaves=5)
    reef = terrain.peaks(stage.rng("reef"), 0.43, 0.26, 1.7, octaves=5)
    weeds = terrain.grass(terrain.hills(stage.rng("weed floor"), 0.50, 0.16, 2.0), stage.rng("weeds"), 0.05)
    kelp = terrain.grass(terrain.hills(stage.rng("kelp floor"), 0.57, 0.12, 1.2), stage.rng("kelp"), 0.13)
    return [
        sky.backdrop(stage, horizon=0.55, glow=1.2, has_disc=False),
        *light.shafts(stage, 1.0),
        ridge(stage, 0.14, far, Paint(0.10, fog=0.85, fog_height=0.30, roughness=0.08, rim=0.05)),
        Flock(stage, FISH),
        ridge(stage, 0.30, reef, Paint(0.38, fog=0.62, fog_height=0.30, roughness=0.08, rim=0.06)),
        ridge(stage, 0.55, weeds, Paint(0.66, fog=0.40, fog_height=0.26, roughness=0.08, rim=0.05)),
        ridge(stage, 1.0, kelp, Paint(1.0, fog=0.05, fog_height=0.3, roughness=0.06, rim=0.04)),
        particles(stage, "bubble"),
    ]
