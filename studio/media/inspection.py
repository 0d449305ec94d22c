"""All that is asked of a file from outside, in one go: facts, stills, hash. Run in a process of its own by `isolated.py`."""

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import av.error

from studio.errors import BadMedia
from studio.media.picture import load_picture
from studio.media.poster import save_poster, write_last_frame, write_looks, write_poster
from studio.media.probe import facts_of, open_clip
from studio.media.sound import load_sound
from studio.media.waveform import draw_waveform


def inspect_clip(
    clip_path: str, poster_path: str, last_frame_path: str | None, poster_s: float | None = None
) -> dict[str, Any]:
    try:
        with open_clip(Path(clip_path)) as clip:
            facts = facts_of(clip)
            write_poster(clip, Path(poster_path), poster_s)
            if last_frame_path:
                write_last_frame(clip, Path(last_frame_path))
    except av.error.FFmpegError as error:
        raise BadMedia("The video is damaged.") from error
    return {"facts": asdict(facts), "sha256": _sha256(clip_path)}


def inspect_picture(picture_path: str, poster_path: str) -> dict[str, Any]:
    facts, picture = load_picture(Path(picture_path))
    save_poster(picture, Path(poster_path))
    return {"facts": asdict(facts), "sha256": _sha256(picture_path)}


def inspect_sound(sound_path: str, poster_path: str) -> dict[str, Any]:
    facts, levels = load_sound(Path(sound_path))
    draw_waveform(levels, Path(poster_path))
    return {"facts": asdict(facts), "sha256": _sha256(sound_path)}


def look_at_clip(clip_path: str, folder: str, many: float) -> dict[str, Any]:
    """So many stills, evenly spread: the middles of as many parts."""
    count = int(many)
    paths = [Path(folder) / f"look-{number}.jpg" for number in range(count)]
    try:
        with open_clip(Path(clip_path)) as clip:
            written = write_looks(clip, [(number + 0.5) / count for number in range(count)], paths)
    except av.error.FFmpegError as error:
        raise BadMedia("The video is damaged.") from error
    return {"names": [path.name for path in written]}


def _sha256(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
