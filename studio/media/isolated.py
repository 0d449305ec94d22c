"""Open files from outside in a process of its own: a crash, a hang or a memory bomb becomes a sentence, not our end."""

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import BadCut, BadMedia
from studio.media import reader
from studio.media.facts import Facts, PictureFacts, SoundFacts

log = logging.getLogger(__name__)

PLACES = 2  # processes at a time: sixteen engine threads with sixteen clips must not take the machine
_places = threading.BoundedSemaphore(PLACES)

CAN_BE_WARM = sys.platform == "linux"  # elsewhere a process cannot fork once it has loaded the decoders, or not at all

Argument = Path | str | float | bool | None

TOOK_TOO_LONG = "The file took too long to read."


@dataclass(frozen=True)
class ProcessLimits:
    """`time_s` runs from the start of the process, not while it waits for a place."""

    time_s: float = 60
    cpu_s: int = 60
    memory_bytes: int = 3 << 30


LISTENING = ProcessLimits(time_s=180, cpu_s=180)  # an hour of sound is decoded


@dataclass(frozen=True)
class Inspected:
    """A clip that is one."""

    facts: Facts
    sha256: str
    poster: Path
    last_frame: Path | None = None

    @property
    def size_bytes(self) -> int:
        return self.facts.size_bytes


@dataclass(frozen=True)
class InspectedPicture:
    """A picture that is one."""

    facts: PictureFacts
    sha256: str
    poster: Path

    @property
    def size_bytes(self) -> int:
        return self.facts.size_bytes


@dataclass(frozen=True)
class InspectedSound:
    """A sound that is one. Its poster is its waveform."""

    facts: SoundFacts
    sha256: str
    poster: Path

    @property
    def size_bytes(self) -> int:
        return self.facts.size_bytes


def inspect(
    clip: Path,
    folder: Path,
    *,
    with_last_frame: bool = False,
    poster_s: float | None = None,
    limits: ProcessLimits = ProcessLimits(),
) -> Inspected:
    """Probe a clip, hash it, and put its poster.webp (and last.png) into `folder`. `poster_s`: the moment of the poster, where a
    good one is known. Raises BadMedia."""
    poster = folder / "poster.webp"
    last_frame = folder / "last.png" if with_last_frame else None
    found = run("studio.media.inspection:inspect_clip", clip, poster, last_frame, poster_s, limits=limits)
    return Inspected(Facts(**found["facts"]), found["sha256"], poster, last_frame)


def inspect_picture(picture: Path, folder: Path, *, limits: ProcessLimits = ProcessLimits()) -> InspectedPicture:
    """The same for a JPEG, PNG or WebP that somebody gave us."""
    poster = folder / "poster.webp"
    found = run("studio.media.inspection:inspect_picture", picture, poster, limits=limits)
    return InspectedPicture(PictureFacts(**found["facts"]), found["sha256"], poster)


def inspect_sound(sound: Path, folder: Path, *, limits: ProcessLimits = LISTENING) -> InspectedSound:
    """The same for a sound that somebody gave us; all of it is heard."""
    poster = folder / "poster.webp"
    found = run("studio.media.inspection:inspect_sound", sound, poster, limits=limits)
    return InspectedSound(SoundFacts(**found["facts"]), found["sha256"], poster)


def look_at(clip: Path, folder: Path, count: int, *, limits: ProcessLimits = ProcessLimits()) -> list[Path]:
    """At most so many small stills of a clip, in its order, as JPEG in `folder`. Raises BadMedia."""
    found = run("studio.media.inspection:look_at_clip", clip, folder, float(count), limits=limits)
    return [folder / name for name in found["names"]]


def run(function: str, *arguments: Argument, limits: ProcessLimits = ProcessLimits()) -> Any:
    """Call "module:function" over there and return what it returns. Both ways go as JSON, a path as text.

    BadMedia when it refuses, crashes, hangs or wants too much. OSError when this machine is at fault: trying again may help
    (`reader.Stopped` and `reader.Killed` are two of these).
    """
    with _places:
        ended = _read(json.dumps(order(function, arguments, limits)), limits.time_s)
    check_end(ended)
    return value_in(json.loads(ended.answer))


def order(function: str, arguments: Sequence[Argument], limits: ProcessLimits) -> dict[str, Any]:
    return {
        "function": function,
        "arguments": [str(argument.absolute()) if isinstance(argument, Path) else argument for argument in arguments],
        "parent": os.getpid(),
        "time_s": limits.time_s,
        "cpu_s": limits.cpu_s,
        "memory_bytes": limits.memory_bytes,
    }


def _read(order: str, time_s: float) -> reader.EndedProcess:
    try:
        return reader.read_warm(order) if CAN_BE_WARM else reader.read_anew(order, time_s)
    except TimeoutError as error:
        raise BadMedia(TOOK_TOO_LONG) from error


def check_end(ended: reader.EndedProcess) -> None:
    if ended.returncode == 0:
        return
    log.error("A reader ended with %s: %s", ended.returncode, ended.complaints[-2000:])
    by_signal = signal.Signals(-ended.returncode).name if ended.returncode < 0 else ""
    if by_signal == "SIGXCPU":
        raise BadMedia(TOOK_TOO_LONG)
    reader.require_not_stopped(ended.returncode)
    raise BadMedia("The file could not be read: it made the reader crash.")


def value_in(answer: dict[str, Any]) -> Any:
    if "refused" in answer:
        raise (BadCut if answer.get("error") == "BadCut" else BadMedia)(answer["refused"])
    if "fault" in answer:
        raise OSError(answer["fault"])
    return answer["value"]
