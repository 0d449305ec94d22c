"""What needs no transaction of its own: calls, and checks that found no end. Written together, a few times a second.

If the process dies before, a line of statistics is lost, and some leases end by themselves.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine as Database
from sqlalchemy import bindparam, insert, update
from sqlmodel import col

from studio import database, tallies
from studio.brief import State
from studio.errors import ProviderError, StudioError
from studio.providers.interface import Progress
from studio.tables import Call, Generation, new_id

MOST_KEPT = 20_000  # lines, while the database cannot be written


@dataclass(frozen=True)
class StillRunning:
    """A check that found no end."""

    generation: Generation
    progress: Progress
    next_step_at: datetime


class Notebook:
    """Written to by many threads at once."""

    def __init__(self, database: Database, clock: Callable[[], datetime]):
        self._database, self._clock = database, clock
        self._lock = threading.Lock()
        self._calls: list[dict[str, Any]] = []
        self._still_running: list[StillRunning] = []

    @contextmanager
    def call(self, generation: Generation, operation: str) -> Iterator[None]:
        """Measure one request to a provider; errors pass through."""
        started, outcome, http_status = time.perf_counter(), "ok", None
        try:
            yield
        except ProviderError as error:
            outcome, http_status = error.kind.value, error.http_status
            raise
        except StudioError:
            outcome = "media"
            raise
        except Exception:
            outcome = "error"
            raise
        finally:
            self._note(generation, operation, outcome, http_status, round((time.perf_counter() - started) * 1000))

    def _note(
        self, generation: Generation, operation: str, outcome: str, http_status: int | None, milliseconds: int
    ) -> None:
        line = {
            "id": new_id(),
            "at": self._clock(),
            "provider": generation.provider,
            "model": generation.model,
            "operation": operation,
            "outcome": outcome,
            "milliseconds": milliseconds,
            "http_status": http_status,
            "generation_id": generation.id,
            "person": generation.created_by,
        }
        with self._lock:
            self._calls.append(line)

    def still_running(self, generation: Generation, progress: Progress, next_step_at: datetime) -> None:
        with self._lock:
            self._still_running.append(StillRunning(generation, progress, next_step_at))

    def write(self) -> None:
        """In one transaction. What cannot be written is kept for the next time."""
        with self._lock:
            calls, self._calls = self._calls, []
            checks, self._still_running = self._still_running, []
        if not (calls or checks):
            return
        try:
            self._write(calls, checks)
        except Exception:
            with self._lock:
                self._calls = (calls + self._calls)[-MOST_KEPT:]
                self._still_running = (checks + self._still_running)[-MOST_KEPT:]
            raise

    def _write(self, calls: list[dict[str, Any]], checks: list[StillRunning]) -> None:
        with database.writing(self._database) as session:
            if calls:
                session.connection().execute(insert(Call), calls)
                tallies.add(session, [_occurrence(call) for call in calls])
            if checks:
                session.connection().execute(_POSTPONE, [_postponed(check) for check in checks])


def _occurrence(call: dict[str, Any]) -> tallies.Occurrence:
    names = ("at", "provider", "model", "operation", "outcome", "person", "milliseconds")
    return tallies.Occurrence(**{name: call[name] for name in names})


_POSTPONE = (
    update(Generation)
    .where(
        col(Generation.id) == bindparam("which"),
        col(Generation.state) == State.RUNNING,
        col(Generation.attempt_id) == bindparam("attempt"),
        col(Generation.is_cancel_asked).is_(False),
    )
    .values(
        next_step_at=bindparam("then"),
        checks=bindparam("looks"),
        stage=bindparam("now_in"),
        fraction=bindparam("so_far"),
        troubles=0,
        note="",
    )
    .execution_options(synchronize_session=False)
)


def _postponed(check: StillRunning) -> dict[str, Any]:
    seen, progress = check.generation, check.progress
    found = {"now_in": progress.stage, "so_far": progress.fraction, "looks": seen.checks + 1}
    return {"which": seen.id, "attempt": seen.attempt_id, "then": check.next_step_at, **found}
