"""A voice without a key: espeak-ng, in a process of its own. It sounds like a machine, and says when each word comes.

It times a film before a better voice is paid for.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from studio.errors import BadCut
from studio.media import isolated
from studio.media.film.captions import Word
from studio.media.isolated import ProcessLimits

HOW_TO_GET_IT = "The offline voice is not installed. Install it with: pip install espeakng-loader"
SPEAKING = ProcessLimits(time_s=60, cpu_s=60, memory_bytes=2 << 30)
MOST_LETTERS = 20_000
PACE = 165  # words in a minute

# As espeak-ng calls them. It knows more than a hundred: any of its names may be asked for.
VOICES = {
    "en-us": "English (American)",
    "en": "English (British)",
    "fr": "French",
    "de": "German",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "pl": "Polish",
    "ru": "Russian",
    "ja": "Japanese (kana)",
    "cmn": "Mandarin",
    "ko": "Korean",
    "hi": "Hindi",
    "ar": "Arabic",
}


@dataclass(frozen=True)
class TimedSpeech:
    """A sound that is there, and when each word of the text begins in it."""

    path: Path
    duration_s: float
    words: tuple[Word, ...]


def is_there() -> bool:
    return find_spec("espeakng_loader") is not None


def speak(text: str, voice: str, target: Path, *, pace: int = PACE) -> TimedSpeech:
    """Write a WAV. Raises BadCut where there is no voice, or not this one, or nothing to say."""
    if not is_there():
        raise BadCut(HOW_TO_GET_IT)
    if not text.strip():
        raise BadCut("There is nothing to say.")
    if len(text) > MOST_LETTERS:
        raise BadCut(f"The text is too long to be spoken at once. Make it {MOST_LETTERS:,} letters at most.")
    arguments = (text, voice, target, max(80, min(450, pace)))
    told = isolated.run("studio.media.film.espeak:speak", *arguments, limits=SPEAKING)
    words = tuple(Word(position, start_s) for position, start_s in told["words"])
    return TimedSpeech(target, told["duration_s"], words)
