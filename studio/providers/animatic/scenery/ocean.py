"""Rows of waves that rise and fall, a path of light on the water, and a boat, an island or a lighthouse."""

import numpy as np

from studio.providers.animatic import light, silhouettes, sky, terrain
from studio.providers.animatic.camera import Curve
from studio.providers.animatic.colour import Floats, bell, smooth
from studio.providers.animatic.flock import BIRDS, Flock
from studio.providers.animatic.layers import Item
from studio.providers.animatic.noise import Noise, cloud
from studio.providers.animatic.particles import weather
from studio.providers.animatic.planes import Rng
from studio.providers.animatic.ridges import Paint, Profile, Shade, ridge
from studio.providers.animatic.sprites import Sprite
from studio.providers.animatic.stage import Stage
from studio.providers.animatic.subjects import standing, subject_x
from studio.providers.animatic.terrain import Ground

_HORIZON = 0.08
_WAVES = (
    (0.05, 0.084),
    (0.09, 0.105),
    (0.15, 0.140),
    (0.24, 0.190),
    (0.38, 0.265),
    (0.60, 0.375),
    (0.95, 0.520),
)  # depth, height
_BOAT_SAILS_BEFORE = 4  # the wave


def build(stage: Stage) -> list[Item]:
    stage = stage.with_light_at(stage.palette.light_x, min(stage.palette.light_y, _HORIZON - 0.05))
    waves = [_wave(stage, number) for number in range(len(_WAVES))]
    return [
        sky.backdrop(stage, horizon=_HORIZON, clouds=0.85),
        *_island(stage),
        *light.glow(stage),
        *waves[:_BOAT_SAILS_BEFORE],
        *_boat(stage),
        *waves[_BOAT_SAILS_BEFORE:-1],
        *_headland(stage),
        waves[-1],
        *light.glints(stage),
        *([Flock(stage, BIRDS)] if "birds" in stage.story.topics or stage.is_picked("birds", one_in=3) else []),
        *weather(stage),
    ]


def _wave(stage: Stage, number: int) -> Item:
    depth, y = _WAVES[number]
    nearness = number / (len(_WAVES) - 1)
    tint = ("#0d3c55", 0.35) if stage.palette.name in ("day", "spring", "dawn", "mist") else None
    paint = Paint(
        tone=0.18 + 0.72 * nearness,
        fog=0.42 * (1 - number / len(_WAVES)),
        fog_height=0.10 + 0.1 * depth,
        roughness=0.03,
        rim=0.5,
        rim_width=0.006,
        tint=tint,
        shade=_path_of_light(stage, number, depth),
    )
    crests = _crests(stage.rng(f"wave {number}"), y, 0.004 + 0.040 * depth, 9 / (1 + 5 * depth))
    return ridge(stage, depth, crests, paint, drift=0.05 * (0.3 + depth) * _swell(stage, number))


def _crests(rng: Rng, y: float, height: float, frequency: float) -> Ground:
    offset, bend, chop = 9 * rng.random(), Noise(rng, 1), Noise(rng, 3)

    def ground(x: Floats) -> Floats:
        along = x * frequency + np.float32(offset)
        crest = np.abs(np.sin(along * 3.1 + 1.5 * bend(along * 0.8)))  # pointed above, round below, as waves are
        return y + height * (crest - 0.6) - height * 0.8 * chop(along * 1.7)

    return ground


def _swell(stage: Stage, number: int) -> Curve:
    return stage.beat.wave(0.34 + 0.1 * (number % 3), phase=number * 1.3)


def _path_of_light(stage: Stage, number: int, depth: float) -> Shade:
    def shade(profile: Profile) -> Floats:
        canvas, rng = profile.canvas, stage.rng(f"path {number}")
        path = bell(canvas.xs - stage.palette.light_x, 0.07 + 0.28 * depth)
        dashes = cloud(canvas.shape, rng, (240 / (1 + 2.2 * depth), 60 / (0.5 + 2 * depth)), octaves=2, gain=0.6)
        strength = 105 * (0.5 if stage.palette.is_moonlit else 1)
        return smooth(dashes, 0.55, 0.72) * path * strength - 8 * smooth(profile.below, 0, 0.1)

    return shade


def _island(stage: Stage) -> list[Item]:
    if not stage.is_picked("island", one_in=2):
        return []
    island = terrain.peaks(stage.rng("island peaks"), 0.10, 0.10, 1.2, octaves=5, gain=0.45)
    return [ridge(stage, 0.06, island, Paint(0.10, fog=0.6, fog_height=0.1, roughness=0.06))]


def _boat(stage: Stage) -> list[Item]:
    is_asked = "boat" in stage.story.topics
    if not is_asked and not stage.is_picked("boat", one_in=2):
        return []
    side = -1 if stage.palette.light_x > 0 or stage.story.subject else 1
    foot, height = (0.20 * side * stage.narrowing, 0.232), 0.16 if is_asked else 0.10
    return [Sprite(stage, 0.30, foot, height, silhouettes.sailing_boat, tone=0.92, bob=0.006 * _swell(stage, 1))]


def _headland(stage: Stage) -> list[Item]:
    """A shore to stand on, when the prompt has somebody or something there."""
    if not stage.story.subject:
        return []
    shore = terrain.hills(stage.rng("shore"), 0.60, 0.10, 1.6)
    ground = terrain.knoll(shore, subject_x(stage) + 0.10, 0.24, width=0.30)
    return [ridge(stage, 0.55, ground, Paint(0.92, fog=0.12, fog_height=0.3, rim=0.25)), *standing(stage, ground, 0.55)]
