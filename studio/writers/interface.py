"""What a writer is: it writes and rewrites text for people, who read it before anything is made of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar


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


class Writer(ABC):
    """Short calls, no waiting inside. A writer sees no session and no table."""

    name: ClassVar[str]

    @abstractmethod
    def soften(self, prompt: str) -> Rewrite:
        """A milder wording of a prompt that a provider's filter refused."""
