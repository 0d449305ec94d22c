"""What a voice is: it says a script once, into a file. A paid one is asked once, whatever becomes of the answer."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path

from studio.voices.script import Script
from studio.writers.rates import Usage


@dataclass(frozen=True)
class Spoken:
    """A sound that is there, and what it took."""

    path: Path
    duration_s: float
    usage: Usage = field(default_factory=Usage)


class Voice(ABC):
    """Short calls, none made twice. A voice sees no session and no table."""

    @abstractmethod
    def say(self, script: Script, target: Path) -> Spoken:
        """Write a WAV. Raises CannotSpeak, BadCut, NotSent, RateLimited, Refused, BadAnswer or Unclear."""
