"""Puts a piece together: everything that is played, in its room, as loud as music is, with an end. In a process of its own."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame

from studio.files import whole_file
from studio.media.encode import SOUND_RATE
from studio.media.film.sound.loudness import NOTHING, loudness_lufs
from studio.media.music import pad, tones
from studio.media.music.composing import Piece, compose
from studio.media.music.moods import MOODS, Mood
from studio.media.music.room import echo_of
from studio.media.music.tones import Samples

LOUDNESS_LUFS, PEAK = -18.0, 10 ** (-1.5 / 20)
PAD_LEVEL, ECHO_LEVEL = 0.16, 0.3
ECHOING_BASS = 0.15  # more of it would be mud
END_S = 2.5  # the last of it fades
BLOCK = 4096  # samples in one frame of the file


def write(target: str, mood: str, duration_s: float, seed: float) -> None:
    """A FLAC. It appears whole or not at all."""
    made = render(MOODS[mood], duration_s, int(seed))
    with whole_file(Path(target)) as part:
        _encode(part, made)


def render(mood: Mood, duration_s: float, seed: int) -> Samples:
    """Two rows at 48 kHz."""
    samples, piece = round(duration_s * SOUND_RATE), compose(mood, duration_s, seed)
    dry, low = np.zeros((2, samples), np.float32), np.zeros((2, samples), np.float32)
    _play_pad(dry, piece, mood.pad * PAD_LEVEL)
    for note in piece.notes:
        heard = tones.played(note.instrument, note.pitch, note.strength, note.length_s)
        _lay(low if note.instrument == "bass" else dry, _panned(heard, note.pan), note.start_s)
    heard_by_walls = (dry + ECHOING_BASS * low).astype(np.float32, copy=False)
    mix = dry + low + ECHO_LEVEL * echo_of(heard_by_walls, mood.room_s)
    return _brought_to_level((mix * _ends(samples)).astype(np.float32, copy=False))


def _play_pad(onto: Samples, piece: Piece, level: float) -> None:
    for one in pad.held(piece.bars):
        _lay(onto, pad.sounding(one) * np.float32(level * (0.7 + 0.3 * one.energy)), one.start_s)


def _lay(onto: Samples, heard: Samples, start_s: float) -> None:
    start = max(0, round(start_s * SOUND_RATE))
    count = max(0, min(heard.shape[1], onto.shape[1] - start))
    onto[:, start : start + count] += heard[:, :count]


def _panned(heard: Samples, pan: float) -> Samples:
    angle = (pan + 1) * np.pi / 4
    sides = np.array([[np.cos(angle)], [np.sin(angle)]]) * np.sqrt(2)
    return heard * sides.astype(np.float32)


def _ends(samples: int) -> Samples:
    """Nothing at its very end, and no click at its start."""
    moments = np.arange(samples) / SOUND_RATE
    falls = np.clip((samples / SOUND_RATE - moments) / END_S, 0, 1)
    rises = np.clip(moments / 0.01, 0, 1)
    return (np.sin(falls * np.pi / 2) ** 2 * rises).astype(np.float32)


def _brought_to_level(mix: Samples) -> Samples:
    def read(start: int, count: int) -> Samples:
        first, last = max(0, start), min(mix.shape[1], start + count)
        window = np.zeros((2, count), np.float32)
        window[:, first - start : last - start] = mix[:, first:last]
        return window

    measured, peak = loudness_lufs(read, mix.shape[1]), float(np.abs(mix).max())
    wanted = 10 ** ((LOUDNESS_LUFS - measured) / 20) if measured > NOTHING else 1.0
    return mix * np.float32(min(wanted, PEAK / max(peak, 1e-9)))


def _encode(part: Path, made: Samples) -> None:
    with av.open(str(part), "w", format="flac") as container:
        stream = container.add_stream("flac", rate=SOUND_RATE, layout="stereo", options={"compression_level": "5"})
        for frame in _frames(made):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _frames(made: Samples) -> Iterator[AudioFrame]:
    """In 16 bits, with the noise that keeps quiet ends from sounding rough."""
    chance = np.random.default_rng(1)
    for start in range(0, made.shape[1], BLOCK):
        piece = made[:, start : start + BLOCK]
        dither = chance.random(piece.shape) - chance.random(piece.shape)
        whole = np.clip(np.round(piece * 32767 + dither), -32768, 32767).astype(np.int16)
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(whole.T).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, start, Fraction(1, SOUND_RATE)
        yield frame
