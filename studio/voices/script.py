"""What is to be spoken, by which voice and how, as a value. Its sound is kept under its id, so the same words are never paid twice."""

import hashlib
from dataclasses import dataclass

from studio.errors import StudioError

GEMINI = "gemini:"  # before the name of a voice of Gemini's; any other is one of the offline voice
NO_KEY = "Gemini's voices need a key: add it under Settings > Providers > Google, or set GEMINI_API_KEY."
LETTERS = 32  # of the hash, in an id
LONGEST_DIRECTION = 300


class CannotSpeak(StudioError):
    """A voice cannot say what it was asked to. Nothing was sent and nothing is paid."""


@dataclass(frozen=True)
class Script:
    """`direction`: how it is to be said, in a few words; the offline voice takes none, and has no model."""

    text: str
    voice: str
    model: str = ""
    direction: str = ""

    @property
    def id(self) -> str:
        told = "\x1f".join((self.model, self.voice, self.direction, self.text))
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:LETTERS]

    @property
    def costs(self) -> bool:
        return is_gemini(self.voice)


def is_gemini(voice: str) -> bool:
    return voice.startswith(GEMINI)


def script(text: str, voice: str, model: str, direction: str) -> Script:
    """Spaces make no difference to what is heard, nor does to the offline voice how it is asked."""
    words = " ".join(text.split())
    return Script(words, voice, model, " ".join(direction.split())) if is_gemini(voice) else Script(words, voice)
