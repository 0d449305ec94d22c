"""A generation is a folder: all that the provider and the worker tell each other, in files that appear whole."""

import filecmp
import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.errors import FailureKind
from studio.files import whole_file
from studio.providers.animatic import lock
from studio.providers.animatic.shot import AnimaticShot

Json = dict[str, Any]

MOST_STARTS = 3

_FIRST, _LAST = (
    "given_first",
    "given_last",
)  # copies: what was given may be gone when a dead worker's generation is drawn again


class GenerationFolder:
    """One generation's folder; its name is the remote_id."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.clip = folder / "clip.mp4"  # it comes last: once it is there, the stills are too
        self.first_frame, self.last_frame = folder / "first.png", folder / "last.png"
        self.lock = folder / "lock"
        self._brief, self._shot = folder / "brief.json", folder / "shot.json"
        self._progress, self._failure, self._cancel = (
            folder / "progress.json",
            folder / "failed.json",
            folder / "cancel",
        )

    @property
    def remote_id(self) -> str:
        return self.folder.name

    # What was asked

    def write(self, brief: Json, shot: AnimaticShot, submitted_at: datetime) -> None:
        """The brief comes last: a folder without one is no generation."""
        self.folder.mkdir(parents=True)
        for picture, name in ((shot.first_picture, _FIRST), (shot.last_picture, _LAST)):
            if picture:
                shutil.copyfile(picture, self.folder / name)
        _write(self._shot, shot.to_json())
        with whole_file(self._brief) as part:
            part.write_text(json.dumps({"submitted_at": submitted_at.isoformat(), "brief": brief}))

    def exists(self) -> bool:
        return self._brief.exists()

    def submitted_at(self) -> datetime:
        return datetime.fromisoformat(_read(self._brief)["submitted_at"])

    def touched_at(self) -> datetime:
        return datetime.fromtimestamp(self.folder.stat().st_mtime, UTC)

    def is_of(self, brief: Json, first_picture: Path | None, last_picture: Path | None) -> bool:
        """Whether it was made of this. Where the pictures lie does not matter, what they show does."""
        return (
            _read(self._brief)["brief"] == brief
            and _is_same_picture(self._given(_FIRST), first_picture)
            and _is_same_picture(self._given(_LAST), last_picture)
        )

    def shot(self) -> AnimaticShot:
        return AnimaticShot.from_json(_read(self._shot), self._given(_FIRST), self._given(_LAST))

    def _given(self, name: str) -> Path | None:
        path = self.folder / name
        return path if path.exists() else None

    # What becomes of it

    def is_drawn_now(self) -> bool:
        return lock.is_taken(self.lock)

    def tell_progress(self, stage: str, fraction: float) -> None:
        _write(self._progress, {"stage": stage, "fraction": round(fraction, 3)})

    def progress(self) -> tuple[str, float]:
        if not self._progress.exists():
            return "starting", 0.0
        told = _read(self._progress)
        return told["stage"], told["fraction"]

    def fail(self, kind: FailureKind, sentence: str) -> None:
        _write(self._failure, {"kind": kind, "sentence": sentence})

    def failure(self) -> tuple[FailureKind, str] | None:
        if not self._failure.exists():
            return None
        told = _read(self._failure)
        return FailureKind(told["kind"]), told["sentence"]

    def cancel(self) -> None:
        self._cancel.touch()

    @property
    def is_cancelled(self) -> bool:
        return self._cancel.exists()

    @property
    def is_open(self) -> bool:
        """Whether there is still something to draw."""
        return not (self.is_cancelled or self.clip.exists() or self._failure.exists())

    def next_log(self) -> Path | None:
        """For the next worker: one log for each start. None when there were enough."""
        logs = (self.folder / f"worker-{number}.log" for number in range(1, MOST_STARTS + 1))
        return next((log for log in logs if not log.exists()), None)


def _is_same_picture(kept: Path | None, asked: Path | None) -> bool:
    if kept is None or asked is None or not asked.exists():
        return True  # then the brief alone tells them apart
    return filecmp.cmp(kept, asked, shallow=False)


def _write(path: Path, told: Json) -> None:
    """At once or not at all; unlike `whole_file` it does not wait for the disk."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(told))
    os.replace(part, path)


def _read(path: Path) -> Json:
    return json.loads(path.read_text())
