"""The sound in an answer: raw samples, whose form only their MIME type tells, or a WAV; and the WAV that we make of them."""

import io
import re
import wave
from dataclasses import dataclass
from pathlib import Path

from studio.files import whole_file

WIDTH = 2  # bytes in a sample
RAW = re.compile(r"audio/(l16|pcm)\b", re.IGNORECASE)
RATE = re.compile(r"rate=(\d+)")
RATES_HZ = range(8_000, 96_001)


class NoSamples(ValueError):
    """It is nothing that we can play."""


@dataclass(frozen=True)
class Samples:
    """16 bits each, of one channel."""

    sound: bytes
    rate_hz: int

    @property
    def duration_s(self) -> float:
        return len(self.sound) / WIDTH / self.rate_hz


def read(content: bytes, mime_type: str) -> Samples:
    """`audio/L16;codec=pcm;rate=24000`, or a WAV of the same. Raises NoSamples."""
    samples = _raw(content, mime_type) if RAW.match(mime_type) else _wav(content)
    if not samples.sound or len(samples.sound) % WIDTH or samples.rate_hz not in RATES_HZ:
        raise NoSamples(mime_type)
    return samples


def read_file(path: Path) -> Samples:
    """A WAV of ours. Raises NoSamples."""
    return read(path.read_bytes(), "audio/wav")


def write(samples: Samples, target: Path) -> None:
    with whole_file(target) as part, wave.open(str(part), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(WIDTH)
        file.setframerate(samples.rate_hz)
        file.writeframes(samples.sound)


def _raw(content: bytes, mime_type: str) -> Samples:
    told = RATE.search(mime_type)
    return Samples(content, int(told[1]) if told else 24_000)


def _wav(content: bytes) -> Samples:
    try:
        with wave.open(io.BytesIO(content)) as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, WIDTH):
                raise NoSamples("a WAV of another form")
            return Samples(file.readframes(file.getnframes()), file.getframerate())
    except (wave.Error, EOFError) as error:
        raise NoSamples("no WAV") from error
