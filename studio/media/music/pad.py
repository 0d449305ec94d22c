"""The soft ground below: every voice of the chords, held as long as it stays, coming and going slowly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from studio.media.encode import SOUND_RATE
from studio.media.music.composing import Bar
from studio.media.music.tones import Samples, damped, hertz

COMES_S, GOES_S = 1.1, 1.6
BRIGHTENS_S = 2.4  # its high partials follow later
CENTS = ((-7.0, 0.8, 5.5), (-5.0, -1.1, 7.5))  # how three strings of a section are apart, left and right
FOREVER_S = 1e6
DARK, BRIGHT = range(1, 6), range(4, 13)  # partials


@dataclass(frozen=True)
class Held:
    """One voice from when it begins until it goes on to another note."""

    pitch: int
    start_s: float
    end_s: float
    energy: float


def held(bars: Sequence[Bar]) -> Iterator[Held]:
    """A voice that stays where it is is not struck again."""
    for voice in range(len(bars[0].voicing)):
        begins = bars[0]
        for bar, following in zip(bars, [*bars[1:], None], strict=True):
            stays = following is not None and following.voicing[voice] == bar.voicing[voice]
            if not stays:
                end_s = bar.start_s + bar.length_s
                yield Held(bar.voicing[voice], begins.start_s, end_s, (begins.energy + bar.energy) / 2)
                begins = following or bar


def sounding(one: Held) -> Samples:
    """Two rows; it goes on for `GOES_S` after its end."""
    chance = np.random.default_rng([one.pitch, round(one.start_s * 1000)])
    samples = round((one.end_s - one.start_s + GOES_S) * SOUND_RATE)
    sides = [_strings(one, cents, samples, chance) for cents in CENTS]
    return np.stack(sides) * _shape(samples, COMES_S)


def _strings(one: Held, cents: tuple[float, ...], samples: int, chance: np.random.Generator) -> Samples:
    dark = _partials(one.pitch, DARK, 1.25, cents, samples, chance)
    bright = _partials(one.pitch, BRIGHT, 1.7, cents, samples, chance)
    moments = np.arange(samples, dtype=np.float32) / SOUND_RATE
    breath = 1 + 0.1 * np.sin(2 * np.pi * (0.11 * moments + chance.uniform()))
    opens = (0.25 + 0.75 * one.energy) * np.clip(moments / BRIGHTENS_S, 0, 1)
    return ((dark + bright * opens) * breath).astype(np.float32)


def _partials(
    pitch: int, which: range, dullness: float, cents: tuple[float, ...], samples: int, chance: np.random.Generator
) -> Samples:
    numbers = np.array(list(which), np.float64)
    hz = np.concatenate([hertz(pitch + one / 100) * numbers for one in cents])
    levels = np.tile(numbers**-dullness, len(cents)) / 3
    return damped(hz, levels, np.full(len(hz), FOREVER_S), chance.uniform(0, 2 * np.pi, len(hz)), samples)


def _shape(samples: int, comes_s: float) -> Samples:
    moments, end_s = np.arange(samples) / SOUND_RATE, samples / SOUND_RATE
    rise, fall = np.clip(moments / comes_s, 0, 1), np.clip((end_s - moments) / GOES_S, 0, 1)
    return ((np.sin(rise * np.pi / 2) * np.sin(fall * np.pi / 2)) ** 2).astype(np.float32)
