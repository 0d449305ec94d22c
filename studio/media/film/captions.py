"""Subtitles as lines with times: made from what is spoken, and written as SRT and VTT."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pysubs2 import SSAEvent, SSAFile

from studio.files import whole_file
from studio.media.film.recipe import Subtitle

MOST_LETTERS = 80  # in one line: two rows on most screens. A Chinese, Japanese or Korean letter is as wide as two
MOST_TOGETHER = 500
SPOKEN_PER_S = 15  # letters; of the wide ones half as many
ENDS_OF_SENTENCES, ENDS_OF_CLAUSES = ".!?…。！？", ",;:—、，；："
_WORDS = re.compile(
    r"[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]|[^\s\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]+"
)


@dataclass(frozen=True)
class Word:
    """`position` is where it begins in the text, in letters."""

    position: int
    start_s: float


def spoken_s(text: str) -> float:
    """About how long somebody takes to say it."""
    return _width(text.strip()) / SPOKEN_PER_S


def lines_of(text: str, start_s: float, end_s: float) -> tuple[Subtitle, ...]:
    """A text spread over a time: each piece is seen as long as its share of the letters."""
    pieces = list(_pieces(text))
    total = sum(map(_width, pieces)) or 1
    lines, at_s = list[Subtitle](), start_s
    for piece in pieces:
        until_s = at_s + (end_s - start_s) * _width(piece) / total
        lines.append(Subtitle(start_s=round(at_s, 3), end_s=round(until_s, 3), text=piece))
        at_s = until_s
    return tuple(lines)


def lines_spoken(text: str, words: Sequence[Word], duration_s: float, offset_s: float = 0) -> tuple[Subtitle, ...]:
    """Each piece is seen from its first word on until the next one begins. `words` are the voice's own times."""
    starts, place = list[float](), 0
    pieces = list(_pieces(text))
    for piece in pieces:
        place = text.find(piece, place)
        following = (word.start_s for word in words if word.position >= place)
        starts.append(next(following, duration_s) if starts else 0.0)
        place += len(piece)
    ends = [*starts[1:], duration_s]
    return tuple(
        Subtitle(start_s=round(offset_s + start, 3), end_s=round(offset_s + end, 3), text=piece)
        for piece, start, end in zip(pieces, starts, ends, strict=True)
        if end > start
    )


def words_in(text: str) -> Iterator[tuple[int, str]]:
    """Each with its place in the text. A Chinese or Japanese sign is one of its own; a mark belongs to what stands before it."""
    found = list[tuple[int, str]]()
    for word in _WORDS.finditer(text):
        if found and not any(map(str.isalnum, word[0])):
            position, before = found.pop()
            found.append((position, before + word[0]))
        else:
            found.append((word.start(), word[0]))
    return iter(found)


def one_at_a_time(lines: Sequence[Subtitle]) -> list[Subtitle]:
    """In order: each ends where the next begins, and those that begin together are rows of one. Players show no more at once."""
    rows = dict[float, list[Subtitle]]()
    for line in sorted(lines, key=lambda line: line.start_s):
        rows.setdefault(round(line.start_s, 3), []).append(line)
    ends = [*list(rows)[1:], float("inf")]
    return [
        Subtitle(start_s=start, end_s=min(next_start, max(line.end_s for line in together)), text=_in_rows(together))
        for (start, together), next_start in zip(rows.items(), ends, strict=True)
    ]


def _in_rows(lines: Sequence[Subtitle]) -> str:
    return "\n".join(line.text for line in lines)[:MOST_TOGETHER]


def write(lines: Sequence[Subtitle], target: Path, kind: Literal["srt", "vtt"]) -> None:
    with whole_file(target) as part:
        part.write_text(as_text(lines, kind), encoding="utf-8")


def as_text(lines: Sequence[Subtitle], kind: Literal["srt", "vtt"]) -> str:
    file = SSAFile()
    for line in sorted(lines, key=lambda line: line.start_s):
        event = SSAEvent(round(line.start_s * 1000), round(line.end_s * 1000))
        event.plaintext = _plain(line.text, kind)
        file.append(event)
    return file.to_string(kind)


def _plain(text: str, kind: str) -> str:
    """What would be a command in such a file stays a letter."""
    plain = re.sub(r"\s*\n\s*", "\n", text.strip()).replace("{", "(").replace("}", ")").replace("-->", "→")
    return plain.replace("&", "&amp;").replace("<", "&lt;") if kind == "vtt" else plain


def _pieces(text: str) -> Iterator[str]:
    """As few as there can be of at most `MOST_LETTERS`, each ending where one takes a breath if there is such a place."""
    rest = text
    while rest := rest.lstrip():
        end = len(rest) if _width(rest) <= MOST_LETTERS else _breath(rest)
        yield rest[:end].rstrip()
        rest = rest[end:]


def _breath(text: str) -> int:
    """Where to break: the last end of a sentence, else of a clause, else of a word, that fits."""
    ends = [word.end() for word in _WORDS.finditer(text)]
    fitting = [end for end in ends if _width(text[:end]) <= MOST_LETTERS] or [MOST_LETTERS // 2]
    late = [end for end in fitting if end > fitting[-1] // 3]
    for marks in (ENDS_OF_SENTENCES, ENDS_OF_CLAUSES):
        if found := [end for end in late if text[end - 1] in marks]:
            return found[-1]
    return fitting[-1]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
