"""Stems: speech, music and the clips' own sound each as a file, for somebody who mixes it again."""

import wave
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np

from studio.files import whole_file
from studio.media.encode import SOUND_RATE
from studio.media.film.sound.mixing import BLOCK, mixed
from studio.media.film.sound.placing import PlacedSound, Stem
from studio.media.film.sound.reading import Samples
from studio.media.film.sound.track import OnBlock

BYTES, FULL = 3, (1 << 23) - 1  # 24 bits


def write_stems(
    folder: Path, sounds: Sequence[PlacedSound], samples: int, ducked_to: float, on_block: OnBlock
) -> list[str]:
    """The names of the files, as `speech.wav`. They are not brought to the film's loudness: their sum is the mix before that."""
    heard = [stem for stem in Stem if any(sound.role == stem for sound in sounds)]
    with ExitStack() as stack:
        parts = {stem: stack.enter_context(whole_file(folder / f"{stem}.wav")) for stem in heard}
        files = {stem: stack.enter_context(_opened(part)) for stem, part in parts.items()}
        for number, stems in enumerate(mixed(sounds, samples, ducked_to), 1):
            for stem, file in files.items():
                file.writeframesraw(_in_24_bits(stems[stem]))
            on_block(min(1, number * BLOCK / samples))
    return [f"{stem}.wav" for stem in heard]


@contextmanager
def _opened(path: Path) -> Iterator[wave.Wave_write]:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(BYTES)
        file.setframerate(SOUND_RATE)
        yield file


def _in_24_bits(samples: Samples) -> bytes:
    whole = np.round(np.clip(samples.T, -1, 1) * FULL).astype("<i4")
    return np.ascontiguousarray(whole).view(np.uint8).reshape(-1, 4)[:, :BYTES].tobytes()
