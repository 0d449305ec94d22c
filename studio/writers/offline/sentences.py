"""A text in paragraphs, sentences and, where a sentence is too long to be said in one scene, parts of it. Nothing is lost but
blanks and line ends."""

import re
from collections.abc import Iterator, Sequence

from studio.writers.offline import pace

PARAGRAPHS = re.compile(r"\n[ \t\u3000]*\n\s*")
_NAMES = "".join(rf"(?<!\b{name})" for name in ("Mr", "Mrs", "Ms", "Dr", "St", "Prof", "bzw", "ca", "vs", "etc"))
_CLOSED = r"[\"'”’»)\]」』]*"
# A stop with what closes behind it. After a Latin one a blank has to follow; Chinese and Japanese have none.
ENDS = re.compile(rf"(?:{_NAMES}[.!?…]+{_CLOSED}(?=\s)|[。！？｡]+{_CLOSED})\s*")
PAUSES = re.compile(r"[,;:—–、，；：]+\s*")
BLANKS = re.compile(r"\s+")
LONGEST_HEADING = 80  # letters
HEADING = re.compile(r"#{1,6}\s+\S")
NUMBERED = re.compile(
    r"(?:chapter|part|kapitel|teil|chapitre|partie|cap[ií]tulo|parte|глава|часть)\s+(?:\d+|[ivxlc]+\b|one|two|three|four|five)"
    r"|(?:prologue?|epilogue?)\b|第\s*[\d一二三四五六七八九十百]+\s*[章部回]",
    re.IGNORECASE,
)


def paragraphs(text: str) -> list[str]:
    """By empty lines; by single ones where there are no empty ones."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    parts = PARAGRAPHS.split(text)
    if len(parts) == 1 and not _is_wrapped(text):
        parts = text.split("\n")
    return [part.strip() for part in parts if part.strip()]


def _is_wrapped(text: str) -> bool:
    """Whether its lines end where a page did, and not a thought."""
    lines = text.split("\n")[:-1]
    return any(not ENDS.search(f"{line.strip()} ") and len(line) > LONGEST_HEADING / 2 for line in lines)


def is_heading(paragraph: str) -> bool:
    """Marked as one, or a short line that begins as chapters do."""
    if "\n" in paragraph or len(paragraph) > LONGEST_HEADING:
        return False
    return bool(HEADING.match(paragraph) or (NUMBERED.match(paragraph) and not ENDS.search(f"{paragraph} ")))


def heading_words(paragraph: str) -> str:
    return paragraph.lstrip("#").strip()


def sentences(paragraph: str) -> list[str]:
    return _cut(BLANKS.sub(" ", paragraph).strip(), ENDS)


def speakable(sentence: str, longest_s: float) -> Iterator[str]:
    """The sentence, in parts that can each be said in so many seconds: at its pauses, else between words."""
    if pace.said_s(sentence) <= longest_s:
        yield sentence
        return
    yield from _filled(_cut(sentence, PAUSES), longest_s)


def _filled(parts: Sequence[str], longest_s: float) -> Iterator[str]:
    """As many as fit, each time; a part that is too long by itself is cut between its words."""
    held = ""
    for part in parts:
        if held and pace.said_s(join(held, part)) > longest_s:
            yield held
            held = ""
        held = join(held, part)
        if pace.said_s(held) > longest_s:
            *full, held = _by_words(held, longest_s)
            yield from full
    if held:
        yield held


def _by_words(text: str, longest_s: float) -> list[str]:
    """Of a script without blanks, between letters."""
    most = max(1, int((longest_s - pace.BREATH_S) * pace.WORDS_PER_S))
    if " " in text:
        words = text.split(" ")
        return [" ".join(words[start : start + most]) for start in range(0, len(words), most)]
    most *= pace.LETTERS_PER_WORD
    return [text[start : start + most] for start in range(0, len(text), most)]


def join(before: str, after: str) -> str:
    """With a blank, but not where the script has none."""
    is_tight = re.search(f"[{pace.NO_SPACES}。！？、，]$", before) is not None
    return f"{before}{'' if is_tight or not before else ' '}{after}" if after else before


def _cut(text: str, after: re.Pattern[str]) -> list[str]:
    start, parts = 0, list[str]()
    for found in after.finditer(text):
        parts.append(text[start : found.end()].strip())
        start = found.end()
    return [part for part in (*parts, text[start:].strip()) if part]
