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


def write_test_clip(
    path: Path,
    width: int,
    height: int,
    duration_s: float,
    fps: Fraction | int = 24,
    seed: int = 0,
    *,
    has_sound: bool = False,
) -> None:
    """A moon travels over drifting hills of a colour that the seed decides. Odd sides are made even, one pixel smaller."""
    width, height = width // 2 * 2, height // 2 * 2
    frames = max(1, round(duration_s * fps))
    scene = TestScene(width, height, seed)
    with open_clip_writer(path, width, height, fps, quality=Quality("ultrafast"), has_sound=has_sound) as writer:
        if has_sound:
            writer.add_sound(_hum(duration_s, seed))
        for index in range(frames):
            writer.add(scene.picture(index / frames))


class TestScene:
    """Pictures for clips that need no story. All but the moon is drawn once, on a strip wider than the picture."""

    __test__ = False  # for pytest, which takes the name for a test

    def __init__(self, width: int, height: int, seed: int):
        self._width, self._height = width, height
        chance = np.random.default_rng(seed)
        self._strip = _hills(2 * width, height, chance)
        hue = chance.uniform(0, 2 * np.pi)
        self._colour = round(128 + 28 * np.cos(hue)), round(128 + 28 * np.sin(hue))
        self._moon = _moon(max(4, min(width, height) // 8 * 2))

    def picture(self, fraction: float) -> Plane:
        """`fraction` is how far the clip has come, 0-1."""
        width, height = self._width, self._height
        planes = np.empty((height * 3 // 2, width), np.uint8)
        left = round(fraction * width)
        planes[:height] = self._strip[:, left : left + width]
        self._add_moon(planes[:height], fraction)
        chroma = planes[height:].reshape(2, -1)
        chroma[0], chroma[1] = self._colour[0], self._colour[1]
        return planes

    def _add_moon(self, luma: Plane, fraction: float) -> None:
        size = len(self._moon)
        left = round((self._width - size) * fraction)
        top = round((self._height - size) * (0.5 - 0.4 * np.sin(np.pi * fraction)))
        sky = luma[top : top + size, left : left + size]
        np.maximum(sky, self._moon, out=sky)


def _hills(width: int, height: int, chance: np.random.Generator) -> Plane:
    """Brightness of a dark sky over three ridges; it repeats after half the width."""
    rows = np.arange(height)[:, None]
    luma = np.broadcast_to(40 + 60 * rows / height, (height, width)).copy()
    turn = np.arange(width) / width * 4 * np.pi
    for depth in range(3):
        swing, phase = chance.uniform(0.03, 0.08), chance.uniform(0, 2 * np.pi)
        ridge = height * (0.6 + 0.12 * depth + swing * np.sin((depth + 1) * turn + phase))
        luma[rows >= ridge] = 150 - 40 * depth
    return luma.astype(np.uint8)


def _moon(size: int) -> Plane:
    across = np.linspace(-1, 1, size)
    radius = np.hypot(across[:, None], across[None, :])
    return (np.clip((1 - radius) * size / 4, 0, 1) * 225).astype(np.uint8)


def _hum(duration_s: float, seed: int) -> npt.NDArray[np.float32]:
    moments = np.arange(round(duration_s * SOUND_RATE)) / SOUND_RATE
    return (0.1 * np.sin(2 * np.pi * (220 + 20 * (seed % 12)) * moments)).astype(np.float32)
