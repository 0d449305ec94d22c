"""Reads the sound of any file, as 48 kHz stereo from a moment on."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import av
import av.error
import numpy as np
import numpy.typing as npt
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from studio.errors import BadMedia
from studio.media.encode import SOUND_RATE
from studio.media.kinds import CLIP_KINDS, HEAD_BYTES, SOUND_KINDS, require_kind
from studio.media.probe import LENIENT, MAX_DURATION_S

Samples = npt.NDArray[np.float32]

NO_SOUND = "There is no sound in this file."


@contextmanager
def open_sound(path: Path) -> Iterator[tuple[InputContainer, AudioStream]]:
    """Of a sound file or a clip. As with clips, FFmpeg opens only what the first bytes say it is."""
    with path.open("rb") as file:
        kind = require_kind(file.read(HEAD_BYTES), (*SOUND_KINDS, *CLIP_KINDS))
    try:
        container = av.open(str(path.resolve()), format=kind.demuxer, options={"protocol_whitelist": "file"}, **LENIENT)
    except av.error.FFmpegError as error:
        raise BadMedia("The sound is incomplete or damaged.") from error
    with container:
        if not container.streams.audio:
            raise BadMedia(NO_SOUND)
        yield container, container.streams.audio[0]


def sound_length_s(path: Path) -> float:
    """Counted, as headers of sound files lie; only packets are read."""
    with open_sound(path) as (container, stream):
        ends = [
            float((packet.pts + (packet.duration or 0)) * packet.time_base)
            for packet in _packets(container, stream)
            if packet.pts is not None
        ]
    if not ends:
        raise BadMedia(NO_SOUND)
    if max(ends) > MAX_DURATION_S:
        raise BadMedia(f"The sound lasts {max(ends):.0f} s. Make it {MAX_DURATION_S} s at most.")
    return max(ends)


def samples_of(path: Path, start_s: float = 0) -> Iterator[Samples]:
    """In pieces as they come, each an array of its own."""
    with open_sound(path) as (container, stream):
        resampler = AudioResampler(format="fltp", layout="stereo", rate=SOUND_RATE)
        surplus = _seek(container, stream, start_s)
        for frame in _frames(container, stream):
            if surplus is None:
                at_s = float((frame.pts or 0) * (frame.time_base or 0)) - _origin_s(stream)
                surplus = max(0, round((start_s - at_s) * SOUND_RATE))
            frame.pts = None  # a gap in a damaged file would otherwise upset the resampler
            for made in resampler.resample(frame):
                piece = np.asarray(made.to_ndarray(), np.float32)
                skipped = min(surplus, piece.shape[1])
                surplus -= skipped
                if skipped < piece.shape[1]:
                    yield piece[:, skipped:]


def _seek(container: InputContainer, stream: AudioStream, start_s: float) -> int | None:
    """How many samples to leave out; None where only the first piece will tell."""
    if not start_s:
        return 0
    with suppress(av.error.FFmpegError):
        container.seek(round((start_s + _origin_s(stream)) / (stream.time_base or 1)), stream=stream, backward=True)
    return None


def _origin_s(stream: AudioStream) -> float:
    return float((stream.start_time or 0) * (stream.time_base or 0))


def _packets(container: InputContainer, stream: AudioStream):  # pyright: ignore[reportUnknownParameterType]
    with suppress(av.error.FFmpegError):  # what comes behind a damaged place is not heard
        yield from container.demux(stream)


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[av.AudioFrame]:
    for packet in _packets(container, stream):
        with suppress(av.error.FFmpegError):
            yield from packet.decode()
