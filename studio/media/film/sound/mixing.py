"""Mixes what is heard, a tenth of a second at a time; music makes room for speech."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from studio.media.encode import SOUND_RATE
from studio.media.film.sound.placing import PlacedSound, Stem
from studio.media.film.sound.reading import Samples, samples_of

BLOCK = SOUND_RATE // 10
STEP = SOUND_RATE // 100  # how finely one listens for speech
SPEECH_LEVEL = 0.012  # louder than this somebody speaks
GOES_DOWN_S, COMES_BACK_S = 0.12, 0.6

Stems = dict[Stem, Samples]


def mixed(sounds: Sequence[PlacedSound], samples: int, ducked_to: float) -> Iterator[Stems]:
    """Blocks of `BLOCK` samples, the last one shorter. Their sum is what is heard. `ducked_to`: of the music, while one speaks."""
    readers = [(sound.role, _Reader(sound)) for sound in sounds]
    duck = _Duck(ducked_to)
    for position in range(0, samples, BLOCK):
        count = min(BLOCK, samples - position)
        stems = {stem: np.zeros((2, count), np.float32) for stem in Stem}
        for stem, reader in readers:
            reader.add_to(stems[stem], position)
        stems[Stem.MUSIC] *= duck.gain_beside(stems[Stem.SPEECH])
        yield stems


class _Reader:
    """One sound, read forward."""

    def __init__(self, sound: PlacedSound):
        self._sound = sound
        self._pieces: Iterator[Samples] | None = None
        self._rest, self._is_over = np.zeros((2, 0), np.float32), False

    def add_to(self, block: Samples, position: int) -> None:
        sound = self._sound
        first = max(position, sound.start)
        last = min(position + block.shape[1], sound.start + sound.samples)
        if first < last:
            heard = self._next(last - first)
            at = first - sound.start
            block[:, first - position : first - position + heard.shape[1]] += heard * self._gains(at, heard.shape[1])

    def _next(self, count: int) -> Samples:
        """Fewer where the file ends."""
        pieces, have = [self._rest], self._rest.shape[1]
        while have < count and (piece := self._piece()) is not None:
            pieces.append(piece)
            have += piece.shape[1]
        joined = np.concatenate(pieces, axis=1)
        self._rest = joined[:, count:]
        return joined[:, :count]

    def _piece(self) -> Samples | None:
        """The next, from the start again where it loops. None for good where there is no more, or nothing at all."""
        if self._is_over:
            return None
        if self._pieces is None:
            self._pieces = samples_of(self._sound.path, self._sound.from_s)
        piece = next(self._pieces, None)
        if piece is None and self._sound.loops:
            self._pieces = samples_of(self._sound.path, self._sound.from_s)
            piece = next(self._pieces, None)
        self._is_over = piece is None
        return piece

    def _gains(self, at: int, count: int) -> Samples:
        sound = self._sound
        moments = np.arange(at, at + count, dtype=np.float32)
        gains = np.full(count, sound.gain, np.float32)
        if sound.fade_in_s:
            gains *= np.clip(moments / (sound.fade_in_s * SOUND_RATE), 0, 1)
        if sound.fade_out_s:
            gains *= np.clip((sound.samples - moments) / (sound.fade_out_s * SOUND_RATE), 0, 1)
        return gains


class _Duck:
    """Goes down quickly when somebody speaks and comes back slowly."""

    def __init__(self, ducked_to: float):
        self._depth = 1 - ducked_to
        self._down = 0.0  # how far it is down, 0-1

    def gain_beside(self, speech: Samples) -> Samples:
        count = speech.shape[1]
        starts = range(0, count, STEP)
        downs = [self._down] + [self._move(speech[:, start : start + STEP]) for start in starts]
        places = [*starts, count]
        return (1 - self._depth * np.interp(np.arange(count), places, downs)).astype(np.float32)

    def _move(self, speech: Samples) -> float:
        goal = 1.0 if float(np.abs(speech).max(initial=0)) > SPEECH_LEVEL else 0.0
        pace_s = GOES_DOWN_S if goal > self._down else COMES_BACK_S
        self._down += (goal - self._down) * (1 - math.exp(-STEP / SOUND_RATE / pace_s))
        return self._down
