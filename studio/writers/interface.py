"""What a writer is: it writes and rewrites text for people, who read it before anything is made of it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar

from studio.errors import StudioError
from studio.providers.interface import Connection
from studio.writers.outline import PlannedOutline, Wish
from studio.writers.rates import Price, Usage
from studio.writers.rewrite import Rewrite
from studio.writers.tasks import (
    BreakUp,
    Enhance,
    Enhancement,
    MakeOutline,
    Review,
    ReviewTake,
    Soften,
    Surroundings,
    Task,
)

Answer = TypeVar("Answer")
LONGEST_TEXT = 300_000  # characters: a novel of 50,000 words


class CannotWrite(StudioError):
    """A writer cannot do what it was asked. Nothing was sent and nothing is paid."""


@dataclass(frozen=True)
class Written(Generic[Answer]):
    """What came of a task: what the writer returned, what of it is kept, and in a sentence each what was changed."""

    raw: str
    kept: Answer
    remarks: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)


class Writer(ABC):
    """Short calls, no waiting inside, none made twice. A writer sees no session and no table."""

    name: ClassVar[str]
    label: ClassVar[str]
    model: str = ""

    @abstractmethod
    def write(self, task: Task[Answer]) -> Written[Answer]:
        """Raises CannotWrite, NotSent, RateLimited, Refused, BadAnswer or Unclear."""

    @abstractmethod
    def price(self, task: Task[Answer]) -> Price:
        """What it will probably cost. Nobody is asked. Raises CannotWrite."""

    @abstractmethod
    def cost(self, usage: Usage) -> Price:
        """What a call has cost that took so much."""

    @abstractmethod
    def check_connection(self) -> Connection:
        """A free call. Never raises: what went wrong is the sentence."""

    def enhance(self, prompt: str, surroundings: Surroundings | None = None) -> Written[Enhancement]:
        return self.write(Enhance(prompt, surroundings or Surroundings()))

    def outline(self, idea: str, wish: Wish | None = None) -> Written[PlannedOutline]:
        return self.write(MakeOutline(idea, wish or Wish()))

    def break_up(self, text: str, wish: Wish | None = None) -> Written[PlannedOutline]:
        return self.write(BreakUp(text, wish or Wish()))

    def review(self, prompt: str, frames: Sequence[bytes]) -> Written[Review]:
        return self.write(ReviewTake(prompt, tuple(frames)))

    def soften(self, prompt: str) -> Rewrite:
        return self.write(Soften(prompt)).kept

    def close(self) -> None:
        """Let connections go."""


def require_text(text: str, what: str) -> str:
    """Raises CannotWrite for nothing, and for what no writer should be sent."""
    if not text.strip():
        raise CannotWrite(f"Write {what} first.")
    if len(text) > LONGEST_TEXT:
        raise CannotWrite(
            f"This text has {len(text):,} letters; a writer takes {LONGEST_TEXT:,} at once. Give it in parts, one for each chapter."
        )
    return text
