"""What is written on the film: the prompt, what it is, the time code, how far it is. All measures are for 720p."""

import math

from PIL import Image, ImageDraw, ImageFilter

from studio.media.lettering import draw_text, text_width, wrap
from studio.providers.animatic.camera import Beat
from studio.providers.animatic.colour import rgb_of, smooth, yuv
from studio.providers.animatic.frame import Frame
from studio.providers.animatic.overlay import Patch
from studio.providers.animatic.planes import dim
from studio.providers.animatic.shot import AnimaticShot

_WHITE = (255, 255, 255, 246)
_FAINT = (255, 255, 255, 120)


class Caption:
    def __init__(self, shot: AnimaticShot, beat: Beat, accent: str):
        self._shot, self._beat, self._accent = shot, beat, yuv(accent)
        self._unit = min(shot.width, shot.height) / 720
        self._is_tall = shot.height > shot.width
        self._margin = self._px(46)
        self._words = Patch.cropped(self._draw_words(tuple(int(share * 255) for share in rgb_of(accent))))
        self._corners = Patch.cropped(self._draw_corners())
        self._digits = {digit: Patch(self._draw_digit(digit)) for digit in "0123456789:"}

    def draw(self, frame: Frame, index: int) -> None:
        seconds = index / self._beat.fps
        self._corners.lay(frame)
        if self._beat.is_loop:  # what fades in would jump where the loop closes
            self._words.lay(frame)
        else:
            lift = int((1 - float(smooth(seconds, 0, 0.5))) * 14 * self._unit)
            self._words.lay(frame, opacity=0.1 + 0.9 * float(smooth(seconds, 0, 0.45)), moved=(0, lift))
        self._draw_bar(frame, (index + 1) / self._beat.frame_count)
        self._draw_time_code(frame, f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}:{index % self._beat.fps:02d}")

    def _px(self, measure: float) -> int:
        return int(measure * self._unit)

    def _draw_words(self, accent: tuple[int, ...]) -> Image.Image:
        """White letters over their own soft shadow."""
        size = (self._shot.width, self._shot.height)
        letters = Image.new("RGBA", size)
        self._write(letters, _WHITE, (*accent, 235))
        shadow = letters.getchannel("A").filter(ImageFilter.GaussianBlur(5 * self._unit))
        under = Image.new("RGBA", size)
        under.putalpha(dim(shadow, 0.62))
        return Image.alpha_composite(under, letters)

    def _write(self, image: Image.Image, ink: tuple[int, ...], accent: tuple[int, ...]) -> None:
        draw, size = ImageDraw.Draw(image), self._px(33 if self._is_tall else 30)
        lines = self._lines(size)
        top = self._baseline - int(size * 1.26) * (len(lines) - 1)
        for number, line in enumerate(lines):
            draw_text(draw, self._margin, top + number * int(size * 1.26), line, "sans", size, ink)
        self._tag_baseline = top - int(size * 1.32) if lines else top
        draw_text(draw, self._margin, self._tag_baseline, self._tag, "mono", self._px(14), accent, 1.6 * self._unit)

    def _lines(self, size: int) -> list[str]:
        is_wide = self._shot.width > self._shot.height
        return wrap(
            self._shot.prompt, "sans", size, self._shot.width * (0.64 if is_wide else 0.86), 5 if self._is_tall else 3
        )

    @property
    def _tag(self) -> str:
        return "  ·  ".join(("ANIMATIC", (self._shot.camera_move or "drift").upper(), f"{self._shot.duration_s:g} s"))

    @property
    def _baseline(self) -> int:
        return self._shot.height - self._px(66)

    def _draw_corners(self) -> Image.Image:
        image = Image.new("RGBA", (self._shot.width, self._shot.height))
        draw, width = ImageDraw.Draw(image), max(1, round(1.6 * self._unit))
        inset, length = self._px(26), self._px(24)
        for x, way in ((inset, length), (self._shot.width - inset, -length)):
            draw.line([(x + way, inset), (x, inset), (x, inset + length)], fill=_FAINT, width=width)
        return image

    def _draw_digit(self, digit: str) -> Image.Image:
        px = self._px(16)
        width = math.ceil(text_width("0", "mono", px) / 2) * 2
        image = Image.new("RGBA", (width, int(px * 1.4)))
        draw_text(
            ImageDraw.Draw(image),
            (width - text_width(digit, "mono", px)) / 2,
            px * 1.1,
            digit,
            "mono",
            px,
            (255, 255, 255, 215),
        )
        return image

    def _draw_time_code(self, frame: Frame, time_code: str) -> None:
        width = math.ceil(text_width("0", "mono", self._px(16)) / 2) * 2
        x = frame.width - self._margin - width * len(time_code)
        y = (self._baseline if frame.width > frame.height else self._tag_baseline) - int(self._px(16) * 1.1)
        for place, digit in enumerate(time_code):
            self._digits[digit].lay(frame, moved=(x // 2 * 2 + place * width, y))

    def _draw_bar(self, frame: Frame, fraction: float) -> None:
        left, right = self._margin // 2 * 2, (frame.width - self._margin) // 2 * 2
        top, height = (frame.height - self._px(34)) // 2 * 2, max(2, round(2 * self._unit) // 2 * 2)
        track = frame.planes[0].crop((left, top, right, top + height))
        frame.planes[0].paste(track.point([int(level + (200 - level) * 0.28) for level in range(256)]), (left, top))
        reached = int(left + (right - left) * fraction) // 2 * 2
        if reached > left:
            frame.paint(self._accent, Image.new("L", (reached - left, height), 255), (left, top))
