"""Pictures of a clip at a moment, as a person sees them: upright, with square pixels, in ordinary colours."""

from contextlib import suppress

import av.error
from av.video.frame import VideoFrame
from PIL import Image

from studio.errors import BadMedia
from studio.media.film.frames import decoded
from studio.media.poster import NOTHING_DECODES, Eye
from studio.media.probe import Clip

SMALL_PX = 480  # wide: enough to compare two pictures, and cheap


def picture_near(clip: Clip, moment_s: float, height: int) -> Image.Image:
    """The key frame before that moment, made as high as asked for."""
    frame, _ = next(decoded(clip, moment_s), (None, 0))
    picture = _seen(clip, frame)
    return picture.resize((max(1, round(picture.width * height / picture.height)), height))


def picture_at(clip: Clip, moment_s: float) -> Image.Image:
    """What is shown at that moment; the last picture where the clip has ended before it."""
    held = None
    for frame, at_s in decoded(clip, moment_s):
        if held is not None and at_s > moment_s:
            break
        held = frame
    return _seen(clip, held)


def upright_size(clip: Clip) -> tuple[int, int]:
    frame, _ = next(decoded(clip, 0), (None, 0))
    return Eye(clip).see(_there(frame)).size


def _seen(clip: Clip, frame: VideoFrame | None) -> Image.Image:
    with suppress(av.error.FFmpegError):
        return Eye(clip, SMALL_PX).see(_there(frame))
    raise BadMedia(NOTHING_DECODES)


def _there(frame: VideoFrame | None) -> VideoFrame:
    if frame is None:
        raise BadMedia(NOTHING_DECODES)
    return frame
