"""The room that music sounds in: an echo of noise that dies away, the high part of it first."""

import numpy as np

from studio.media.encode import SOUND_RATE
from studio.media.music.tones import Samples

BEFORE_S = 0.018  # the first walls are some metres away
BANDS = ((0, 350, 1.05), (350, 3_000, 1.0), (3_000, 24_000, 0.42))  # from, to (hertz), how long of the whole it rings
LOWEST_HZ = 180  # below it a room only booms
BLOCK = 1 << 17
FALLS_TO = 6.9  # 60 dB, as a power of e


def echo_of(dry: Samples, rings_s: float) -> Samples:
    """Of the same length."""
    answers = _answers(rings_s)
    size = 1 << (BLOCK + answers.shape[1] - 1).bit_length()
    filters, wet = np.fft.rfft(answers, size), np.zeros_like(dry)
    for start in range(0, dry.shape[1], BLOCK):
        heard = np.fft.irfft(np.fft.rfft(dry[:, start : start + BLOCK], size) * filters, size)
        end = min(dry.shape[1], start + BLOCK + answers.shape[1] - 1)
        wet[:, start:end] += heard[:, : end - start]
    return wet


def _answers(rings_s: float) -> Samples:
    """What the room answers to one clap, left and right."""
    samples = round((BEFORE_S + rings_s) * SOUND_RATE)
    noise = np.random.default_rng(7).standard_normal((2, samples))
    spectrum, hz = np.fft.rfft(noise), np.fft.rfftfreq(samples, 1 / SOUND_RATE)
    spectrum = spectrum * (1 - np.exp(-((hz / LOWEST_HZ) ** 2)))
    moments = np.maximum(0, np.arange(samples) / SOUND_RATE - BEFORE_S)
    comes = 1 - np.exp(-moments / 0.012)
    answers = np.zeros((2, samples))
    for low, high, share in BANDS:
        band = np.fft.irfft(spectrum * ((hz >= low) & (hz < high)), samples)
        answers += band * np.exp(-FALLS_TO * moments / (rings_s * share)) * comes
    return (answers / np.sqrt((answers**2).sum(axis=1, keepdims=True))).astype(np.float32)
