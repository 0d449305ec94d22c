"""The pictures of a clip at the film's size and rate, from any of them on."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import av.error
from av.video.frame import VideoFrame

from studio.errors import BadMedia
from studio.media.encode import Plane
from studio.media.film.conform import Conformer
from studio.media.film.planes import Size
from studio.media.film.recipe import Shot
from studio.media.poster import NOTHING_DECODES
from studio.media.probe import Clip, open_clip

EARLY = 0.25  # of a picture's time: WebM rounds its times to milliseconds, and a picture a little late is not late


def shot_frames(shot: Shot, size: Size, fps: int, first: int) -> Iterator[Plane]:
    """From the shot's picture number `first` on, without end: the last one is held. Any rate comes in, also a varying one.

    The arrays belong to nobody: they are read and not written.
    """
    with open_clip(Path(shot.clip)) as clip:
        conformer = Conformer(size, shot.fit, clip.pixel_aspect)
        held: VideoFrame | None = None
        index, held_from = first, _held_from(shot, fps)
        for frame, at_s in decoded(clip, shot.start_s + first / fps):
            due = (at_s - shot.start_s) * fps - EARLY  # the number of the picture from which on this one is shown
            if held and held_from is not None and due > held_from:
                break
            if held and index < due:
                planes = conformer.planes(held)
                while index < due:
                    yield planes
                    index += 1
            held = frame
        if held is None:
            raise BadMedia(NOTHING_DECODES)
        planes = conformer.planes(held)
        while True:
            yield planes


def _held_from(shot: Shot, fps: int) -> int | None:
    """The number of the picture that is held, where the clip itself goes on behind it."""
    if not shot.hold_s or shot.end_s is None:
        return None
    return max(1, round((shot.end_s - shot.start_s) * fps)) - 1


def decoded(clip: Clip, from_s: float) -> Iterator[tuple[VideoFrame, float]]:
    """With the second at which each is shown. Starts at or before the moment asked for: at a key frame, often the first."""
    video, unit = clip.video, clip.video.time_base or 1
    start = video.start_time or 0
    with suppress(av.error.FFmpegError):
        clip.container.seek(start + int(from_s / unit), stream=video, backward=True)
    for packet in clip.container.demux(video):
        with suppress(av.error.FFmpegError):  # a damaged place: go on behind it
            for frame in packet.decode():
                if frame.pts is not None:
                    yield frame, float((frame.pts - start) * unit)
