"""What a writer can be asked for, as values: so that it can be priced before it is asked."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import Field

from studio.brief import Value
from studio.writers.outline import PlannedOutline, PlannedScene, Wish
from studio.writers.rewrite import Rewrite, between

Answer = TypeVar("Answer")


class Surroundings(Value):
    """What a prompt stands beside. The style is that of all scenes: it is kept, and not written into the prompt again."""

    style: str = ""
    camera_move: str = ""
    camera_moves: tuple[str, ...] = ()  # that its model knows
    longest_prompt: int = Field(default=2000, ge=40)


class Change(Value):
    """One field that a writer would change."""

    field: str  # prompt, camera_move
    was: str
    becomes: str

    @property
    def rewrite(self) -> Rewrite:
        """Piece by piece."""
        return between(self.was, self.becomes)


class Enhancement(Value):
    """What a writer would change, field by field. None: it leaves all as it is."""

    changes: tuple[Change, ...]

    def of(self, field: str) -> Change | None:
        return next((change for change in self.changes if change.field == field), None)


class Review(Value):
    """How well a take shows what its prompt says."""

    score: float = Field(ge=0, le=1)
    faults: tuple[str, ...] = ()
    better_prompt: str = ""


@dataclass(frozen=True)
class Task(Generic[Answer]):
    """Its answer is of the type that stands in the brackets."""


@dataclass(frozen=True)
class Enhance(Task[Enhancement]):
    prompt: str
    surroundings: Surroundings = field(default_factory=Surroundings)


@dataclass(frozen=True)
class MakeOutline(Task[PlannedOutline]):
    """From an idea of a sentence or some more."""

    idea: str
    wish: Wish = field(default_factory=Wish)


@dataclass(frozen=True)
class OutlineAgain(Task[PlannedOutline]):
    """An outline that is there is planned anew, as somebody asks: its scenes keep their numbers in `PlannedScene.was`."""

    idea: str
    scenes: tuple[PlannedScene, ...]  # in their order
    request: str
    wish: Wish = field(default_factory=Wish)


@dataclass(frozen=True)
class BreakUp(Task[PlannedOutline]):
    """A text that is there, a story or a Fountain screenplay, becomes scenes."""

    text: str
    wish: Wish = field(default_factory=Wish)


@dataclass(frozen=True)
class ReviewTake(Task[Review]):
    """`frames` are pictures, as JPEG, PNG or WebP, in the order of the clip."""

    prompt: str
    frames: tuple[bytes, ...]


@dataclass(frozen=True)
class Soften(Task[Rewrite]):
    """A milder wording of a prompt that a provider's filter refused."""

    prompt: str
