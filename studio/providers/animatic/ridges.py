"""Painting a silhouette of land as a layer: fog at its foot, texture, light on its crest; or pencil when it is a sketch."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from studio.providers.animatic.camera import Curve
from studio.providers.animatic.colour import Floats, bell, mix, smooth, yuv
from studio.providers.animatic.layers import Canvas, Layer
from studio.providers.animatic.noise import cloud
from studio.providers.animatic.planes import Rng, halve, to_plane
from studio.providers.animatic.stage import Stage
from studio.providers.animatic.terrain import Ground

_INK = 46


@dataclass(frozen=True)
class Profile:
    """A silhouette laid on its canvas."""

    canvas: Canvas
    crest: Floats  # one row: the height of each column
    below: Floats  # how far each pixel lies below the crest
    coverage: Floats  # how much of each pixel is land

    @classmethod
    def of(cls, canvas: Canvas, ground: Ground) -> "Profile":
        highest = float(ground(np.linspace(canvas.left, canvas.right, 800, dtype=np.float32)).min())
        canvas = replace(canvas, top=max(canvas.top, highest - 0.03))
        # Two samples a pixel keep thin things (masts, twigs) from flickering.
        fine = ground((canvas.left + (np.arange(2 * canvas.width) + 0.5) / (2 * canvas.scale)).astype(np.float32))[
            None, :
        ]
        fine = fine.astype(np.float32)
        left, right = (np.clip((canvas.ys - fine[:, side::2]) * canvas.scale + 0.5, 0, 1) for side in (0, 1))
        crest = 0.5 * (fine[:, 0::2] + fine[:, 1::2])
        return cls(canvas, crest, canvas.ys - crest, 0.5 * (left + right))


Shade = Callable[[Profile], Floats]  # what is added to the brightness
Windows = Callable[[Profile], tuple[Floats, Floats]]  # how lit each pixel is, and how warm its light


@dataclass(frozen=True)
class Paint:
    """How a ridge is painted. Shares are from 0 to 1, lengths in frame heights."""

    tone: float  # from the palette's far colour to its near one
    fog: float = 0.0
    fog_height: float = 0.2
    roughness: float = 0.05
    rim: float = 0.2  # the light along its crest
    rim_width: float = 0.012
    tint: tuple[str, float] | None = None
    shade: Shade | None = None
    windows: Windows | None = None


def ridge(stage: Stage, depth: float, ground: Ground, paint: Paint, *, drift: float | Curve = 0.0) -> Layer:
    profile = Profile.of(Canvas.at(stage, depth, drift=drift), ground)
    rng = stage.rng(f"ridge at {depth}")
    fog = _fog(profile, paint)
    colours = mix(_base(stage, paint), stage.palette.fog, fog)
    brightness, tones = colours[:, :1] + _texture(profile, paint, fog, rng), [colours[:, 1:2], colours[:, 2:]]
    if paint.shade and not stage.is_sketch:
        brightness += paint.shade(profile)
    if stage.is_sketch:
        brightness = _pencil(brightness, profile, paint, depth, rng)
    else:
        brightness = mix(brightness, stage.palette.light[0], _rim(stage, profile, paint))
    if paint.windows and not stage.is_sketch:
        brightness, *tones = _light_windows(brightness, tones, *paint.windows(profile))
    planes = [to_plane(brightness, rng), *(to_plane(halve(tone), rng) for tone in tones)]
    solid_from = float(profile.crest.max()) + 0.01
    is_detailed = stage.is_sketch or paint.windows is not None
    return Layer(profile.canvas, planes, profile.coverage, solid_from=solid_from, is_detailed=is_detailed)


def _base(stage: Stage, paint: Paint) -> Floats:
    base = mix(stage.palette.far, stage.palette.near, paint.tone)
    if paint.tint is None or stage.is_sketch:
        return base
    code, share = paint.tint
    return mix(base, yuv(code), share)


def _fog(profile: Profile, paint: Paint) -> Floats:
    """Fog lies in front of what is low, by height alone: one column."""
    middle = float(np.median(profile.crest))
    return smooth(profile.canvas.ys, middle - 0.02, middle + paint.fog_height) * paint.fog


def _texture(profile: Profile, paint: Paint, fog: Floats, rng: Rng) -> Floats:
    canvas = profile.canvas
    grain = cloud(canvas.shape, rng, canvas.cells(across=9, down=16), octaves=4, gain=0.6) - 0.5
    return grain * (paint.roughness * 255) * (1 - fog * 0.8)


def _rim(stage: Stage, profile: Profile, paint: Paint) -> Floats:
    """Crests that face the light catch it."""
    canvas, light_x = profile.canvas, stage.palette.light_x
    window = max(3, int(0.010 * canvas.scale))
    padded = np.pad(profile.crest[0], window, mode="edge")
    smoothed = np.convolve(padded, np.ones(window, np.float32) / window, "same")[window:-window]
    slope = np.gradient(smoothed)[None, :] * canvas.scale
    away = np.clip((canvas.xs - light_x) / 0.3, -1, 1)
    facing = np.clip(slope * away * 1.2 + 0.35, 0, 1) * bell(canvas.xs - light_x, 0.9)
    return np.exp(-np.maximum(profile.below, 0) / paint.rim_width) * facing * (paint.rim * stage.palette.light_strength)


def _pencil(brightness: Floats, profile: Profile, paint: Paint, depth: float, rng: Rng) -> Floats:
    """Hatching that fades down the slope, and an ink line of uneven width along the crest."""
    canvas = profile.canvas
    wander = cloud(canvas.shape, rng, (6, 6), octaves=3) * 18
    hatch = 0.5 + 0.5 * np.sin((canvas.xs + canvas.ys * 0.9) * (150 + 30 * depth) + wander)
    share = np.exp(-np.maximum(profile.below, 0) / (0.05 + 0.10 * depth)) * (0.25 + 0.75 * paint.tone)
    hatched = brightness * (1 - 0.28 * smooth(hatch, 0.55, 0.95) * share)
    width = 0.0030 * (0.7 + 0.6 * cloud(canvas.shape, rng, canvas.cells(across=30, down=30), octaves=2))
    return mix(hatched, _INK, bell(profile.below - 0.0035, width) * (0.35 + 0.6 * paint.tone))


def _light_windows(brightness: Floats, tones: list[Floats], lit: Floats, warmth: Floats) -> list[Floats]:
    return [
        mix(brightness, 208, lit),
        mix(tones[0], 104 - 10 * warmth, lit * 0.9),
        mix(tones[1], 150 + 6 * warmth, lit * 0.9),
    ]
