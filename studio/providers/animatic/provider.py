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
from studio.providers.animatic.job import MOST_STARTS, GenerationFolder
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
        job = GenerationFolder(self._folder / f"anim-{uuid.uuid4().hex}")
        try:
            job.write(as_json(brief), shot, self._clock())
        except OSError as error:
            shutil.rmtree(job.folder, ignore_errors=True)
            raise NotSent("The animatic cannot write to its folder. Is the disk full?") from error
        with suppress(ReadFailed):  # the first check will say so
            _start(job)
        return Submitted(job.remote_id, cost_usd=0)

    def check(self, remote_id: str) -> Progress:
        job = self._job(remote_id)
        if job is None:
            return _failed(FailureKind.PROVIDER, _GONE)
        is_drawn_now = job.is_drawn_now()  # asked first: it may end while we look
        if job.is_cancelled:
            return _failed(FailureKind.CANCELLED, "The animatic was cancelled.")
        if failure := job.failure():
            return _failed(*failure)
        if job.clip.exists():
            return Progress(Outcome.SUCCEEDED, stage="drawn", fraction=1, url=str(job.clip), cost_usd=0)
        if not is_drawn_now and not _start(job):
            return _failed(FailureKind.PROVIDER, _DIED.format(times=MOST_STARTS))
        stage, fraction = job.progress()
        return Progress(Outcome.RUNNING, stage=stage, fraction=fraction)

    def download(self, progress: Progress, folder: Path) -> Downloaded:
        """The files stay in the job's folder too, so that a download can be done again."""
        job = GenerationFolder(Path(progress.url or "").parent)
        try:
            clip, first, last = (_linked(path, folder) for path in (job.clip, job.first_frame, job.last_frame))
        except FileNotFoundError as error:
            raise LinkExpired(_GONE) from error
        return Downloaded(clip, first_frame=first, last_frame=last)

    def cancel(self, remote_id: str) -> Cancelled:
        job = self._job(remote_id)
        if job is None or job.clip.exists():
            return Cancelled.TOO_LATE
        job.cancel()
        return Cancelled.CANCELLED

    def forget(self, remote_id: str) -> None:
        """Remove all that is kept of a generation."""
        if job := self._job(remote_id):
            shutil.rmtree(job.folder, ignore_errors=True)

    def check_connection(self) -> Connection:
        return Connection(is_ok=True, sentence="Built in: nothing to connect.")

    def find_lost(self, brief: Brief, since: datetime) -> Sequence[str]:
        asked = as_json(brief), path_of(brief.first_frame), path_of(brief.last_frame)
        jobs = (job for folder in self._folders() if (job := self._job(folder.name)))
        found = [job for job in jobs if job.submitted_at() >= since and job.is_of(*asked)]
        return [job.remote_id for job in sorted(found, key=GenerationFolder.submitted_at)]

    def camera_moves(self) -> Sequence[str]:
        return CAMERA_MOVES

    def _job(self, remote_id: str) -> GenerationFolder | None:
        if not _REMOTE_ID.fullmatch(remote_id):
            return None
        job = GenerationFolder(self._folder / remote_id)
        return job if job.exists() else None

    def _folders(self) -> list[Path]:
        return list(self._folder.glob("anim-*"))

    def _sweep(self) -> None:
        """Remove what nobody has touched for a day."""
        for folder in self._folders():
            with suppress(FileNotFoundError):  # somebody else sweeps too
                if GenerationFolder(folder).touched_at() < self._clock() - KEPT_FOR:
                    shutil.rmtree(folder, ignore_errors=True)


def _start(job: GenerationFolder) -> bool:
    """False when it was started often enough. Whoever has the job's lock draws it: nobody else starts it again."""
    held = lock.take(job.lock)
    if held is None:
        return True
    log = job.next_log()
    if log is None:
        held.close()
        return False
    try:
        worker = _start_worker(job, held, log)
    except OSError as error:
        held.close()
        raise ReadFailed("The animatic cannot start a process on this machine.") from error
    threading.Thread(target=_await, args=(worker, held), daemon=True, name=job.remote_id).start()
    return True


def _start_worker(job: GenerationFolder, held: IO[bytes], log: Path) -> subprocess.Popen[bytes]:
    surroundings = {name: os.environ[name] for name in HANDED_DOWN if name in os.environ}  # and no key
    with log.open("wb") as sink:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "studio.providers.animatic.worker", str(job.folder)],
            cwd=job.folder,
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
