"""Stills cut from a clip: the poster that stands for it, and the last frame that other clips go on from.

All are upright, with square pixels and in the colours of an ordinary screen.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

import av.error
from av.filter import Graph
from av.video.frame import VideoFrame
from PIL import Image, ImageStat, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from studio.errors import BadMedia
from studio.media.probe import HDR_TRANSFERS, Clip

POSTER_WIDTH = 480
POSTER_AT = 0.35  # of the clip: past the opening, before the ending
BLACK = 20  # mean brightness of a picture, 0-255
STEP, LOOKS = 12, 5  # where it is black, look again every 12 frames, five times in all
TAIL_S = 2.0
WRITERS = (
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)  # named here, or Pillow loads all its forty formats to find one
NOTHING_DECODES = "No picture of the video can be decoded."

UNSPECIFIED = 2
HD_LINES = 720  # from here on a picture without tags is taken for BT.709, below it for BT.601


def write_poster(clip: Clip, poster_path: Path, at_s: float | None = None) -> None:
    """A WebP, 480 pixels wide unless the clip is narrower. `at_s`: from there, where somebody knows a good moment."""
    eye = Eye(clip, POSTER_WIDTH)
    start_s = clip.stated_duration_s * POSTER_AT if at_s is None else at_s
    frames = islice(_frames_from(clip, start_s), 0, STEP * LOOKS, STEP)
    save_poster(_first_lit(eye.see(frame) for frame in frames), poster_path)


def save_poster(picture: Image.Image, poster_path: Path) -> None:
    poster = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    poster.thumbnail((POSTER_WIDTH, poster.height))
    poster.save(poster_path, "WEBP", quality=80, method=2)


def write_last_frame(clip: Clip, still_path: Path) -> None:
    """A PNG of the full size. A clip with one key frame, as most generated ones are, is decoded from its start."""
    tail = _last(_frames_from(clip, clip.stated_duration_s - TAIL_S))
    _save_still(clip, tail or _last(_frames_from(clip, 0)), still_path)


def write_looks(clip: Clip, places: Sequence[float], paths: Sequence[Path]) -> list[Path]:
    """Small JPEGs from those places, which are fractions of the clip; from where there is a picture."""
    eye, written = Eye(clip, POSTER_WIDTH), list[Path]()
    for place, path in zip(places, paths, strict=True):
        if frame := next(_frames_from(clip, clip.stated_duration_s * place), None):
            eye.see(frame).convert("RGB").save(path, "JPEG", quality=85)
            written.append(path)
    if not written:
        raise BadMedia(NOTHING_DECODES)
    return written


def _frames_from(clip: Clip, start_s: float) -> Iterator[VideoFrame]:
    """All that decode, from a moment on. Not the nearest key frame: that is often the first, and often black."""
    video = clip.video
    start = (video.start_time or 0) + int(max(0, start_s) / (video.time_base or 1))
    clip.container.seek(start, stream=video, backward=True)
    for packet in clip.container.demux(video):
        with suppress(av.error.FFmpegError):  # a damaged place: go on behind it
            yield from (frame for frame in packet.decode() if frame.pts is None or frame.pts >= start)


def _last(frames: Iterable[VideoFrame]) -> VideoFrame | None:
    held = deque(frames, maxlen=1)
    return held[0] if held else None


def _first_lit(pictures: Iterable[Image.Image]) -> Image.Image:
    """The first that is not black, or else the brightest."""
    brightest, most = None, -1.0
    for picture in pictures:
        brightness = ImageStat.Stat(picture.convert("L")).mean[0]
        if brightness > BLACK:
            return picture
        if brightness > most:
            brightest, most = picture, brightness
    if brightest is None:
        raise BadMedia(NOTHING_DECODES)
    return brightest


def _save_still(clip: Clip, frame: VideoFrame | None, still_path: Path) -> None:
    if frame is None:
        raise BadMedia(NOTHING_DECODES)
    Eye(clip).see(frame).save(still_path, "PNG", compress_level=1)  # much faster than the usual level, a little larger


class Eye:
    """Sees the frames of one clip as a person does: upright, with square pixels, in ordinary colours."""

    def __init__(self, clip: Clip, max_width: int | None = None):
        self._pixel_aspect = clip.pixel_aspect
        self._max_width = max_width
        self._hdr_graph: Graph | None = None

    def see(self, frame: VideoFrame) -> Image.Image:
        rotation = frame.rotation % 360
        width, height = self._size(frame, rotation)
        is_hdr = frame.color_trc in HDR_TRANSFERS
        picture = (self._from_hdr(frame, width, height) if is_hdr else _resized(frame, width, height)).to_image()
        return picture.rotate(rotation, expand=True) if rotation else picture

    def _size(self, frame: VideoFrame, rotation: int) -> tuple[int, int]:
        """Before it is turned."""
        width, height = frame.width * self._pixel_aspect, frame.height
        shown_width = height if rotation in (90, 270) else width
        scale = min(1.0, self._max_width / shown_width) if self._max_width else 1.0
        return max(1, round(width * scale)), max(1, round(height * scale))

    def _from_hdr(self, frame: VideoFrame, width: int, height: int) -> VideoFrame:
        """FFmpeg's scaler maps PQ and HLG to an ordinary screen. It takes a second to set up, so it is kept.

        Pushing to a graph that nobody holds is a crash: another reason to keep it.
        """
        graph = self._hdr_graph = self._hdr_graph or _hdr_graph(frame, width, height)
        graph.vpush(frame)
        return graph.vpull().reformat(format="rgb24")


def _hdr_graph(frame: VideoFrame, width: int, height: int) -> Graph:
    graph = Graph()
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base)
    colours = "out_primaries=bt709:out_transfer=bt709:out_color_matrix=bt709:out_range=tv"
    graph.link_nodes(source, graph.add("scale", f"{width}:{height}:{colours}"), graph.add("buffersink")).configure()
    return graph


def _resized(frame: VideoFrame, width: int, height: int) -> VideoFrame:
    is_untagged_hd = frame.colorspace == UNSPECIFIED and frame.height >= HD_LINES
    matrix = "itu709" if is_untagged_hd else None
    return frame.reformat(width, height, "rgb24", src_colorspace=matrix, interpolation="AREA")
