"""The built-in provider. Each generation is a folder and, while it is drawn, a worker process. Nothing here draws.

A worker outlives the server that started it; one that died is started again, for drawing is free and comes out the same.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, ClassVar

from studio.brief import Brief
from studio.errors import FailureKind, LinkExpired, NotSent, ReadFailed
from studio.media.reader import HANDED_DOWN, ROOT
from studio.providers.animatic import lock
from studio.providers.animatic.brief_to_shot import as_json, as_shot, path_of
from studio.providers.animatic.folder import MOST_STARTS, GenerationFolder
from studio.providers.animatic.words import CAMERA_MOVES
from studio.providers.interface import Cancelled, Connection, Downloaded, Outcome, Progress, Provider, Submitted

KEPT_FOR = timedelta(days=1)

_REMOTE_ID = re.compile(r"anim-[0-9a-f]{32}")
_GONE = "The animatic's folder for this clip is gone. Generate it again: it is free."
_DIED = "The animatic broke off {times} times. Generate it again, smaller or shorter; it is free."


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Animatic(Provider):
    name: ClassVar[str] = "animatic"
    label: ClassVar[str] = "Animatic"

    def __init__(self, folder: Path, clock: Callable[[], datetime] = _utc_now):
        self._folder, self._clock = folder.absolute(), clock

    def submit(self, brief: Brief) -> Submitted:
        shot = as_shot(brief)
        self._sweep()
        generation = GenerationFolder(self._folder / f"anim-{uuid.uuid4().hex}")
        try:
            generation.write(as_json(brief), shot, self._clock())
        except OSError as error:
            shutil.rmtree(generation.folder, ignore_errors=True)
            raise NotSent("The animatic cannot write to its folder. Is the disk full?") from error
        with suppress(ReadFailed):  # the first check will say so
            _start(generation)
        return Submitted(generation.remote_id, cost_usd=0)

    def check(self, remote_id: str) -> Progress:
        generation = self._find(remote_id)
        if generation is None:
            return _failed(FailureKind.PROVIDER, _GONE)
        is_drawn_now = generation.is_drawn_now()  # asked first: it may end while we look
        if generation.is_cancelled:
            return _failed(FailureKind.CANCELLED, "The animatic was cancelled.")
        if failure := generation.failure():
            return _failed(*failure)
        if generation.clip.exists():
            return Progress(Outcome.SUCCEEDED, stage="drawn", fraction=1, url=str(generation.clip), cost_usd=0)
        if not is_drawn_now and not _start(generation):
            return _failed(FailureKind.PROVIDER, _DIED.format(times=MOST_STARTS))
        stage, fraction = generation.progress()
        return Progress(Outcome.RUNNING, stage=stage, fraction=fraction)

    def download(self, progress: Progress, folder: Path) -> Downloaded:
        """The files stay in the generation's folder too, so that a download can be done again."""
        generation = GenerationFolder(Path(progress.url or "").parent)
        try:
            made = (generation.clip, generation.first_frame, generation.last_frame)
            clip, first, last = (_linked(path, folder) for path in made)
        except FileNotFoundError as error:
            raise LinkExpired(_GONE) from error
        return Downloaded(clip, first_frame=first, last_frame=last)

    def cancel(self, remote_id: str) -> Cancelled:
        generation = self._find(remote_id)
        if generation is None or generation.clip.exists():
            return Cancelled.TOO_LATE
        generation.cancel()
        return Cancelled.CANCELLED

    def forget(self, remote_id: str) -> None:
        """Remove all that is kept of a generation."""
        if generation := self._find(remote_id):
            shutil.rmtree(generation.folder, ignore_errors=True)

    def check_connection(self) -> Connection:
        return Connection(is_ok=True, sentence="Built in: nothing to connect.")

    def find_lost(self, brief: Brief, since: datetime) -> Sequence[str]:
        asked = as_json(brief), path_of(brief.first_frame), path_of(brief.last_frame)
        kept = (one for folder in self._folders() if (one := self._find(folder.name)))
        found = [one for one in kept if one.submitted_at() >= since and one.is_of(*asked)]
        return [one.remote_id for one in sorted(found, key=GenerationFolder.submitted_at)]

    def camera_moves(self) -> Sequence[str]:
        return CAMERA_MOVES

    def _find(self, remote_id: str) -> GenerationFolder | None:
        if not _REMOTE_ID.fullmatch(remote_id):
            return None
        generation = GenerationFolder(self._folder / remote_id)
        return generation if generation.exists() else None

    def _folders(self) -> list[Path]:
        return list(self._folder.glob("anim-*"))

    def _sweep(self) -> None:
        """Remove what nobody has touched for a day."""
        for folder in self._folders():
            with suppress(FileNotFoundError):  # somebody else sweeps too
                if GenerationFolder(folder).touched_at() < self._clock() - KEPT_FOR:
                    shutil.rmtree(folder, ignore_errors=True)


def _start(generation: GenerationFolder) -> bool:
    """False when it was started often enough. Whoever has the generation's lock draws it: nobody else starts it again."""
    held = lock.take(generation.lock)
    if held is None:
        return True
    log = generation.next_log()
    if log is None:
        held.close()
        return False
    try:
        worker = _start_worker(generation, held, log)
    except OSError as error:
        held.close()
        raise ReadFailed("The animatic cannot start a process on this machine.") from error
    threading.Thread(target=_await, args=(worker, held), daemon=True, name=generation.remote_id).start()
    return True


def _start_worker(generation: GenerationFolder, held: IO[bytes], log: Path) -> subprocess.Popen[bytes]:
    surroundings = {name: os.environ[name] for name in HANDED_DOWN if name in os.environ}  # and no key
    with log.open("wb") as sink:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "studio.providers.animatic.worker", str(generation.folder)],
            cwd=generation.folder,
            env=surroundings | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # what stops the server does not stop it
            pass_fds=() if sys.platform == "win32" else (held.fileno(),),  # there the lock ends with the server
        )


def _await(worker: subprocess.Popen[bytes], held: IO[bytes]) -> None:
    """Take note of its end, so that it does not stay behind as a zombie."""
    worker.wait()
    held.close()


def _failed(kind: FailureKind, sentence: str) -> Progress:
    return Progress(Outcome.FAILED, failure=kind, sentence=sentence, was_charged=False)


def _linked(path: Path, folder: Path) -> Path:
    target = folder / path.name
    target.unlink(missing_ok=True)
    try:
        os.link(path, target)
    except OSError:  # another disk, or one without hard links; and what is not there cannot be copied either
        shutil.copyfile(path, target)
    return target
