"""What all things in a scene share: the size of the picture, the camera, the light and the seed."""

from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from studio.providers.animatic.camera import Beat, Camera
from studio.providers.animatic.palettes import LitPalette
from studio.providers.animatic.planes import Rng
from studio.providers.animatic.words import Story


@dataclass(frozen=True)
class Stage:
    width: int
    height: int
    camera: Camera
    story: Story
    palette: LitPalette
    seed: int
    is_sketch: bool = False

    @property
    def aspect(self) -> float:
        return self.width / self.height

    @property
    def detail(self) -> float:
        """Line widths and blurs are told for 720p; this brings them to the size of the picture."""
        return min(self.width, self.height) / 720

    @property
    def beat(self) -> Beat:
        return self.camera.beat

    @property
    def narrowing(self) -> float:
        """Below 1 in a narrow picture: positions across are multiplied by it, to stay in view."""
        return min(1.0, self.aspect)

    def rng(self, name: str) -> Rng:
        """Chance of its own for every named thing, so that one thing drawn more or less changes no other."""
        return np.random.default_rng([self.seed, crc32(name.encode())])

    def is_picked(self, name: str, one_in: int) -> bool:
        """Whether the seed has this in the picture."""
        return bool(self.rng(name).integers(one_in) == 0)

    def with_light_at(self, x: float, y: float) -> "Stage":
        return replace(self, palette=replace(self.palette, light_x=x, light_y=y))
