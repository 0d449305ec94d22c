"""When each word is said in a sound whose voice does not tell: heard in its silences, in a process of its own."""

from pathlib import Path

from studio.media import isolated
from studio.media.film.captions import Word
from studio.media.film.voice import TimedSpeech
from studio.media.isolated import ProcessLimits

LISTENING = ProcessLimits(time_s=60, cpu_s=60, memory_bytes=2 << 30)


def align(sound: Path, text: str) -> TimedSpeech:
    """`sound` is a WAV of one channel. Raises BadMedia where it is none."""
    told = isolated.run("studio.media.film.silences:align", sound, text, limits=LISTENING)
    words = tuple(Word(position, start_s) for position, start_s in told["words"])
    return TimedSpeech(sound, told["duration_s"], words)
