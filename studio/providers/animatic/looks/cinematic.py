"""The film look: a vignette, grain, and the caption with time code and progress."""

import numpy as np
from PIL import ImageChops

from studio.providers.animatic.camera import Beat
from studio.providers.animatic.colour import BLACK, NEUTRAL, Floats, smooth
from studio.providers.animatic.frame import Frame
from studio.providers.animatic.looks.caption import Caption
from studio.providers.animatic.planes import dim, to_plane
from studio.providers.animatic.shot import AnimaticShot

_GRAIN = 1.35  # its spread, in levels of 255
_GRAIN_MOVES = (131, 97)  # how far the same grain is shifted about
_ROOM_FOR_GRAIN = [min(max(level, 16), 229) for level in range(256)]


class Cinematic:
    def __init__(self, shot: AnimaticShot, beat: Beat, accent: str):
        rng = np.random.default_rng(3)
        shade = _vignette(shot)
        self._shade = to_plane(shade * 255, rng)
        self._colour_shade = dim(self._shade.reduce(2), 0.55)
        across, down = _GRAIN_MOVES
        grain = np.clip(rng.normal(0, _GRAIN, (shot.height + down, shot.width + across)), -6, 6)
        # Signed grain as unsigned bytes: added modulo 256, -1 is 255.
        self._grain = to_plane(np.round(grain).astype(np.int8).view(np.uint8).astype(np.float32))
        self._caption = Caption(shot, beat, accent) if shot.has_caption else None

    def finish(self, frame: Frame, index: int) -> Frame:
        frame.planes[0].paste(BLACK, (0, 0, frame.width, frame.height), self._shade)
        for plane in frame.planes[1:]:
            plane.paste(NEUTRAL, (0, 0, plane.width, plane.height), self._colour_shade)
        x, y = index * 53 % _GRAIN_MOVES[0], index * 29 % _GRAIN_MOVES[1]
        grain = self._grain.crop((x, y, x + frame.width, y + frame.height))
        frame.planes[0] = ImageChops.add_modulo(frame.planes[0].point(_ROOM_FOR_GRAIN), grain)
        if self._caption:
            self._caption.draw(frame, index)
        return frame


def _vignette(shot: AnimaticShot) -> Floats:
    """How dark each pixel is made: the corners, and the ground below a caption."""
    x = np.linspace(-1, 1, shot.width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, shot.height, dtype=np.float32)[:, None]
    corners = smooth(np.sqrt((x * 0.92) ** 2 + (y * 0.88) ** 2), 0.62, 1.55) * 0.62
    if not shot.has_caption:
        return corners
    below = smooth(y, 0.30 if shot.height > shot.width else 0.05, 1.02) * 0.66 * (1 - 0.30 * smooth(x, 0.1, 1.1))
    return 1 - (1 - corners) * (1 - below)
