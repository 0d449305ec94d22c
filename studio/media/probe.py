"""What is in a clip, or a sentence that says why it is not one. Cheap checks come first, decoding comes last.

Files from outside are probed through `isolated.py`: a crash of the decoder cannot be caught in here.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import av.error
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from studio.errors import BadMedia
from studio.media.facts import Facts
from studio.media.kinds import CLIP_KINDS, HEAD_BYTES, FileKind, require_kind

MAX_SIDE = 8192
MAX_PIXELS = 4096 * 2304
MAX_DURATION_S = 3600
MAX_FRAMES = 500_000
MAX_FPS = 300
MAX_PIXEL_ASPECT = 4
HDR_TRANSFERS = (16, 18)  # PQ and HLG
DECODER_THREADS = min(4, os.cpu_count() or 1)  # every thread holds pictures of its own

# PyAV 18 fails on tags that are not UTF-8 unless told otherwise; PyAV 19 dropped the argument.
LENIENT: dict[str, Any] = {"metadata_errors": "replace"} if int(av.__version__.split(".")[0]) < 19 else {}


@dataclass(frozen=True)
class Clip:
    """An open file and the stream in it that holds the picture."""

    path: Path
    kind: FileKind
    container: InputContainer
    video: VideoStream

    @property
    def stated_duration_s(self) -> float:
        """What the header says; 0 where it says nothing."""
        return self.stated_picture_s or (self.container.duration or 0) / av.time_base

    @property
    def stated_picture_s(self) -> float:
        """The same without the sound, which may be longer; 0 where the header does not tell them apart, as in WebM."""
        if self.video.duration and self.video.time_base:
            return float(self.video.duration * self.video.time_base)
        is_alone = len(self.container.streams) == 1
        return (self.container.duration or 0) / av.time_base if is_alone else 0

    @property
    def pixel_aspect(self) -> float:
        """How wide a pixel is for its height. What cannot be meant is not believed: a still would be a mile wide."""
        aspect = float(self.video.sample_aspect_ratio or 1)
        return aspect if 1 / MAX_PIXEL_ASPECT <= aspect <= MAX_PIXEL_ASPECT else 1.0


def probe(path: Path) -> Facts:
    with open_clip(path) as clip:
        return facts_of(clip)


def facts_of(clip: Clip) -> Facts:
    _check_size(clip.video.codec_context.width, clip.video.codec_context.height)
    _check_length(clip.stated_duration_s)
    times = _times(clip)
    first = _first_frame(clip, times.first)
    _check_size(first.width, first.height)
    return _facts(clip, times, first)


@contextmanager
def open_clip(path: Path) -> Iterator[Clip]:
    """Let FFmpeg open only what the first bytes say it is, and only from a file: it would follow a playlist anywhere."""
    with path.open("rb") as file:
        kind = require_kind(file.read(HEAD_BYTES), CLIP_KINDS)
    try:
        container = av.open(str(path.resolve()), format=kind.demuxer, options={"protocol_whitelist": "file"}, **LENIENT)
    except av.error.FFmpegError as error:
        raise BadMedia("The video is incomplete or damaged (its index is missing).") from error
    with container:
        yield Clip(path, kind, container, _picture_stream(container))


def _picture_stream(container: InputContainer) -> VideoStream:
    """The first that is not cover art."""
    for video in container.streams.video:
        if not video.disposition & Disposition.attached_pic:
            video.thread_type = "AUTO"
            video.codec_context.thread_count = DECODER_THREADS
            return video
    only_sound = " (sound only)" if container.streams.audio else ""
    raise BadMedia(f"There is no picture in this file{only_sound}.")


def _check_size(width: int, height: int) -> None:
    if width <= 0 or height <= 0:
        raise BadMedia("The video does not say how large its picture is.")
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise BadMedia(f"The picture is too large ({width} x {height}). Make it 4096 x 2304 at most.")


def _check_length(duration_s: float) -> None:
    if duration_s > MAX_DURATION_S:
        raise BadMedia(f"The video claims to last {duration_s:.0f} s. Make it {MAX_DURATION_S} s at most.")


@dataclass(frozen=True)
class _Times:
    """When the pictures of a clip are shown, read from its packets without decoding any."""

    first: int  # in the stream's own unit
    frames: int
    duration_s: float
    is_varying: bool


def _times(clip: Clip) -> _Times:
    stamps, is_torn = _walk(clip)
    if not stamps:
        raise BadMedia("The video has no frames.")
    stamps.sort()
    unit_s = float(clip.video.time_base or 0)
    first, (last, last_lasts) = stamps[0][0], stamps[-1]
    duration_s = (last + last_lasts - first) * unit_s
    _check_whole(duration_s, clip.stated_picture_s, is_torn)
    _check_rate(duration_s, clip.stated_picture_s, len(stamps))
    gaps = [after[0] - before[0] for before, after in pairwise(stamps)]
    is_varying = bool(gaps) and max(gaps) > 1.5 * max(1, min(gaps))
    return _Times(first, len(stamps), duration_s, is_varying)


def _walk(clip: Clip) -> tuple[list[tuple[int, int]], bool]:
    """(moment, length) of every picture, and whether the file is torn: a packet was corrupt or could not be read."""
    stamps: list[tuple[int, int]] = []
    try:
        for packet in clip.container.demux(clip.video):
            if packet.is_corrupt:
                return stamps, True
            if packet.pts is not None:
                stamps.append((packet.pts, packet.duration or 0))
            if len(stamps) > MAX_FRAMES:
                raise BadMedia("The video has too many frames.")
    except av.error.FFmpegError:
        return stamps, True
    return stamps, False


def _check_whole(duration_s: float, stated_s: float, is_torn: bool) -> None:
    if stated_s and duration_s < stated_s - max(0.5, 0.08 * stated_s):
        raise BadMedia(f"The video is cut short ({duration_s:.1f} s of {stated_s:.1f} s).")
    if is_torn:
        raise BadMedia("The video is damaged.")


def _check_rate(duration_s: float, stated_s: float, frames: int) -> None:
    is_too_fast = duration_s < 1 / MAX_FPS or frames / duration_s > MAX_FPS
    is_too_slow = duration_s > MAX_DURATION_S or (stated_s and duration_s > 2 * stated_s + 1)
    if is_too_fast or is_too_slow:
        raise BadMedia("The times of the pictures make no sense.")


def _first_frame(clip: Clip, first: int) -> VideoFrame:
    """Only a decoded frame proves that there is a picture; it also tells rotation and transfer."""
    try:
        clip.container.seek(first, stream=clip.video)
        return next(clip.container.decode(clip.video))
    except (av.error.FFmpegError, StopIteration) as error:
        raise BadMedia("The first picture of the video cannot be decoded.") from error


def _facts(clip: Clip, times: _Times, first: VideoFrame) -> Facts:
    codec = clip.video.codec_context
    rate = clip.video.average_rate or clip.video.guessed_rate
    sound = clip.container.streams.audio
    return Facts(
        kind=clip.kind.name,
        codec=codec.name,
        width=first.width,
        height=first.height,
        fps=round(float(rate) if rate else times.frames / times.duration_s, 3),
        duration_s=round(times.duration_s, 3),
        frames=times.frames,
        size_bytes=clip.path.stat().st_size,
        pixel_format=first.format.name,
        rotation=first.rotation % 360,
        pixel_aspect=round(clip.pixel_aspect, 4),
        is_hdr=first.color_trc in HDR_TRANSFERS,
        is_ten_bit=first.format.components[0].bits > 8,
        has_varying_rate=times.is_varying,
        has_sound=bool(sound),
        sound_codec=sound[0].codec_context.name if sound else "",
    )
