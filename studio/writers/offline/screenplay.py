"""A Fountain screenplay becomes scenes: its headings begin them, action is what they show, dialogue what is said in them. Notes
and what stands in the boneyard are nobody's but the author's."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from studio.writers.offline import packing, sentences
from studio.writers.offline.packing import StoryPiece
from studio.writers.outline import PlannedContinuity, PlannedOutline, PlannedSort, Wish

HEADING = re.compile(r"^[ \t]*(?:(?i:int|ext|est|i/e)[./]|(?:INT|EXT|EST|I/E) )", re.MULTILINE)
PLACES = (
    ("int./ext", "Interior and exterior"),
    ("int/ext", "Interior and exterior"),
    ("i/e", "Interior and exterior"),
    ("int", "Interior"),
    ("ext", "Exterior"),
    ("est", "Establishing shot"),
)
MARKS = re.compile(r"(?<!\\)(\*{1,3}|_)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
GOES_ON = re.compile(r"\b(continuous|moments? later|same time)\b", re.IGNORECASE)
MATCHES = re.compile(r"\bmatch(ed|ing)?\b", re.IGNORECASE)
CUE_LINE = re.compile(r"[^\W\d_].*")
LEFT_OUT = ("note", "boneyard", "synopsis", "page_break", "title_page")


def is_one(text: str) -> bool:
    """It has a heading of a scene."""
    return HEADING.search(text) is not None


def break_up(text: str, wish: Wish) -> PlannedOutline:
    from fountain import FountainParser

    document = FountainParser().parse(text.replace("\r\n", "\n").replace("\r", "\n"))
    place = ScreenplayPlace(wish)
    pieces = [
        piece for element in document.elements for piece in place.of(element.type.value, element.text, element.metadata)
    ]
    title = " ".join(plain(document.metadata.get("title", "")).split()) or packing.title_of(
        pieces[0].title or pieces[0].shown
    )
    most = min(wish.scenes or wish.limits.most_scenes, wish.limits.most_scenes)
    return PlannedOutline(title=title, style=wish.style, chapters=packing.chapters_of(pieces, wish.limits, most))


@dataclass
class ScreenplayPlace:
    """Where in the screenplay we are."""

    wish: Wish
    heading: str = ""
    opens: PlannedContinuity | None = PlannedContinuity.NEW
    chapter: str | None = None
    speaker: str = ""
    manner: str = ""
    joined_by: PlannedContinuity = field(default=PlannedContinuity.NEW)

    def of(self, kind: str, text: str, more: Mapping[str, Any]) -> Iterator[StoryPiece]:
        """The pieces that an element gives: none, where it says how others are to be read."""
        text = plain(text)
        match kind:
            case "scene_heading":
                yield from self._unshown()
                self._begin(text)
            case "section":
                self.chapter = text if self.wish.sort == PlannedSort.BOOK else None
            case "transition":
                self.joined_by = PlannedContinuity.MATCH if MATCHES.search(text) else PlannedContinuity.NEW
            case "character":
                self.speaker, self.manner = text.title() if text.isupper() else text, ""
            case "parenthetical":
                self.manner = text.strip("() ")
            case "dialogue" | "lyrics":
                yield from self._said(text)
            case "dual_dialogue":
                for side in ("left", "right"):
                    yield from self._side(more, side)
            case _ if kind not in LEFT_OUT and text:
                yield from self._action(text)
            case _:
                pass

    def _begin(self, heading: str) -> None:
        goes_on = GOES_ON.search(heading) is not None
        self.opens = PlannedContinuity.CONTINUE if goes_on and self.heading else self.joined_by
        self.heading, self.joined_by, self.speaker, self.manner = heading, PlannedContinuity.NEW, "", ""

    def _unshown(self) -> Iterator[StoryPiece]:
        """A heading under which nothing stands is a scene all the same."""
        if self.opens and self.heading:
            yield self._opened(StoryPiece(""))

    def _action(self, text: str) -> Iterator[StoryPiece]:
        first, _, rest = text.partition("\n")
        if rest and CUE_LINE.match(first) and first == first.upper() != first.lower():
            self.speaker, self.manner = first.title(), ""  # a name in letters that the parser does not take for one
            yield from self._said(rest)
            return
        for sentence in sentences.sentences(text):
            yield self._opened(StoryPiece(sentence))

    def _said(self, text: str) -> Iterator[StoryPiece]:
        who = f"{self.speaker} speaks{f', {self.manner}' if self.manner else ''}." if self.speaker else ""
        for sentence in sentences.sentences(text):
            for part in sentences.speakable(sentence, self.wish.limits.longest_s):
                yield self._opened(StoryPiece(who, part))
                who = ""

    def _side(self, more: Mapping[str, Any], side: str) -> Iterator[StoryPiece]:
        cue, lines = more.get(f"{side}_character"), more.get(f"{side}_dialogue")
        for element in (cue, *(lines if isinstance(lines, list) else ())):
            if element is not None:
                yield from self.of(element.type.value, element.text, {})

    def _opened(self, piece: StoryPiece) -> StoryPiece:
        """The first piece under a heading begins the scene, and says where and when it is."""
        if self.opens is None:
            return piece
        where = place_of(self.heading)
        shown = " ".join(part for part in (where, piece.shown) if part)
        opened = replace(piece, shown=shown, opens=self.opens, title=self.heading, chapter=self.chapter)
        self.opens, self.chapter = None, None
        return opened


def place_of(heading: str) -> str:
    """`INT. KITCHEN - NIGHT` becomes `Interior, kitchen, night.`"""
    for short, words in PLACES:
        if heading.lower().startswith(short):
            rest = heading[len(short) :].lstrip("./ ")
            parts = [words, *(part.strip() for part in re.split(r"\s+[-–—]+\s+", rest))]
            return (
                ", ".join(part.lower() if part.isupper() and at else part for at, part in enumerate(parts) if part)
                + "."
            )
    return f"{heading.capitalize() if heading.isupper() else heading}." if heading else ""


def plain(text: str) -> str:
    """Without Fountain's marks for bold, italic and underlined."""
    while (clean := MARKS.sub(r"\2", text)) != text:
        text = clean
    return re.sub(r"\[\[.*?\]\]", "", text, flags=re.DOTALL).replace("\\", "").strip()
