"""Text on pictures: our own fonts with a fallback for every character, the same on every machine."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parent / "fonts"

Family = Literal["sans", "medium", "mono", "hand"]
Ink = int | tuple[int, ...]

_CJK = "wqy-microhei.woff2"
_FACES: dict[Family, tuple[str, ...]] = {  # the first face that has a character draws it
    "sans": ("Inter-SemiBold.otf", _CJK),
    "medium": ("Inter-Medium.otf", _CJK),
    "mono": ("JetBrainsMono-Medium.ttf", _CJK),
    "hand": ("KleeOne-SemiBold.subset.ttf", _CJK),
}
_NO_CHARACTER = "\U0010ffff"  # no font has it: what a face draws for it, it draws for all that it lacks
_BREAKS_ANYWHERE = r"[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]"
_TOKENS = re.compile(rf"{_BREAKS_ANYWHERE}|(?:(?!{_BREAKS_ANYWHERE})\S)+|\s")


@lru_cache(maxsize=64)
def face(file: str, px: int) -> ImageFont.FreeTypeFont:
    # The basic layout is in every Pillow; the other one needs a library of the system and would draw differently there.
    return ImageFont.truetype(str(FONTS / file), max(1, px), layout_engine=ImageFont.Layout.BASIC)


def draw_text(
    draw: ImageDraw.ImageDraw,
    x: float,
    y: float,
    text: str,
    family: Family,
    px: int,
    fill: Ink,
    tracking: float = 0.0,
    outline_px: int = 0,
) -> float:
    """Draw one line on its baseline `y`; `tracking` is the extra space after each character. Answers where it ends.

    `outline_px` is how much fatter it is drawn on every side, for what lies under the text proper.
    """
    for file, run in _runs(drawable(text, family), family):
        font = face(file, px)
        for piece in run if tracking else [run]:
            draw.text((x, y), piece, font=font, fill=fill, anchor="ls", stroke_width=outline_px)
            x += font.getlength(piece) + tracking
    return x


def text_width(text: str, family: Family, px: int, tracking: float = 0.0) -> float:
    return sum(_advance(character, family, px) + tracking for character in drawable(text, family))


def wrap(text: str, family: Family, px: int, width: float, max_lines: int) -> list[str]:
    """Break into lines no wider than `width`; what does not fit ends in an ellipsis."""
    words = _break_long_words(_TOKENS.findall(drawable(text, family)), family, px, width)
    lines, line = [], ""
    for word in words:
        if line and text_width(line + word, family, px) > width:
            lines.append(line.strip())
            line = word.lstrip()
        else:
            line += word
        if len(lines) > max_lines:
            break
    lines = [line for line in [*lines, line.strip()] if line]
    if len(lines) <= max_lines:
        return lines
    return [*lines[: max_lines - 1], _with_ellipsis(lines[max_lines - 1], family, px, width)]


def fit(text: str, family: Family, px: int, width: float, most: int) -> tuple[list[str], int]:
    """In at most so many rows, and how large: smaller than asked for where that has no room for all of it, down to half."""
    least = px // 2
    while px > least and len(wrap(text, family, px, width, most + 1)) > most:
        px = max(least, px * 12 // 13)
    return wrap_evenly(text, family, px, width, most), px


def wrap_evenly(text: str, family: Family, px: int, width: float, max_lines: int) -> list[str]:
    """As `wrap`, in as many lines, but none of one short word where the others can be shorter for it."""
    lines = wrap(text, family, px, width, max_lines)
    narrower = (wrap(text, family, px, width * share / 20, max_lines + 1) for share in range(10, 20))
    is_as_good = (tried for tried in narrower if len(tried) == len(lines) and " ".join(tried) == " ".join(lines))
    return next(is_as_good, lines) if len(lines) > 1 else lines


def drawable(text: str, family: Family) -> str:
    """The text without the characters that no face has (better nothing than a box), its spaces collapsed."""
    composed = unicodedata.normalize("NFC", text)
    kept = (character if _face_for(character, family) else " " if character.isspace() else "" for character in composed)
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def _runs(text: str, family: Family) -> Iterator[tuple[str, str]]:
    for file, characters in groupby(text, key=lambda character: _face_for(character, family)):
        if file:
            yield file, "".join(characters)


@lru_cache(maxsize=4096)
def _face_for(character: str, family: Family) -> str | None:
    if character == " ":
        return _FACES[family][0]
    if unicodedata.category(character)[0] in "CZ":  # controls, joiners, half a surrogate pair, other spaces
        return None
    return next((file for file in _FACES[family] if _has(file, character)), None)


def _has(file: str, character: str) -> bool:
    return _drawn(file, character) != _drawn(file, _NO_CHARACTER)


def _drawn(file: str, character: str) -> bytes:
    image = Image.new("L", (48, 48))
    ImageDraw.Draw(image).text((12, 12), character, font=face(file, 24), fill=255)
    return image.tobytes()


@lru_cache(maxsize=4096)
def _advance(character: str, family: Family, px: int) -> float:
    file = _face_for(character, family)
    return face(file, px).getlength(character) if file else 0.0


def _break_long_words(words: list[str], family: Family, px: int, width: float) -> Iterator[str]:
    for word in words:
        piece, length = "", 0.0
        for character in word:
            advance = _advance(character, family, px)
            if piece and length + advance > width:
                yield piece
                piece, length = "", 0.0
            piece, length = piece + character, length + advance
        yield piece


def _with_ellipsis(line: str, family: Family, px: int, width: float) -> str:
    while line and text_width(f"{line}…", family, px) > width:
        line = line[:-1]
    return line.rstrip(" ,.;:") + "…"
