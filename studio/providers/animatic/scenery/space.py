"""A nebula, two planets, and the ground of a moon when somebody stands on it."""

import numpy as np

from studio.providers.animatic import sky, terrain
from studio.providers.animatic.colour import Floats, bell, mix, smooth, yuv
from studio.providers.animatic.layers import Canvas, Item, Layer
from studio.providers.animatic.noise import Noise, cloud
from studio.providers.animatic.particles import particles
from studio.providers.animatic.planes import halve, to_plane
from studio.providers.animatic.ridges import Paint, ridge
from studio.providers.animatic.stage import Stage
from studio.providers.animatic.subjects import raised, standing
from studio.providers.animatic.terrain import Ground

_NEBULAE = (("#7a3cff", "#ff9d4f"), ("#ff4f8b", "#3fd0ff"), ("#2aa8ff", "#b26bff"))
_BODIES = (("#d8905a", "#f3d9b4"), ("#5f8fd0", "#cfe6ff"), ("#b7a58a", "#efe3cc"))
_SUN = (-0.74, -0.42, 0.52)  # where the light on the planets comes from
_AIR, _HAZE = "#8fc4ff", "#bfe0ff"


def build(stage: Stage) -> list[Item]:
    kind = int(stage.rng("planet").integers(len(_BODIES)))
    return [
        _sky(stage),
        _planet(stage, 0.10, (0.26 * stage.narrowing, -0.02), 0.27, kind),
        _planet(stage, 0.06, (-0.50 * stage.narrowing, -0.28), 0.05, (kind + 1) % len(_BODIES)),
        particles(stage, "debris"),
        *(_moon_ground(stage) if "land" in stage.story.topics else []),
    ]


def _sky(stage: Stage) -> Layer:
    canvas_sky = sky.Sky.over(stage, horizon=0.5)
    if not stage.is_sketch:
        sky.add_stars(canvas_sky)
        _add_nebula(canvas_sky)
    return canvas_sky.finish()


def _add_nebula(backdrop: sky.Sky) -> None:
    canvas, rng = backdrop.canvas, backdrop.stage.rng("nebula")
    gas = cloud(canvas.shape, rng, canvas.cells(across=1.3, down=1.6), octaves=6, gain=0.55)
    dust = cloud(canvas.shape, rng, canvas.cells(across=1.0, down=1.2), octaves=5, gain=0.55)
    band = bell(canvas.ys + 0.10 - 0.35 * canvas.xs, 0.26)
    cool, hot = (yuv(code) for code in _NEBULAE[int(rng.integers(len(_NEBULAE)))])
    stars = backdrop.planes[0]
    backdrop.tint(cool, smooth(gas, 0.40, 0.85) * band * 0.50)
    backdrop.tint(hot, smooth(gas * dust, 0.22, 0.48) * band * 0.60)
    backdrop.planes[0] = np.maximum(backdrop.planes[0] * (1 - smooth(dust, 0.45, 0.75) * band * 0.35), stars * 0.6)


def _planet(stage: Stage, depth: float, middle: tuple[float, float], radius: float, kind: int) -> Layer:
    margin = radius * 1.25
    canvas = Canvas.at(stage, depth, top=middle[1] - margin, bottom=middle[1] + margin)
    x, y = (canvas.xs - middle[0]) / radius, (canvas.ys - middle[1]) / radius
    distance = np.sqrt(x * x + y * y)
    body = np.clip((1 - distance) * radius * canvas.scale + 0.5, 0, 1)
    facing = np.clip(x * _SUN[0] + y * _SUN[1] + np.sqrt(np.clip(1 - distance**2, 0, 1)) * _SUN[2], 0, 1)
    rng = stage.rng(f"planet at {depth}")
    if stage.is_sketch:
        outline = bell((distance - 0.99) * radius * canvas.scale, 1.4 * stage.detail)
        brightness = mix(225 - 75 * (1 - facing), 60, outline)
        colourless = to_plane(np.full((canvas.height // 2, 1), 128, np.float32))
        return Layer(canvas, [to_plane(brightness, rng), colourless, colourless], body, is_detailed=True)
    air = (
        np.exp(-np.clip(distance - 1, 0, 9) * 16)
        * (distance > 0.98)
        * np.clip(x * _SUN[0] + y * _SUN[1] + 0.35, 0, 1)
        * 0.8
    )
    stripes = _stripes(canvas, x, y, radius, stage)
    planes = [_lit(k, kind, stripes, facing, distance, body) for k in range(3)]
    whole = [to_plane(planes[0], rng), *(to_plane(halve(plane), rng) for plane in planes[1:])]
    return Layer(canvas, whole, np.maximum(body, air), is_detailed=True)


def _stripes(canvas: Canvas, x: Floats, y: Floats, radius: float, stage: Stage) -> Floats:
    """Bands of weather, bent a little, from 0 to 1."""
    rng = stage.rng(f"stripes {radius}")
    along = y + 0.12 * x + 0.05 * (cloud(canvas.shape, rng, (20, 9 * canvas.span_x), octaves=4) - 0.5)
    bands = 0.5 + 0.5 * np.sin(along * 13 + 6.6 * Noise(rng, 3)(along * 3))
    return np.clip(bands * 0.7 + 0.35 * cloud(canvas.shape, rng, (10, canvas.span_x / radius * 3), octaves=4), 0, 1)


def _lit(plane: int, kind: int, stripes: Floats, facing: Floats, distance: Floats, body: Floats) -> Floats:
    dark, light = (yuv(code)[plane] for code in _BODIES[kind])
    night = 10 if plane == 0 else 128
    surface = night + (dark + (light - dark) * stripes - night) * facing**0.8
    hazy = mix(surface, yuv(_HAZE)[plane], np.clip((distance - 0.86) / 0.14, 0, 1) ** 2 * facing * 0.7)
    return yuv(_AIR)[plane] + (hazy - yuv(_AIR)[plane]) * body


def _moon_ground(stage: Stage) -> list[Item]:
    plain = terrain.hills(stage.rng("plain"), 0.50, 0.07, 1.6, octaves=5, gain=0.5)
    stones = terrain.hills(stage.rng("stones"), 0.0, 0.015, 14, octaves=3, gain=0.5)

    def ground(lift: float) -> Ground:
        return lambda x: plain(x) + stones(x) + lift

    far = raised(stage, ground(-0.12), 0.06)
    return [
        ridge(stage, 0.45, far, Paint(0.5, fog=0.2, fog_height=0.3, roughness=0.16, rim=0.30)),
        *standing(stage, far, 0.45),
        ridge(stage, 0.95, ground(0.06), Paint(0.85, fog_height=0.3, roughness=0.22, rim=0.30)),
    ]
