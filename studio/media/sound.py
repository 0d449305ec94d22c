"""What is in a sound that somebody gives us, or a sentence that says why we refuse it. All of it is decoded: only that proves it."""

import struct
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av.error
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition

from studio.errors import BadMedia
from studio.media.encode import SOUND_RATE
from studio.media.facts import SoundFacts
from studio.media.film.sound.reading import open_sound, samples_of
from studio.media.kinds import AAC, HEAD_BYTES, MP3, MP4, SOUND_KINDS, WAV, FileKind, require_kind
from studio.media.waveform import Levels

MAX_SOUND_BYTES = 100 << 20
MAX_DURATION_S, MIN_DURATION_S = 3600, 0.2
RATES, MOST_CHANNELS = (8_000, 192_000), 8
LONGEST_TITLE = 120
COUNTED = (b"Xing", b"Info", b"VBRI")  # an MP3 with one of these knows how long it is; of others it is guessed
STEP = SOUND_RATE // 100  # how finely one looks at its levels
CLOSE = (0.5, 0.08)  # seconds, and of the whole, that may be missing: a header is never exact


def load_sound(path: Path) -> tuple[SoundFacts, Levels]:
    """Its facts, and how loud it is from one hundredth of a second to the next."""
    kind = _kind_of(path)
    with _opened(path) as (container, stream):
        _check(container, stream)
        stated_s = _stated_s(path, kind, container, stream)
        codec, rate, channels = stream.codec_context.name, stream.rate or 0, stream.channels
        title = title_in(dict(container.metadata) | dict(stream.metadata))
    levels, samples = _listen(path)
    duration_s = samples / SOUND_RATE
    _check_whole(duration_s, stated_s)
    name = "m4a" if kind == MP4 else kind.name
    return SoundFacts(name, codec, round(duration_s, 3), rate, channels, path.stat().st_size, title), levels


def title_in(tags: dict[str, str]) -> str:
    """`Artist – Title`. Tags that nobody can read are left alone: they were not UTF-8."""
    found = {name.lower(): _plain(value) for name, value in tags.items()}
    title, artist = found.get("title", ""), found.get("artist", "")
    return f"{artist} – {title}"[:LONGEST_TITLE] if title and artist else title[:LONGEST_TITLE]


def _plain(text: str) -> str:
    """One line of what can be shown; nothing where letters are lost."""
    if "\ufffd" in text:
        return ""
    return " ".join("".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text).split())


def _kind_of(path: Path) -> FileKind:
    size_bytes = path.stat().st_size
    if size_bytes > MAX_SOUND_BYTES:
        raise BadMedia(f"The sound's file is too large. Make it {MAX_SOUND_BYTES >> 20} MB at most.")
    with path.open("rb") as file:
        return require_kind(file.read(HEAD_BYTES), (*SOUND_KINDS, MP4))


@contextmanager
def _opened(path: Path) -> Iterator[tuple[InputContainer, AudioStream]]:
    """What the decoder says of a damaged file becomes our sentence."""
    try:
        with open_sound(path) as (container, stream):
            yield container, stream
    except (av.error.FFmpegError, ValueError) as error:
        raise BadMedia("The sound is incomplete or damaged.") from error


def _check(container: InputContainer, stream: AudioStream) -> None:
    """What its header claims. A picture in it is its cover, or else it is a film."""
    if any(not video.disposition & Disposition.attached_pic for video in container.streams.video):
        raise BadMedia("This is a video, not a sound.")
    rate, channels, stated_s = stream.rate or 0, stream.channels, (container.duration or 0) / av.time_base
    if not RATES[0] <= rate <= RATES[1]:
        raise BadMedia(f"The sound has {rate:,} samples in a second. Make it 48,000.")
    if not 1 <= channels <= MOST_CHANNELS:
        raise BadMedia(f"The sound has {channels} channels. Make it {MOST_CHANNELS} at most; two is stereo.")
    if stated_s > MAX_DURATION_S + 1:
        raise BadMedia(f"The sound lasts {stated_s / 3600:.1f} hours. Make it one at most.")


def _stated_s(path: Path, kind: FileKind, container: InputContainer, stream: AudioStream) -> float:
    """What the header says; 0 where nobody wrote it down."""
    is_guessed = kind == AAC or (kind == MP3 and not _is_counted(path))
    if is_guessed:
        return 0
    stated_s = (container.duration or 0) / av.time_base
    if stream.duration and stream.time_base:
        stated_s = float(stream.duration * stream.time_base)
    return stated_s * _times_larger(path) if kind == WAV else stated_s


def _times_larger(path: Path) -> float:
    """A WAV says how large it is, which FFmpeg corrects by what is there. Who wrote it while it was recorded left that open."""
    with path.open("rb") as file:
        [said] = struct.unpack("<I", file.read(8)[4:])
    is_open = said in (0, 0xFFFFFFFF)
    return 1.0 if is_open else max(1.0, (said + 8) / path.stat().st_size)


def _is_counted(path: Path) -> bool:
    """Whether the first frame, behind the tags, is a table of contents."""
    with path.open("rb") as file:
        head = file.read(10)
        if head.startswith(b"ID3") and len(head) == 10:
            size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
            file.seek(10 + size)
        else:
            file.seek(0)
        first = file.read(256)
    return any(mark in first for mark in COUNTED)


def _listen(path: Path) -> tuple[Levels, int]:
    """The loudest of every step, and how many samples there are."""
    peaks, samples, rest = list[np.ndarray](), 0, np.zeros(0, np.float32)
    try:
        for piece in samples_of(path):
            samples += piece.shape[1]
            if samples > (MAX_DURATION_S + 1) * SOUND_RATE:
                raise BadMedia("The sound lasts longer than an hour. Make it one at most.")
            heard = np.concatenate([rest, np.abs(piece).max(axis=0)])
            whole = len(heard) // STEP * STEP
            peaks.append(heard[:whole].reshape(-1, STEP).max(axis=1))
            rest = heard[whole:]
    except (av.error.FFmpegError, ValueError) as error:
        raise BadMedia("The sound is incomplete or damaged.") from error
    levels = np.nan_to_num(np.concatenate([*peaks, np.zeros(0, np.float32)]))
    return levels.astype(np.float32), samples


def _check_whole(duration_s: float, stated_s: float) -> None:
    if not duration_s:
        raise BadMedia("Nothing of the sound can be decoded.")
    if stated_s and duration_s < stated_s - max(CLOSE[0], CLOSE[1] * stated_s):
        raise BadMedia(f"The sound is cut short ({duration_s:.1f} s of {stated_s:.1f} s).")
    if duration_s < MIN_DURATION_S:
        raise BadMedia(f"The sound is too short. It must last {MIN_DURATION_S} s or more.")
