"""The sky: a gradient with stars, glow, clouds and the sun or the moon, painted once at the far end of the world."""

from dataclasses import dataclass

import numpy as np

from studio.providers.animatic.colour import WHITE, Floats, Number, mix, smooth
from studio.providers.animatic.layers import Canvas, Layer
from studio.providers.animatic.noise import cloud
from studio.providers.animatic.planes import halve, to_plane
from studio.providers.animatic.stage import Stage

DEPTH = 0.02
_SUN, _MOON = 0.042, 0.030  # radius


@dataclass
class Sky:
    """A painting in progress."""

    stage: Stage
    canvas: Canvas
    horizon: float
    planes: list[Floats]

    @classmethod
    def over(cls, stage: Stage, horizon: float) -> "Sky":
        """The bare gradient, down to the horizon."""
        canvas, palette = Canvas.at(stage, DEPTH), stage.palette
        sky = cls(stage, canvas, horizon, [])
        upper, lower = smooth(sky.height, -0.05, 0.62), smooth(sky.height, 0.50, 1.02)
        column = mix(mix(palette.top, palette.middle, upper), palette.horizon, lower)
        sky.planes = [np.repeat(column[:, k : k + 1], canvas.width, 1) for k in range(3)]
        return sky

    @property
    def height(self) -> Floats:
        """0 at the top of the frame, 1 at the horizon."""
        return (self.canvas.ys + 0.5) / (self.horizon + 0.5)

    @property
    def from_light(self) -> Floats:
        """The distance of each pixel from the sun or the moon, squared."""
        return (self.canvas.xs - self.stage.palette.light_x) ** 2 + (self.canvas.ys - self.stage.palette.light_y) ** 2

    def tint(self, colour: Floats, share: Number) -> None:
        self.planes = [mix(plane, tone, share) for plane, tone in zip(self.planes, colour, strict=True)]

    def finish(self) -> Layer:
        rng = self.stage.rng("sky dither")
        planes = [to_plane(self.planes[0], rng), *(to_plane(halve(plane), rng) for plane in self.planes[1:])]
        is_detailed = bool(self.stage.palette.stars) or self.stage.palette.is_moonlit or self.stage.is_sketch
        return Layer(self.canvas, planes, is_detailed=is_detailed)


def backdrop(
    stage: Stage, *, horizon: float = 0.10, clouds: float = 0.0, glow: float = 1.0, has_disc: bool = True
) -> Layer:
    sky = Sky.over(stage, horizon)
    if not stage.is_sketch:
        add_stars(sky, fade=1 - smooth(sky.height, 0.45, 1.0))
        _add_glow(sky, glow)
    if clouds:
        _add_clouds(sky, clouds)
    if has_disc and not stage.palette.is_overcast:
        _add_sun_line(sky) if stage.is_sketch else _add_disc(sky)
    return sky.finish()


def add_stars(sky: Sky, fade: Number = 1.0) -> None:
    stage, canvas = sky.stage, sky.canvas
    rng, reach = stage.rng("stars"), 2 + max(1, round(1.3 * stage.detail))
    count = int(520 * stage.palette.stars * (stage.aspect + 0.6))
    if not count:
        return
    x = reach + rng.random(count) * (canvas.width - 2 * reach - 1)
    y = reach + rng.random(count) ** 1.25 * (canvas.height - 2 * reach - 1)
    magnitude = rng.random(count) ** 5 + 0.10
    size, field = 0.55 * stage.detail * (1 + magnitude), np.zeros(canvas.shape, np.float32)
    for down in range(-reach, reach + 1):  # all stars at once, one pixel of each after the other
        for across in range(-reach, reach + 1):
            from_middle = (across - x % 1) ** 2 + (down - y % 1) ** 2
            np.add.at(field, (y.astype(int) + down, x.astype(int) + across), magnitude * np.exp(-from_middle / size**2))
    sky.planes[0] = sky.planes[0] + np.clip(field, 0, 1) * 190 * fade


def _add_glow(sky: Sky, gain: float) -> None:
    halo = 0.55 * gain * (np.exp(-sky.from_light / (2 * 0.24**2)) + np.exp(-sky.from_light / (2 * 0.07**2)))
    sky.tint(sky.stage.palette.light, np.clip(halo * sky.stage.palette.light_strength, 0, 1))


def _add_clouds(sky: Sky, amount: float) -> None:
    stage, canvas, palette = sky.stage, sky.canvas, sky.stage.palette
    rng = stage.rng("clouds")
    wisps = cloud(canvas.shape, rng, canvas.cells(across=2.0, down=7.0), octaves=5, gain=0.55)
    banks = cloud(canvas.shape, rng, canvas.cells(across=0.7, down=2.2), octaves=3)
    band = smooth(sky.height, 0.02, 0.45) * (1 - smooth(sky.height, 0.80, 1.05))
    cover = smooth(wisps * 0.6 + banks * 0.5, 0.62 - 0.16 * amount, 0.90 - 0.10 * amount) * band
    if stage.is_sketch:
        sky.tint(mix(palette.horizon, palette.far, 0.55), cover * 0.9)
        return
    lit = np.exp(-sky.from_light / (2 * 0.5**2)) * palette.light_strength * 0.8
    grey = mix(palette.middle, palette.horizon, 0.45)
    sky.planes = [
        mix(plane, mix(lit * 0 + grey[k], palette.light[k], lit), cover * 0.75) for k, plane in enumerate(sky.planes)
    ]


def _add_disc(sky: Sky) -> None:
    canvas, palette = sky.canvas, sky.stage.palette
    radius = _MOON if palette.is_moonlit else _SUN
    disc = np.clip((radius - np.sqrt(sky.from_light)) * canvas.scale + 0.5, 0, 1)
    light = palette.light.copy()
    if palette.is_moonlit:
        seas = 0.86 + 0.20 * cloud(canvas.shape, sky.stage.rng("moon"), canvas.cells(across=60, down=60), octaves=3)
        sky.planes[0] = mix(sky.planes[0], np.minimum(light[0] * seas, WHITE), disc)
        sky.planes[1:] = [mix(plane, tone, disc) for plane, tone in zip(sky.planes[1:], light[1:], strict=True)]
    else:
        sky.tint(light, disc)


def _add_sun_line(sky: Sky) -> None:
    ring = np.abs(np.sqrt(sky.from_light) - 0.07) * sky.canvas.scale
    sky.planes[0] = mix(sky.planes[0], 120, np.clip(1.6 * sky.stage.detail - ring, 0, 1) * 0.8)
