"""The engine with 1,000 generations in flight, against the floor: bare requests of the same SDK.

The provider is a process of its own. The engine shares its process with somebody who queues, as it does with the pages.
Clips arrive slowly (a fault of the sandbox), so that looking at a thousand of them does not hide what the engine itself costs.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import lumaai
from sqlalchemy import Engine as Database
from sqlmodel import func, select

from benches.instruments import gauge
from benches.instruments.figures import load_average, percentile, print_table
from benches.instruments.pageless_server import ALL_QUEUED
from studio import database as db
from studio.brief import State
from studio.tables import Call, Event, Generation
from tests import processes
from tests.ports import free_port

KEY = "bench-key-not-a-secret"
PER_SECOND = 30  # how fast they are queued
SETTLED_S = 3.0  # after the last was submitted, the steady window begins
LONGEST_PLANNED_S = 10.0  # between two checks, before the jitter (studio.engine.backoff)
PACED = 200  # requests of the floor that are spread out like the engine's


@dataclass(frozen=True)
class Plan:
    """`seconds`: a generation takes this to twice this."""

    many: int
    seconds: float

    @property
    def limit_s(self) -> float:
        """After this everything ends by itself."""
        return 2 * self.many / PER_SECOND + 3 * self.seconds + 60


@dataclass(frozen=True)
class Window:
    """All are in flight from the one reading to the other."""

    before: gauge.Reading
    after: gauge.Reading
    checks: int

    @property
    def check_ms(self) -> float:
        """CPU of the engine for one check, with all that goes with it."""
        return 1000 * (self.after.cpu_s - self.before.cpu_s) / max(self.checks, 1)


@dataclass(frozen=True)
class Floor:
    """CPU milliseconds of one request of the bare SDK. A processor that has just slept works at half its speed, so there are two."""

    tight: float  # one after the other
    paced: float  # as often as the engine checks


@dataclass(frozen=True)
class Lags:
    """Seconds, one figure per generation or per pair of checks."""

    start: list[float]  # queued by the person -> accepted by the provider
    seen: list[float]  # ended at the provider -> noticed by the engine
    late: list[float]  # between two checks, what is over the 10 s planned


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benches.engine", description=__doc__)
    parser.add_argument("--many", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60, help="a generation takes this to twice this")
    asked = parser.parse_args()
    plan = Plan(asked.many, asked.seconds)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        measure(plan, Path(folder))


def measure(plan: Plan, folder: Path) -> None:
    load_before = load_average()
    with provider_running(plan, folder) as address:
        floors = [measure_floor(address, plan)]
        with server_running(plan, folder, address) as server:
            database = db.connect(f"sqlite:///{folder / 'studio.db'}")
            window = watch_window(database, server, plan)
            wait_until(lambda: count_events(database, State.DOWNLOADING) >= plan.many, 2 * plan.seconds + 30)
            written_mb = gauge.read(server).written_mb
            lags = measure_lags(database, times_at(address), window)
            database.dispose()
        floors.append(measure_floor(address, plan))
    print(f"{plan.many:,} generations in flight (luma:ray-flash-2, 540p), {plan.seconds:g}-{2 * plan.seconds:g} s each")
    print(f"{os.cpu_count()} cores; load average {load_before} before, {load_average()} after")
    show(window, lags, written_mb)
    show_ratio(window, floors)


def show(window: Window, lags: Lags, written_mb: float) -> None:
    """Beside what the sketch of this engine measured when it was chosen, with a plain HTTP client and a provider of 100 lines."""
    cpu = window.after.cpu_percent_since(window.before)
    seconds = window.after.at - window.before.at
    print_table(
        ["", "here", "the sketch", "target"],
        [
            ["CPU, % of one core", f"{cpu:.1f}", "13", "< 20"],
            ["start p50, s (queued -> accepted)", f"{percentile(lags.start, 50):.3f}", "0.02", ""],
            ["start p95, s", f"{percentile(lags.start, 95):.3f}", "0.06", "< 0.1"],
            ["seen p50, s (ended at the provider -> noticed)", f"{percentile(lags.seen, 50):.1f}", "", ""],
            ["seen p95, s", f"{percentile(lags.seen, 95):.1f}", "", "< 12.5"],
            ["over the 10 s between two checks p50, s (0-2 is jitter)", f"{percentile(lags.late, 50):.2f}", "1.2", ""],
            ["over the 10 s p95, s", f"{percentile(lags.late, 95):.2f}", "1.8", "< 2.5"],
            ["checks per second", f"{window.checks / seconds:.0f}", "", ""],
            ["RSS, MB", f"{window.after.rss_mb:.0f}", "66", ""],
            ["threads", f"{window.after.threads}", "19", ""],
            ["written in all, MB", f"{written_mb:.0f}", "367", ""],
        ],
    )
    print(f"CPU, checks, RSS and threads: over the {seconds:.0f} s in which all were in flight")


def show_ratio(window: Window, floors: Sequence[Floor]) -> None:
    tight = sum(floor.tight for floor in floors) / len(floors)
    paced = sum(floor.paced for floor in floors) / len(floors)
    print(f"CPU of a check, with all the engine does: {window.check_ms:.2f} ms")
    print(f"floor: a `lumaai` GET alone: {tight:.2f} ms in a tight loop, {paced:.2f} ms as often as the engine checks")
    print(f"ratio: {window.check_ms / tight:.2f} to the tight loop, {window.check_ms / paced:.2f} at the same pace")


# -- the two processes --------------------------------------------------------------------------------------


@contextmanager
def provider_running(plan: Plan, folder: Path) -> Iterator[str]:
    """Yields its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    span = ["--seconds", str(plan.seconds), "--max-seconds", str(2 * plan.seconds), "--limit", str(plan.limit_s)]
    command = ["-m", "benches.instruments.provider", "--port", str(port), *span]
    process = processes.start(command, folder / "provider.log")
    try:
        processes.wait_for(f"{address}/sandbox/faults", process)
        slow = {"on": "download", "what": "slow_file", "seconds": plan.limit_s, "times": None}
        httpx.post(f"{address}/sandbox/faults", json=slow, trust_env=False).raise_for_status()
        yield address
    finally:
        processes.end(process)


@contextmanager
def server_running(plan: Plan, folder: Path, address: str) -> Iterator[int]:
    """Yields its process id once all are queued. It is killed at the end: its downloads go on longer than anybody wants to wait."""
    log = folder / "server.log"
    pace = ["--many", str(plan.many), "--per-second", str(PER_SECOND), "--limit", str(plan.limit_s)]
    command = ["-m", "benches.instruments.pageless_server", *pace]
    process = processes.start(command, log, **server_settings(folder, address))
    try:
        wait_until(lambda: ALL_QUEUED in log.read_text() or process.poll() is not None, plan.many / PER_SECOND + 60)
        if process.poll() is not None:
            raise SystemExit(f"The engine's process has ended by itself:\n{log.read_text()[-2000:]}")
        yield process.pid
    finally:
        process.kill()
        process.wait()


def server_settings(folder: Path, address: str) -> dict[str, Any]:
    return {
        "STUDIO_DATA": str(folder),
        "STUDIO_ENGINE": "embedded",
        "DATABASE_URL": f"sqlite:///{folder / 'studio.db'}",
        "LUMA_API_KEY": KEY,
        "LUMA_BASE_URL": f"{address}/dream-machine/v1",
        "LUMA_MAX_RUNNING": "10000",
        "LUMA_CREATES_PER_MINUTE": "1000000",
    }


# -- what is measured ---------------------------------------------------------------------------------------


def measure_floor(address: str, plan: Plan) -> Floor:
    """The unmodified SDK in this process, nothing else. Half of the requests here, half at the end of the bench."""
    http = httpx.Client(trust_env=False)
    wire: dict[str, Any] = {"base_url": f"{address}/dream-machine/v1", "max_retries": 0, "http_client": http}
    with lumaai.LumaAI(auth_token=KEY, **wire) as client:
        made = client.generations.create(model="ray-flash-2", prompt="The floor", resolution="540p", duration="5s")

        def get_ms(many: int, pause_s: float = 0) -> float:
            began = time.thread_time()
            for _ in range(many):
                time.sleep(pause_s)
                client.generations.get(made.id or "")
            return 1000 * (time.thread_time() - began) / many

        return Floor(get_ms(plan.many // 2), get_ms(PACED, LONGEST_PLANNED_S / plan.many))


def watch_window(database: Database, server: int, plan: Plan) -> Window:
    """From when all have been submitted until the first one ends. Notes are written a few times a second, so it counts at ease."""
    wait_until(lambda: count_events(database, State.RUNNING) >= plan.many, 30)
    first_ends_at = first_accepted_at(database) + plan.seconds
    time.sleep(SETTLED_S)
    before, checked_before = gauge.read(server), count_checks(database)
    time.sleep(max(1.0, first_ends_at - 1 - time.time()))
    after, checked_after = gauge.read(server), count_checks(database)
    return Window(before, after, checked_after - checked_before)


def wait_until(is_so: Callable[[], bool], seconds: float) -> None:
    """Goes on in any case: what has not come to pass shows in the figures."""
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.25)


def count_events(database: Database, state: State) -> int:
    with db.reading(database) as session:
        return session.exec(select(func.count()).select_from(Event).where(Event.state == state)).one()


def count_checks(database: Database) -> int:
    with db.reading(database) as session:
        return session.exec(select(func.count()).select_from(Call).where(Call.operation == "check")).one()


def first_accepted_at(database: Database) -> float:
    with db.reading(database) as session:
        first = session.exec(select(func.min(Generation.submitted_at))).one()
    return first.timestamp() if first else time.time()


def times_at(address: str) -> dict[str, tuple[float, float]]:
    return httpx.get(f"{address}/bench/times", trust_env=False).json()


def measure_lags(database: Database, times: dict[str, tuple[float, float]], window: Window) -> Lags:
    with db.reading(database) as session:
        made = session.exec(select(Generation.id, Generation.remote_id, Generation.created_at)).all()
        noticed = dict(
            session.exec(select(Event.generation_id, Event.at).where(Event.state == State.DOWNLOADING)).all()
        )
        checks = session.exec(select(Call.generation_id, Call.at).where(Call.operation == "check")).all()
    known = [(own_id, *times[remote_id], queued) for own_id, remote_id, queued in made if remote_id in times]
    start = [accepted - queued.timestamp() for _, accepted, _, queued in known]
    seen = [noticed[own_id].timestamp() - ended for own_id, _, ended, _ in known if own_id in noticed]
    return Lags(start, seen, gaps_between(checks, window))


def gaps_between(checks: Iterable[tuple[str | None, datetime]], window: Window) -> list[float]:
    """Both checks of a pair within the window: by then all have grown to the longest wait, or nearly."""
    at: dict[str | None, list[float]] = {}
    for generation_id, moment in checks:
        if window.before.at <= moment.timestamp() <= window.after.at:
            at.setdefault(generation_id, []).append(moment.timestamp())
    gaps = [later - earlier for one in at.values() for earlier, later in pairwise(sorted(one))]
    return [gap - LONGEST_PLANNED_S for gap in gaps if gap >= LONGEST_PLANNED_S]


if __name__ == "__main__":
    main()
