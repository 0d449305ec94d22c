"""How high a sound goes, measured apart from the limiter that holds its peaks."""

import math

import numpy as np

from studio.media.encode import SOUND_RATE
from studio.media.film.sound.loudness import Read
from studio.media.film.sound.reading import Samples

SECOND = SOUND_RATE
BEFORE, AFTER = SECOND // 5, SECOND // 10  # what is heard around a second
OVERSAMPLED = 4


def true_peak_db(read: Read, samples: int) -> float:
    """Between the samples too, as a player's speaker would draw it."""
    peaks = [_peak(read(start - BEFORE, BEFORE + SECOND + AFTER)) for start in range(0, samples, SECOND)]
    return 20 * math.log10(max(1e-6, *peaks))


def _peak(window: Samples) -> float:
    count = window.shape[1]
    spectrum = np.fft.rfft(window, axis=1)
    finer = np.fft.irfft(spectrum, count * OVERSAMPLED, axis=1) * OVERSAMPLED
    return float(np.abs(finer[:, BEFORE * OVERSAMPLED : (BEFORE + SECOND) * OVERSAMPLED]).max())
