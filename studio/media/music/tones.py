"""How a struck or plucked note sounds: partials that die away, the high ones first."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from studio.media.encode import SOUND_RATE

Samples = npt.NDArray[np.float32]

HIGHEST_HZ = 9_000
ROW = 256  # samples that are computed as one row of a matrix
LAYERS = 4  # how many strengths sound differently
MOST_RING_S = 7.0


@dataclass(frozen=True)
class Instrument:
    """`ring_s` is how long its middle C takes to fall to a third. Bells have `ratios` of their own."""

    ring_s: float
    dullness: float  # how much weaker each higher partial is
    damping: float  # how much sooner it dies
    attack_s: float = 0.004
    let_go_s: float = 0.18
    stiffness: float = 0.0
    struck_at: float = 0.13  # of the string's length
    strings_cents: float = 0.8  # how far two strings of one note are apart
    knock: float = 0.0
    level: float = 1.0
    ratios: tuple[tuple[float, float], ...] = ()  # of a partial to the first, and its level


INSTRUMENTS: Mapping[str, Instrument] = {
    "piano": Instrument(1.5, 1.35, 0.24, stiffness=0.00035, knock=0.05, let_go_s=0.25, level=0.9),
    "harp": Instrument(0.95, 1.1, 0.38, attack_s=0.003, struck_at=0.22, let_go_s=0.4, level=0.8),
    "pluck": Instrument(0.3, 1.1, 0.28, attack_s=0.003, struck_at=0.19, let_go_s=0.12, knock=0.02, level=0.95),
    "bass": Instrument(1.6, 1.5, 0.4, attack_s=0.018, struck_at=0.3, let_go_s=0.12, strings_cents=0.3, level=0.62),
    "bell": Instrument(
        1.3, 0, 0.7, attack_s=0.003, let_go_s=0.6, level=0.55,
        ratios=((1, 1), (2.0, 0.22), (3.01, 0.1), (4.17, 0.07), (5.43, 0.05)),
    ),
}  # fmt: skip


def played(name: str, pitch: int, strength: float, length_s: float) -> Samples:
    """Two rows, left and right."""
    its = INSTRUMENTS[name]
    layer = min(LAYERS - 1, max(0, int(strength * LAYERS)))
    ringing = _ringing(name, pitch, layer)
    end, let_go = round(length_s * SOUND_RATE), round(its.let_go_s * SOUND_RATE)
    heard = ringing[:, : end + let_go] * np.float32(strength * its.level)
    fade = np.clip((end + let_go - np.arange(heard.shape[1])) / let_go, 0, 1)
    return heard * (np.sin(fade * np.pi / 2) ** 2).astype(np.float32)


def damped(
    hz: npt.NDArray[np.float64], levels: npt.NDArray[np.float64], decays_s: npt.NDArray[np.float64],
    phases: npt.NDArray[np.float64], samples: int,
) -> Samples:  # fmt: skip
    """A sum of sines that die away. Each is a power of one complex number, so rows of it are two products of matrices."""
    turn = -1 / (decays_s * SOUND_RATE) + 2j * np.pi * hz / SOUND_RATE
    rows = np.exp(np.outer(np.arange(-(-samples // ROW)) * ROW, turn)) * (levels * np.exp(1j * phases))
    columns = np.exp(np.outer(turn, np.arange(ROW)))
    made = np.imag(rows).astype(np.float32) @ np.real(columns).astype(np.float32)
    made += np.real(rows).astype(np.float32) @ np.imag(columns).astype(np.float32)
    return made.reshape(-1)[:samples]


def hertz(pitch: float) -> float:
    return 440.0 * 2 ** ((pitch - 69) / 12)


@lru_cache(maxsize=512)
def _ringing(name: str, pitch: int, layer: int) -> Samples:
    """The whole note as if nobody let go. The same note again is the same tone."""
    its, chance = INSTRUMENTS[name], np.random.default_rng([pitch, layer, len(name)])
    first_s = its.ring_s * (261.6 / hertz(pitch)) ** 0.45
    samples = round(min(MOST_RING_S, 6 * first_s) * SOUND_RATE)
    ratios, levels = _partials(its, hertz(pitch), layer)
    decays_s = first_s / (1 + its.damping * (ratios - 1))
    sides = [_side(its, hertz(pitch), ratios, levels, decays_s, samples, chance) for _ in range(2)]
    return np.stack(sides) * _shape(its, samples)


def _partials(its: Instrument, hz: float, layer: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Ratios to the first, and levels whose powers add up to one. Who strikes harder hears more of the high ones."""
    if its.ratios:
        ratios, levels = map(np.array, zip(*its.ratios, strict=True))
    else:
        numbers = np.arange(1, 40)
        ratios = numbers * np.sqrt(1 + its.stiffness * numbers**2)
        levels = numbers ** -(its.dullness + 0.25 * (LAYERS - 1 - layer) / LAYERS)
        levels = levels * (0.08 + np.abs(np.sin(np.pi * numbers * its.struck_at)))
    is_heard = ratios * hz < HIGHEST_HZ
    kept = levels[is_heard] / np.sqrt((levels[is_heard] ** 2).sum())
    return ratios[is_heard].astype(np.float64), kept.astype(np.float64)


def _side(
    its: Instrument, hz: float, ratios: npt.NDArray[np.float64], levels: npt.NDArray[np.float64],
    decays_s: npt.NDArray[np.float64], samples: int, chance: np.random.Generator,
) -> Samples:  # fmt: skip
    """Two strings, never quite in tune."""
    cents = chance.uniform(0.4, 1) * its.strings_cents
    strings = [
        damped(hz * ratios * 2 ** (way * cents / 1200), levels / 2, decays_s * long, chance.uniform(0, 0.6, len(ratios)), samples)
        for way, long in ((1, 1.0), (-1, 1.35))
    ]  # fmt: skip
    return (strings[0] + strings[1] + its.knock * _knock(samples, chance)).astype(np.float32, copy=False)


def _knock(samples: int, chance: np.random.Generator) -> Samples:
    """Of the hammer or the finger: a short, dull noise."""
    length = min(samples, round(0.06 * SOUND_RATE))
    noise = np.convolve(chance.standard_normal(length), np.hanning(48) / 24, "same")
    made = np.zeros(samples, np.float32)
    made[:length] = noise * np.exp(-np.arange(length) / (0.012 * SOUND_RATE))
    return made


def _shape(its: Instrument, samples: int) -> Samples:
    """It comes within a few milliseconds, and is silent at its end: neither clicks."""
    moments = np.arange(samples) / SOUND_RATE
    rise = np.sin(np.clip(moments / its.attack_s, 0, 1) * np.pi / 2) ** 2
    fall = np.clip((samples / SOUND_RATE - moments) / 0.1, 0, 1)
    return (rise * fall).astype(np.float32)
