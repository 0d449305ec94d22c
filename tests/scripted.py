"""A provider that answers what a test has written down, through the public door. It remembers what it was asked."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from studio.brief import Brief
from studio.providers.interface import Cancelled, Connection, Downloaded, Outcome, Progress, Provider, Submitted

DONE = Progress(Outcome.SUCCEEDED, url="clip")
RUNNING = Progress(Outcome.RUNNING, stage="dreaming")


class Scripted(Provider):
    """Each list is answered from the front; its last line holds for ever. An exception in it is raised."""

    name, label = "luma", "Scripted"

    def __init__(self, clip: Path):
        self.clip = clip
        self.submits: list[Any] = []
        self.checks: list[Any] = [DONE]
        self.downloads: list[Any] = [None]
        self.cancels: list[Any] = [Cancelled.CANCELLED]
        self.lost: list[Any] = [None]
        self.made: list[Any] = [None]
        self.asked: list[tuple[str, Any]] = []

    def submit(self, brief: Brief) -> Submitted:
        self.asked.append(("submit", brief))
        return self._next(self.submits) if self.submits else Submitted(f"remote-{self.count('submit')}")

    def check(self, remote_id: str) -> Progress:
        self.asked.append(("check", remote_id))
        return self._next(self.checks)

    def download(self, progress: Progress, folder: Path) -> Downloaded:
        self.asked.append(("download", progress.url))
        self._next(self.downloads)
        target = folder / "clip.mp4"
        target.write_bytes(self.clip.read_bytes())
        return Downloaded(target)

    def cancel(self, remote_id: str) -> Cancelled:
        self.asked.append(("cancel", remote_id))
        return self._next(self.cancels)

    def check_connection(self) -> Connection:
        return Connection(True, "It answers.")

    def find_lost(self, brief: Brief, since: datetime) -> Sequence[str] | None:
        self.asked.append(("find lost", since))
        return self._next(self.lost)

    def made_lately(self, brief: Brief) -> int | None:
        self.asked.append(("made lately", brief))
        return self._next(self.made)

    def count(self, operation: str) -> int:
        return sum(asked == operation for asked, _ in self.asked)

    @staticmethod
    def _next(answers: list[Any]) -> Any:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer
