"""Burns subtitles into pictures: our own fonts, two rows at most, clear of the edges that a screen may cover."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter

from studio.errors import BadCut
from studio.media.encode import Plane
from studio.media.film.planes import Patch, Size
from studio.media.film.recipe import Recipe, Subtitle, Subtitles, TitleCard
from studio.media.lettering import draw_text, drawable, fit, text_width

ROWS = 2
ROW_SHARE = 0.047  # the size of letters as a share of the shorter side
ROW_STEP = 1.28  # from baseline to baseline, in sizes of letters
PAPER, OUTLINE = (255, 255, 255), (8, 8, 10)
BOX_SHARE = 175  # of 255: how dark the box behind the words is


def check_letters(recipe: Recipe) -> None:
    """BadCut where a word would be burned with letters missing. What is no letter, as a smiley, may be left out."""
    is_burned = recipe.subtitles.mode == "burned"
    for index, item in enumerate(recipe.reel):
        texts = [line.text for line in item.lines] if is_burned else []
        if isinstance(item, TitleCard):
            texts += [item.text, item.small_text]
        if any(_lacks_letters(text) for text in texts):
            way_out = "" if isinstance(item, TitleCard) else " Soft subtitles show them, in the player's own letters."
            raise BadCut(f"{recipe.label(index)} has letters that none of our fonts can draw.{way_out}")


def _lacks_letters(text: str) -> bool:
    letters = {letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter)[0] == "L"}
    return any(not drawable(letter, "sans") for letter in letters)


class Burner:
    """For the lines of one shot, in its own time."""

    def __init__(self, lines: Sequence[Subtitle], subtitles: Subtitles, size: Size, fps: int):
        self._lines, self._subtitles, self._size, self._fps = lines, subtitles, size, fps

    def burned(self, planes: Plane, index: int) -> Plane:
        """`index` counts the shot's pictures. The picture given stays as it is."""
        line = self._line_at(index)
        patch = line and _patch(line.text, self._subtitles.style, self._subtitles.margin, self._size)
        return patch.laid_on(planes) if patch else planes

    def _line_at(self, index: int) -> Subtitle | None:
        """Of two at once, the one that came last."""
        at_s = index / self._fps
        now = [line for line in self._lines if line.start_s <= at_s < line.end_s]
        return max(now, key=lambda line: line.start_s, default=None)


@lru_cache(maxsize=4)
def _patch(text: str, style: str, margin: float, size: Size) -> Patch | None:
    """None where no letter of it can be drawn."""
    rows, px = fit(text, "sans", letters_px(size), size[0] * (1 - 2 * margin), ROWS)
    letters, outline = _drawn(rows, px, size, margin, max(2, px // 14))
    box = _even_box(outline.getbbox(), size)
    if box is None:
        return None
    ink = Image.new("RGB", size, OUTLINE)
    ink.paste(PAPER, mask=letters)
    shares = _boxed(box, letters, size) if style == "box" else _softened(outline)
    return Patch(ink.crop(box), shares.crop(box), box[:2])


def letters_px(size: Size) -> int:
    return max(8, round(min(size) * ROW_SHARE))


def _drawn(rows: list[str], px: int, size: Size, margin: float, outline_px: int) -> tuple[Image.Image, Image.Image]:
    """The letters, and the fatter letters below them. The last row stands on the lower margin."""
    letters, outline = Image.new("L", size), Image.new("L", size)
    baseline = size[1] * (1 - margin) - px * 0.3 - px * ROW_STEP * (len(rows) - 1)
    for row in rows:
        x = (size[0] - text_width(row, "sans", px)) / 2
        draw_text(ImageDraw.Draw(letters), x, baseline, row, "sans", px, 255)
        draw_text(ImageDraw.Draw(outline), x, baseline, row, "sans", px, 255, outline_px=outline_px)
        baseline += px * ROW_STEP
    return letters, outline


def _softened(outline: Image.Image) -> Image.Image:
    return outline.filter(ImageFilter.GaussianBlur(1)).point([min(255, value * 6 // 5) for value in range(256)])


def _boxed(box: tuple[int, int, int, int], letters: Image.Image, size: Size) -> Image.Image:
    shares = Image.new("L", size)
    shares.paste(BOX_SHARE, box)
    shares.paste(255, mask=letters)
    return shares


def _even_box(box: tuple[int, int, int, int] | None, size: Size) -> tuple[int, int, int, int] | None:
    """A little larger than what is drawn, within the picture."""
    if box is None:
        return None
    left, top = (max(0, (side - 6) // 2 * 2) for side in box[:2])
    right, bottom = (min(most, (side + 7) // 2 * 2) for side, most in zip(box[2:], size, strict=True))
    return left, top, right, bottom
