"""A clip that is already as a segment would be is taken over without encoding it again, so that it loses nothing."""

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np

from studio.files import whole_file
from studio.media.encode import Quality, open_clip_writer
from studio.media.film.packets import AnyPacket, add_track_like, moved
from studio.media.film.planes import black
from studio.media.film.recipe import Recipe, TitleCard
from studio.media.film.timeline import Placed
from studio.media.kinds import MP4
from studio.media.probe import open_clip


def adopt(recipe: Recipe, placed: Placed, target: Path, quality: Quality) -> bool:
    """False where it must be encoded: trimmed, with words burned in, of another size or rate, or by another encoder."""
    item = recipe.reel[placed.index]
    is_burned = recipe.subtitles.mode == "burned" and bool(item.lines)
    if isinstance(item, TitleCard) or item.start_s or placed.head or placed.tail or is_burned:
        return False
    with open_clip(Path(item.clip)) as clip:
        header = clip.video.codec_context.extradata
        if clip.kind != MP4 or header != _our_header(recipe.width, recipe.height, recipe.fps, quality):
            return False
        packets = [packet for packet in clip.container.demux(clip.video) if packet.pts is not None]
        if not _is_even(packets, recipe.fps, placed.frames):
            return False
    _copy(Path(item.clip), target)
    return True


def _is_even(packets: list[AnyPacket], fps: int, frames: int) -> bool:
    """As many as the film wants, one at each beat, the first of them whole."""
    if len(packets) != frames or not packets[0].is_keyframe:
        return False
    beat = 1 / (fps * packets[0].time_base)
    return all(packet.pts == packet.dts == number * beat for number, packet in enumerate(packets))


def _copy(path: Path, target: Path) -> None:
    with whole_file(target) as part, av.open(str(part), "w", format="mp4") as segment:
        for packet in moved(path, add_track_like(segment, path, "video")):
            segment.mux(packet)


@lru_cache(maxsize=8)
def _our_header(width: int, height: int, fps: int, quality: Quality) -> bytes | None:
    """What our encoder writes at the start of a clip: two with the same can stand behind each other."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "one.mp4")
        with open_clip_writer(path, width, height, fps, quality=quality) as writer:
            writer.add(np.ascontiguousarray(black((width, height))))
        with av.open(str(path)) as container:
            return container.streams.video[0].codec_context.extradata
