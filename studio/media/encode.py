"""Write H.264 MP4 clips from pictures, with the tags that make every player show the right colours."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from studio.files import whole_file

Plane = npt.NDArray[np.uint8]

BT709 = 1  # primaries, transfer and matrix all carry this number
LIMITED_RANGE = 1
SOUND_RATE = 48_000
ENCODER_THREADS = 2


@dataclass(frozen=True)
class Quality:
    """x264's preset decides the time it takes, its constant rate factor how much is left out: 18 shows nothing, 28 shows."""

    preset: str = "superfast"
    crf: int = 22


class ClipWriter:
    """Takes the pictures of one clip in order. Each is planar 4:2:0: a (height * 3 // 2, width) array of bytes."""

    def __init__(
        self, container: OutputContainer, width: int, height: int, fps: Fraction, quality: "Quality", has_sound: bool
    ):
        self._container = container
        self._fps = fps
        self._frames = 0
        self._video = _video_stream(container, width, height, fps, quality)
        self._sound = _sound_stream(container) if has_sound else None
        self._samples = 0

    def add(self, planes: Plane) -> None:
        frame = VideoFrame.from_numpy_buffer(np.ascontiguousarray(planes), format="yuv420p")  # x264 makes its own copy
        frame.pts, frame.time_base = self._frames, 1 / self._fps
        frame.color_range, frame.colorspace = LIMITED_RANGE, BT709
        frame.color_primaries, frame.color_trc = BT709, BT709
        self._container.mux(self._video.encode(frame))
        self._frames += 1

    def add_sound(self, samples: npt.NDArray[np.float32]) -> None:
        """One channel of samples from -1 to 1, at `SOUND_RATE`."""
        if self._sound is None:
            raise ValueError("this clip was opened without sound")
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="fltp", layout="mono")
        frame.sample_rate, frame.pts = SOUND_RATE, self._samples
        self._container.mux(self._sound.encode(frame))
        self._samples += len(samples)

    def finish(self) -> None:
        self._container.mux(self._video.encode(None))
        if self._sound is not None:
            self._container.mux(self._sound.encode(None))


@contextmanager
def open_clip_writer(
    path: Path,
    width: int,
    height: int,
    fps: Fraction | int = 24,
    *,
    quality: Quality = Quality(),
    has_sound: bool = False,
) -> Iterator[ClipWriter]:
    """The file appears whole at the end, its index in front, or not at all. Both sides must be even."""
    with whole_file(path) as part:
        with av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as container:
            writer = ClipWriter(container, width, height, Fraction(fps), quality, has_sound)
            yield writer
            writer.finish()


def _video_stream(container: OutputContainer, width: int, height: int, fps: Fraction, quality: Quality) -> VideoStream:
    options = {
        "preset": quality.preset,
        "crf": str(quality.crf),
        "x264-params": f"keyint={round(2 * fps)}:scenecut=0:bframes=0",
    }
    video = container.add_stream("libx264", rate=fps, options=options)
    video.width, video.height, video.pix_fmt = width, height, "yuv420p"
    codec: Any = video.codec_context
    codec.thread_count = ENCODER_THREADS
    codec.color_range, codec.colorspace = LIMITED_RANGE, BT709
    codec.color_primaries, codec.color_trc = BT709, BT709
    return video


def _sound_stream(container: OutputContainer) -> AudioStream:
    return container.add_stream("aac", rate=SOUND_RATE, layout="mono")
