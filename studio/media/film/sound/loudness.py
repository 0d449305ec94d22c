"""How loud something is to a person, in LUFS (ITU-R BS.1770, as EBU R128 uses it)."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from studio.media.encode import SOUND_RATE
from studio.media.film.sound.reading import Samples

Read = Callable[[int, int], Samples]  # from a sample on, so many; silence beyond both ends

SECOND, STEP = SOUND_RATE, SOUND_RATE // 10
BEFORE = STEP * 2  # what is heard before a second, for the filters to settle
STEPS_IN_BLOCK = 4  # blocks of 400 ms, one every 100 ms
SILENCE, BELOW_THE_REST = -70, -10  # blocks below these do not count
NOTHING = -99.0


def loudness_lufs(read: Read, samples: int) -> float:
    """-99 where nothing is heard."""
    steps = np.concatenate([_powers(read, start, samples) for start in range(0, samples, SECOND)])
    kernel = np.ones(min(STEPS_IN_BLOCK, len(steps)))
    blocks = np.convolve(steps, kernel / len(kernel), "valid")
    loud = blocks[_lufs(blocks) > SILENCE]
    if not len(loud):
        return NOTHING
    return float(_lufs(loud[_lufs(loud) > _lufs(loud.mean()) + BELOW_THE_REST].mean()))


def _powers(read: Read, start: int, samples: int) -> npt.NDArray[np.float64]:
    """Of every whole 100 ms in the second that starts there, both channels together. Less than 100 ms in all counts as 100."""
    window = read(start - BEFORE, BEFORE + SECOND)
    spectrum = np.fft.rfft(window, axis=1) * _k_filter(window.shape[1])
    heard = np.fft.irfft(spectrum, window.shape[1], axis=1)[:, BEFORE:]
    steps = max(1, min(SECOND, samples - start) // STEP)
    return (heard.reshape(2, -1, STEP)[:, :steps] ** 2).mean(axis=2).sum(axis=0).astype(np.float64)


def _lufs(power: npt.NDArray[np.float64] | float) -> npt.NDArray[np.float64]:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-12))


@lru_cache(maxsize=2)
def _k_filter(count: int) -> npt.NDArray[np.complex64]:
    """The two filters of BS.1770 (a head, and ears that hear little of the lowest), for a spectrum of `count` samples at 48 kHz."""
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(count))
    head = (1.53512485958697 - 2.69169618940638 * turn + 1.19839281085285 * turn**2) / (
        1 - 1.69065929318241 * turn + 0.73248077421585 * turn**2
    )
    ears = (1 - 2 * turn + turn**2) / (1 - 1.99004745483398 * turn + 0.99007225036621 * turn**2)
    return (head * ears).astype(np.complex64)
