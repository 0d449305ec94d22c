"""A text and what a writer would change in it, piece by piece, so that a page can show what goes and what comes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Swap:
    """A piece of a prompt that gives way. `start` counts characters of the prompt as it was."""

    start: int
    was: str
    becomes: str

    @property
    def end(self) -> int:
        return self.start + len(self.was)


@dataclass(frozen=True)
class Rewrite:
    """A prompt and what a writer would change in it, in the order of the prompt. No swaps: it knows of nothing."""

    was: str
    swaps: tuple[Swap, ...]

    def pieces(self) -> Iterator[tuple[str, Swap | None]]:
        """The prompt from its beginning to its end: what stays as text, what gives way as a swap."""
        place = 0
        for swap in self.swaps:
            yield self.was[place : swap.start], None
            yield swap.was, swap
            place = swap.end
        yield self.was[place:], None

    @property
    def becomes(self) -> str:
        return "".join(swap.becomes if swap else text for text, swap in self.pieces())


def between(was: str, becomes: str) -> Rewrite:
    """Word by word. What comes in where nothing was has an empty `was`."""
    before, after = WORDS.findall(was), WORDS.findall(becomes)
    starts = [0]
    for word in before:
        starts.append(starts[-1] + len(word))
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    swaps = [
        Swap(starts[first], "".join(before[first:last]), "".join(after[begin:end]))
        for what, first, last, begin, end in changes
        if what != "equal"
    ]
    return Rewrite(was, tuple(swaps))
