"""A card as a picture: SVG, made of nothing but escaped text, shapes and its poster. It runs nothing and fetches nothing."""

import unicodedata
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Literal

from studio.boards.face import Face
from studio.boards.lineage import LinkRole
from studio.tables import CardKind

Scheme = Literal["light", "dark"]
ADDRESS = "/app/static/cards"  # below the one relative address that the board's component accepts
WIDTH, MARGIN = 260, 6  # pixels; the margin is for the shadow
POSTER = 146  # high: 16:9
HEIGHTS = {
    CardKind.CLIP: 232,
    CardKind.PICTURE: 232,
    CardKind.PROMPT: 176,
    CardKind.NOTE: 150,
    CardKind.PRODUCTION: 232,
}
STRIP, HOLE = 16, 20  # pixels: how high the edges of a production's poster are, and from hole to hole
SHARP = 2  # cards are looked at enlarged, and on fine screens
FONT = "Inter,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Noto Sans',sans-serif"
BOLD = 1.1  # bold letters are so much wider
JOINERS = "\u200c\u200d"  # unseen, but words and emoji fall apart without them
KINDS = {"webp": "image/webp", "png": "image/png", "jpg": "image/jpeg", "gif": "image/gif"}


@dataclass(frozen=True)
class CardColours:
    card: str
    edge: str
    text: str
    muted: str
    faint: str
    shadow: str
    note: str
    note_edge: str
    tones: Mapping[str, str]
    links: Mapping[LinkRole, str]


COLOURS: Mapping[Scheme, CardColours] = {
    "light": CardColours(
        "#ffffff", "#dddde9", "#1d1d2b", "#6a6a80", "#f3f3f9", "#1d1d2b", "#fff8e1", "#eadfb4",
        {"gray": "#6a6a80", "blue": "#2f6fe4", "orange": "#b96a00", "green": "#0c8a72", "red": "#cc3344", "violet": "#5b4bec"},
        {
            LinkRole.TAKE: "#8f86d8", LinkRole.CONTINUES: "#12a594", LinkRole.FIRST_FRAME: "#3b82f6",
            LinkRole.LAST_FRAME: "#c2428c", LinkRole.SOURCE: "#e5734a", LinkRole.REFERENCE: "#b58a00",
            LinkRole.USED_IN: "#5b4bec", LinkRole.FILM: "#0c8a72",
        },
    ),
    "dark": CardColours(
        "#1b1d28", "#343848", "#ecedf5", "#9fa2b8", "#252836", "#000000", "#2a2719", "#4d4629",
        {"gray": "#9fa2b8", "blue": "#6ea6ff", "orange": "#ffab57", "green": "#2dd4bf", "red": "#ff7a86", "violet": "#a79fff"},
        {
            LinkRole.TAKE: "#7a70d6", LinkRole.CONTINUES: "#2dd4bf", LinkRole.FIRST_FRAME: "#60a5fa",
            LinkRole.LAST_FRAME: "#f472b6", LinkRole.SOURCE: "#ff9466", LinkRole.REFERENCE: "#facc15",
            LinkRole.USED_IN: "#a79fff", LinkRole.FILM: "#2dd4bf",
        },
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Poster:
    """`kind`: the end of its file's name."""

    data: bytes
    kind: str


def address(card_id: str, face: Face, scheme: Scheme) -> str:
    """Another one as soon as anything else is to be seen on the card, so browsers may keep it for ever."""
    return f"{ADDRESS}/{scheme}/{card_id}/{face.digest}.svg"


def size_of(kind: CardKind) -> tuple[int, int]:
    """Of the card alone, without the margin."""
    return WIDTH, HEIGHTS[kind]


def picture(face: Face, scheme: Scheme, poster: Poster | None) -> str:
    """One card by itself."""
    width, height = (side + 2 * MARGIN for side in size_of(face.kind))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * SHARP}" height="{height * SHARP}" '
        f'viewBox="{-MARGIN} {-MARGIN} {width} {height}">{card(face, scheme, poster)}</svg>'
    )


def card(face: Face, scheme: Scheme, poster: Poster | None, name: str = "c") -> str:
    """To stand in a larger picture; `name` tells its parts from those of others."""
    colours = COLOURS[scheme]
    parts = {CardKind.PROMPT: _prompt, CardKind.NOTE: _note}
    if face.kind in parts:
        return "".join(parts[face.kind](face, colours))
    return "".join(_made(face, colours, poster, name))


# -- the three kinds ----------------------------------------------------------------------------------------


def _prompt(face: Face, colours: CardColours) -> Iterator[str]:
    height, accent = HEIGHTS[CardKind.PROMPT], colours.tones["violet"]
    yield _paper(height, colours.card, colours.edge, colours)
    yield f'<path d="M1 24V14A13 13 0 0 1 14 1H{WIDTH - 14}A13 13 0 0 1 {WIDTH - 1} 14V34H1z" fill="{accent}" fill-opacity=".09"/>'
    yield _spark(20, 18, accent)
    yield _text(31, 22, f"{face.state or 'Prompt'}".upper(), 10, accent, weight=700, spacing=0.8)
    yield _text(WIDTH - 14, 22, face.corner, 11.5, colours.text, weight=600, end=True)
    if face.title.strip():
        yield from _block(14, 56, face.title, 13.5, colours.text, most=5, line=18)
    else:
        yield _text(14, 56, "Write what the shot shows", 13.5, colours.muted)
    label = _cut(face.badge, 11 * BOLD, WIDTH - 44 - _width(face.facts, 11))
    yield _text(14, height - 13, label, 11, colours.text, weight=600)
    yield _text(WIDTH - 14, height - 13, face.facts, 11, colours.muted, end=True)


def _note(face: Face, colours: CardColours) -> Iterator[str]:
    yield _paper(HEIGHTS[CardKind.NOTE], colours.note, colours.note_edge, colours)
    words = face.title if face.title.strip() else "An empty note"
    yield from _block(16, 30, words, 13.5, colours.text if face.title.strip() else colours.muted, most=6, line=19)


def _made(face: Face, colours: CardColours, poster: Poster | None, name: str) -> Iterator[str]:
    height, tone = HEIGHTS[face.kind], colours.tones[face.tone]
    yield _paper(height, colours.card, colours.edge, colours)
    yield f'<clipPath id="{name}"><path d="M1 {POSTER}V14A13 13 0 0 1 14 1H{WIDTH - 14}A13 13 0 0 1 {WIDTH - 1} 14V{POSTER}z"/></clipPath>'
    yield f'<g clip-path="url(#{name})">'
    yield from _still(face, poster) if poster else _empty(face, tone, colours)
    if face.kind == CardKind.PRODUCTION:
        yield from _perforation()
    yield "</g>"
    edge = STRIP if face.kind == CardKind.PRODUCTION else 0
    yield from _pill(10, 10 + edge, face.badge.upper())
    if face.length and poster:
        yield from _pill(10, POSTER - 30 - edge, face.length, with_play=True)
    yield from _block(14, POSTER + 24, face.title or "Without a prompt", 13, colours.text, most=2, line=17, weight=600)
    yield f'<circle cx="18" cy="{height - 17}" r="4" fill="{tone}"/>'
    yield _text(28, height - 13, face.state, 11.5, tone, weight=600)
    yield _text(WIDTH - 14, height - 13, face.corner, 11.5, colours.muted, end=True)


def _perforation() -> Iterator[str]:
    """Along both edges of the poster, as film has it: so a production is told from a clip at a glance."""
    for y in (0, POSTER - STRIP):
        yield f'<rect y="{y}" width="{WIDTH}" height="{STRIP}" fill="#0b0b12" fill-opacity=".8"/>'
        for number in range(WIDTH // HOLE):
            x = number * HOLE + HOLE / 2 - 4
            yield f'<rect x="{x:g}" y="{y + 4}" width="8" height="{STRIP - 8}" rx="2" fill="#fff" fill-opacity=".75"/>'


def _still(face: Face, poster: Poster) -> Iterator[str]:
    """An upright one is shown whole, on black."""
    fit = "xMidYMid slice" if face.shape > 1.2 else "xMidYMid meet"
    yield f'<rect width="{WIDTH}" height="{POSTER}" fill="#0b0b12"/>'
    yield (
        f'<image x="0" y="0" width="{WIDTH}" height="{POSTER}" preserveAspectRatio="{fit}" '
        f'href="data:{KINDS.get(poster.kind, "image/webp")};base64,{b64encode(poster.data).decode()}"/>'
    )


def _empty(face: Face, tone: str, colours: CardColours) -> Iterator[str]:
    """How far it is, or why there is nothing to see."""
    yield f'<rect width="{WIDTH}" height="{POSTER}" fill="{colours.faint}"/>'
    yield f'<rect width="{WIDTH}" height="{POSTER}" fill="{tone}" fill-opacity=".1"/>'
    middle = WIDTH / 2
    if face.percent is not None:
        yield _text(middle, 88, f"{face.percent} %", 30, tone, weight=700, centred=True)
        yield _text(middle, 110, _cut(face.sentence, 12, 220), 12, colours.muted, centred=True)
        yield f'<rect y="{POSTER - 5}" width="{WIDTH}" height="5" fill="{tone}" fill-opacity=".2"/>'
        yield f'<rect y="{POSTER - 5}" width="{WIDTH * face.percent / 100:.1f}" height="5" fill="{tone}"/>'
        return
    words = face.sentence or face.state
    lines = _lines(words, 12.5 * BOLD, 220, 3)
    for number, line in enumerate(lines):
        yield _text(middle, 84 - 8 * (len(lines) - 1) + 17 * number, line, 12.5, tone, weight=600, centred=True)


# -- shapes and words ---------------------------------------------------------------------------------------


def _paper(height: int, fill: str, edge: str, colours: CardColours) -> str:
    shadow = "".join(
        f'<rect x="{-grown}" y="{2 - grown}" width="{WIDTH + 2 * grown}" height="{height + 2 * grown}" rx="{14 + grown}" '
        f'fill="{colours.shadow}" fill-opacity=".03"/>'
        for grown in (1, 2, 3)
    )
    return f'{shadow}<rect x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1}" rx="13.5" fill="{fill}" stroke="{edge}"/>'


def _spark(x: float, y: float, fill: str) -> str:
    return f'<path transform="translate({x} {y})" d="M0-7C1-2 2-1 7 0 2 1 1 2 0 7-1 2-2 1-7 0-2-1-1-2 0-7z" fill="{fill}"/>'


def _pill(x: float, y: float, words: str, *, with_play: bool = False) -> Iterator[str]:
    """White on dark glass, to be read on any poster."""
    if not words:
        return
    words, before = _cut(words, 10, 190), 12 if with_play else 0
    width = _width(words, 10) * 1.12 + 16 + before
    yield f'<rect x="{x}" y="{y}" width="{width:.1f}" height="20" rx="10" fill="#0b0b12" fill-opacity=".66"/>'
    if with_play:
        yield f'<path d="M{x + 9} {y + 6}v8l7-4z" fill="#fff"/>'
    yield _text(x + 8 + before, y + 13.6, words, 10, "#fff", weight=700, spacing=0.3)


def _block(
    x: float, y: float, text: str, px: float, fill: str, *, most: int, line: float, weight: int = 400
) -> Iterator[str]:
    wide = BOLD if weight > 500 else 1
    for number, words in enumerate(_lines(text, px * wide, WIDTH - 2 * x, most)):
        yield _text(x, y + line * number, words, px, fill, weight=weight)


def _text(
    x: float, y: float, words: str, px: float, fill: str, *, weight: int = 400, spacing: float = 0, end: bool = False,
    centred: bool = False,
) -> str:  # fmt: skip
    anchor = ' text-anchor="end"' if end else ' text-anchor="middle"' if centred else ""
    apart = f' letter-spacing="{spacing}"' if spacing else ""
    style = f'font-family="{FONT}" font-size="{px}" font-weight="{weight}" fill="{fill}"{anchor}{apart}'
    return f'<text x="{x:g}" y="{y:g}" {style}>{escape(plain(words), quote=True)}</text>'


def plain(text: str) -> str:
    """On one line, without letters that no XML may hold, that are not seen, or that turn the others round."""
    kept = (letter if letter in JOINERS or unicodedata.category(letter)[0] != "C" else " " for letter in text)
    return " ".join("".join(kept).split())


def _lines(text: str, px: float, width: float, most: int) -> list[str]:
    """Broken where the text is, and between words where there are any; what does not fit ends in an ellipsis."""
    lines = [line for paragraph in text.splitlines() or [""] for line in _broken(paragraph, px, width)]
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(f"{lines[most - 1]} {lines[most]}", px, width, always=True)]


def _broken(text: str, px: float, width: float) -> list[str]:
    lines, line = [""], ""
    words = [part for word in plain(text).split(" ") for part in _pieces(word, px, width)]
    for word in words:
        longer = f"{line} {word}" if line else word
        if line and _width(longer, px) > width:
            lines.append(word)
        else:
            lines[-1] = longer
        line = lines[-1]
    return lines


def _pieces(word: str, px: float, width: float) -> Iterator[str]:
    """A word that is longer than a line, and scripts that set no spaces, are broken anywhere."""
    piece, reached = "", 0.0
    for letter in word:
        wide = _width(letter, px)
        if piece and reached + wide > width:
            yield piece
            piece, reached = "", 0.0
        piece, reached = piece + letter, reached + wide
    yield piece


def _cut(text: str, px: float, width: float, *, always: bool = False) -> str:
    text = plain(text)
    if not always and _width(text, px) <= width:
        return text
    while text and _width(f"{text}…", px) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _width(text: str, px: float) -> float:
    """About: nobody knows which font the browser has."""
    return px * sum(map(_share, text))


@lru_cache(4096)
def _share(letter: str) -> float:
    """Of a wide font: in a narrow one the lines are a little short, which nobody sees."""
    if letter in "iljI.,:;'|![] ·":
        return 0.34
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in "mwMW@%—…":
        return 0.97
    return 0.71 if letter.isupper() else 0.61
