"""Files that somebody may give as a sound: good ones of every sort, and bad ones, made on the spot."""

import struct
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from studio.media.encode import SOUND_RATE
from tests import bad_files
from tests.clips import write_test_clip

CODECS = {
    "mp3": "libmp3lame",
    "ogg": "libopus",
    "flac": "flac",
    "wav": "pcm_s16le",
    "ipod": "aac",
    "mp4": "aac",
    "adts": "aac",
}


def encode(
    path: Path,
    container_format: str,
    seconds: float = 2,
    rate: int = SOUND_RATE,
    layout: str = "stereo",
    tags: Mapping[str, str] | None = None,
) -> None:
    """A tone that swells, with tags."""
    with av.open(str(path), "w", format=container_format) as container:
        container.metadata.update(tags or {})
        stream: Any = container.add_stream(CODECS[container_format], rate=rate, layout=layout)
        channels = len(stream.layout.channels)
        moments = np.arange(round(seconds * rate)) / rate
        tone = 0.4 * np.sin(2 * np.pi * 220 * moments) * np.minimum(1, moments / seconds)
        frame = av.AudioFrame.from_ndarray(
            np.repeat(tone[None].astype(np.float32), channels, 0), format="fltp", layout=layout
        )
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        container.mux([*stream.encode(frame), *stream.encode(None)])


def unreadable_tags(path: Path) -> None:
    """A WAV whose title is in no encoding that anybody named."""
    encode(path, "wav")
    title = b"Caf\xe9 \xff\xfe"
    info = b"INFO" + b"INAM" + struct.pack("<I", len(title)) + title + b"\0" * (len(title) % 2)
    chunk, whole = b"LIST" + struct.pack("<I", len(info)) + info, path.read_bytes()
    place = whole.index(b"data")
    longer = whole[:place] + chunk + whole[place:]
    path.write_bytes(longer[:4] + struct.pack("<I", len(longer) - 8) + longer[8:])


def cut(container_format: str) -> Callable[[Path], None]:
    def half(path: Path) -> None:
        encode(path, container_format, 4)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return half


def hours_long(path: Path) -> None:
    """It says so; there are two seconds of it."""
    encode(path, "flac")
    content = bytearray(path.read_bytes())
    samples = 10 * 3600 * SOUND_RATE
    content[21] = (content[21] & 0xF0) | (samples >> 32)
    content[22:26] = struct.pack(">I", samples & 0xFFFFFFFF)
    path.write_bytes(content)


def absurd(rate: int, channels: int) -> Callable[[Path], None]:
    """A WAV of nothing but its header's claims, and some zeros."""

    def write(path: Path) -> None:
        data = bytes(2 * channels * 9600)
        head = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, rate, rate * 2 * channels, 2 * channels, 16)
        body = b"WAVE" + head + b"data" + struct.pack("<I", len(data)) + data
        path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)

    return write


def video(path: Path) -> None:
    write_test_clip(path, 160, 90, 1, has_sound=True)


BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "empty": (bad_files.empty, "The file is empty."),
    "noise": (bad_files.noise, "This is not a sound file we know. Save it as MP3"),
    "web page": (bad_files.web_page, "A web page was sent instead of a sound"),
    "json": (bad_files.json_error, "An error message was sent instead of a sound."),
    "playlist": (bad_files.playlist, "A playlist was sent instead of a sound."),
    "picture": (bad_files.png, "This is a PNG file, not a sound."),
    "video": (video, "This is a video, not a sound."),
    "m4a without its index": (cut("ipod"), "The sound is incomplete or damaged."),
    "half a flac": (cut("flac"), "The sound is cut short ("),
    "half a wav": (cut("wav"), "The sound is cut short ("),
    "half an mp3": (cut("mp3"), "The sound is cut short ("),
    "hours": (hours_long, "The sound lasts 10.0 hours. Make it one at most."),
    "slow": (absurd(4_000, 2), "The sound has 4,000 samples in a second. Make it 48,000."),
    "fast": (absurd(768_000, 1), "The sound has 768,000 samples in a second."),
    "many channels": (absurd(48_000, 32), "The sound has 32 channels."),
    "a click": (lambda path: encode(path, "wav", 0.05), "The sound is too short."),
}
