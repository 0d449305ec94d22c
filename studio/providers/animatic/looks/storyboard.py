"""A page of a storyboard: a drawn panel on paper, its ink line boiling, notes by hand, an arrow for the camera."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from studio.media.lettering import draw_text, text_width, wrap
from studio.providers.animatic.camera import Beat
from studio.providers.animatic.colour import Floats, smooth, yuv
from studio.providers.animatic.frame import Frame
from studio.providers.animatic.looks.arrow import Stroke, strokes
from studio.providers.animatic.noise import Noise, cloud
from studio.providers.animatic.overlay import Patch
from studio.providers.animatic.planes import Plane, Rng, to_plane
from studio.providers.animatic.shot import AnimaticShot

_INK, _RED = (44, 42, 46, 235), (176, 58, 40, 235)
_BORDER = np.array([48, 128, 128], np.float32)
_ARROW = yuv("#b43a28")
_PAPER = (214, 120, 133)
_GRAPHITE = (122, 131)  # its colours on that paper
_DRAWINGS, _DRAWINGS_PER_S = 3, 8  # a line drawn anew for every few frames is said to boil
_ARROW_STEPS = 9
_FINER = 2


@dataclass(frozen=True)
class Panel:
    """Where on the page the picture is drawn; it has the shape of the clip."""

    left: int
    top: int
    width: int
    height: int

    @classmethod
    def on_page(cls, width: int, height: int) -> "Panel":
        unit = min(width, height) / 720
        margin, notes = int(44 * unit), int((250 if height > width else 118) * unit)
        high = min(height - margin - notes, int((width - 2 * margin) * height / width)) // 2 * 2
        wide = int(high * width / height) // 2 * 2
        return cls((width - wide) // 4 * 2, margin * 3 // 8 * 2, wide, high)


class Storyboard:
    def __init__(self, shot: AnimaticShot, beat: Beat):
        self._shot, self._beat = shot, beat
        self._unit = min(shot.width, shot.height) / 720
        self.panel = Panel.on_page(shot.width, shot.height)
        rng = np.random.default_rng([shot.seed, 1])
        self._page = _paper(shot.width, shot.height, rng)
        if shot.has_caption:
            Patch.cropped(self._write_notes()).lay(self._page)
        self._borders = [self._draw_border(rng) for _ in range(_DRAWINGS)]
        self._teeth = [_tooth(self.panel, rng) for _ in range(_DRAWINGS)]
        panel = (self.panel.left, self.panel.top, self.panel.width, self.panel.height)
        self._arrows = self._draw_arrows(strokes(shot.camera_move, panel, self._unit))

    def finish(self, frame: Frame, index: int) -> Frame:
        drawing = index * _DRAWINGS_PER_S // self._beat.fps % _DRAWINGS
        page, at = self._page.copy(), (self.panel.left, self.panel.top)
        tones = [plane.point(_on_paper(graphite)) for plane, graphite in zip(frame.planes[1:], _GRAPHITE, strict=True)]
        page.lay([ImageChops.multiply(frame.planes[0], self._teeth[drawing]), *tones], at, None, None)
        page.paint(_BORDER, *self._borders[drawing])
        if arrow := self._arrow_at(index / self._beat.fps):
            page.paint(_ARROW, *arrow)
        return page

    def _arrow_at(self, seconds: float) -> tuple[Plane, tuple[int, int], Plane] | None:
        """It draws itself in the first second; in a loop it is there all the time."""
        if not self._arrows or (seconds <= 0.2 and not self._beat.is_loop):
            return None
        share = 1.0 if self._beat.is_loop else min(1.0, max(0.0, (seconds - 0.25) / 0.6))
        return self._arrows[int(share * (_ARROW_STEPS - 1))]

    def _px(self, measure: float) -> int:
        return int(measure * self._unit)

    def _write_notes(self) -> Image.Image:
        shot, panel, is_tall = self._shot, self.panel, self._shot.height > self._shot.width
        image = Image.new("RGBA", (shot.width, shot.height))
        draw, line = ImageDraw.Draw(image), panel.top + panel.height + self._px(40)
        right, small, size = panel.left + panel.width, self._px(22), self._px(25)
        camera = f"{shot.camera_move or 'slow drift'} · {shot.duration_s:g} s"
        camera_width = text_width(camera, "hand", small)
        draw_text(draw, right - camera_width, line, camera, "hand", small, _RED)
        end = draw_text(draw, panel.left + self._px(4), line, "Animatic", "hand", self._px(28), _RED)
        left, top = (panel.left + self._px(4), line + self._px(40)) if is_tall else (end + self._px(22), line)
        width = panel.width if is_tall else right - left - camera_width - self._px(24)
        for number, words in enumerate(wrap(shot.prompt, "hand", size, width, 4 if is_tall else 2)):
            draw_text(draw, left, top + number * int(size * 1.30), words, "hand", size, _INK)
        return image

    def _draw_border(self, rng: Rng) -> tuple[Plane, tuple[int, int], Plane]:
        image = self._fine_image()
        draw, panel = ImageDraw.Draw(image), self.panel
        left, top, right, bottom = panel.left, panel.top, panel.left + panel.width, panel.top + panel.height
        corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])
        for thickness in (2.3, 1.3):  # gone over twice
            for start, end in pairwise(corners):
                line = _by_hand(start, end, 9 * self._unit * (rng.random() + 0.2), 4.2 * self._unit, rng)
                self._draw_line(draw, line, thickness, 225)
        return _placed(image)

    def _draw_arrows(self, drawn: list[Stroke]) -> list[tuple[Plane, tuple[int, int], Plane]]:
        """The same arrow, from its beginning to its end."""
        return [_placed(self._draw_arrow(drawn, share)) for share in np.linspace(0.1, 1, _ARROW_STEPS)] if drawn else []

    def _draw_arrow(self, drawn: list[Stroke], share: float) -> Plane:
        image = self._fine_image()
        draw = ImageDraw.Draw(image)
        for stroke in drawn:
            is_barb = len(stroke) == 2
            if not is_barb or share > 0.92:
                self._draw_line(draw, stroke if is_barb else stroke[: max(2, int(len(stroke) * share))], 4.2, 230)
        return image

    def _fine_image(self) -> Plane:
        return Image.new("L", (self._shot.width * _FINER, self._shot.height * _FINER), 0)

    def _draw_line(self, draw: ImageDraw.ImageDraw, line: Stroke, thickness: float, ink: int) -> None:
        width = max(2, round(thickness * self._unit * _FINER))
        draw.line([(x * _FINER, y * _FINER) for x, y in line], fill=ink, width=width, joint="curve")


def _placed(fine: Plane) -> tuple[Plane, tuple[int, int], Plane]:
    """A drawing at its final size, cut to what is drawn: its mask, where it lies, its mask for the colours."""
    image = fine.reduce(_FINER)
    left, top, right, bottom = image.getbbox() or (0, 0, 2, 2)
    left, top = left // 2 * 2, top // 2 * 2
    mask = image.crop((left, top, left + (right - left + 1) // 2 * 2, top + (bottom - top + 1) // 2 * 2))
    return mask, (left, top), mask.reduce(2)


def _by_hand(start: Floats, end: Floats, overshoot: float, wobble: float, rng: Rng) -> Stroke:
    """A straight line that is not quite straight and goes a little too far at both ends."""
    way = (end - start) / np.abs(end - start).max()
    share = np.linspace(0, 1, 60, dtype=np.float32)[:, None]
    straight = start - way * overshoot + (end - start + 2 * way * overshoot) * share
    wander = (Noise(rng, 3)(share * 7 + np.float32(50 * rng.random())) - 0.5) * wobble
    points = straight + wander * way[::-1]
    return [(float(x), float(y)) for x, y in points]


def _paper(width: int, height: int, rng: Rng) -> Frame:
    stains = cloud((height, width), rng, (5, 5 * width / height), octaves=6, gain=0.62) - 0.5
    fibres = cloud((height, width), rng, (60, 240 * width / height), octaves=2) - 0.5
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    brightness = _PAPER[0] + stains * 14 + fibres * 9 - 26 * smooth(np.sqrt(x**2 + y**2), 0.7, 1.5)
    return Frame([to_plane(brightness, rng), *(Image.new("L", (width // 2, height // 2), tone) for tone in _PAPER[1:])])


def _tooth(panel: Panel, rng: Rng) -> Plane:
    """Where the paper does not take the pencil."""
    grain = cloud((panel.height, panel.width), rng, (330, 330 * panel.width / panel.height), octaves=2)
    return to_plane(255 - 20 * smooth(grain, 0.40, 0.85))


def _on_paper(graphite: int) -> list[int]:
    """Colours fade to those of graphite."""
    return [round((level - 128) * 0.35 + graphite) for level in range(256)]
