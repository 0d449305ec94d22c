"""A rerun of each page on a studio with 10,000 clips, against the floor: an empty page of the same Streamlit, warmed up alike.

The real server, `python app.py`; its engine is off, so that nothing moves but what is measured.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benches.instruments import gauge, stored
from benches.instruments.figures import load_average, percentile, print_table
from benches.instruments.visitor import Rerun, Visitor
from studio import database as db
from studio.files import Files
from studio.settings import ROOT
from tests import processes
from tests.ports import free_port

EMPTY, PAGES = "empty", ("create", "library", "settings")
ROUNDS = 4  # the pages take turns, so that a busy moment of the machine falls on all of them
FIRST = 2  # reruns that are not counted
CALM_MS = 50  # CPU of a server in a second, once it has warmed up
WARM_WITHIN_S = 60


@dataclass
class Measured:
    """All counted reruns of one page."""

    reruns: list[Rerun] = field(default_factory=list)
    cpu_s: float = 0.0

    def ms(self, percent: float) -> float:
        return 1000 * percentile([one.seconds for one in self.reruns], percent)

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu_s / len(self.reruns)

    @property
    def sent_kb(self) -> float:
        return sum(one.received_bytes for one in self.reruns) / len(self.reruns) / 1000


@dataclass(frozen=True)
class Server:
    port: int
    pid: int


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benches.rerun", description=__doc__)
    parser.add_argument("--stored", type=int, default=10_000, help="clips in the library")
    parser.add_argument("--running", type=int, default=20)
    parser.add_argument("--reruns", type=int, default=40, help="of each page")
    parser.add_argument("--each", action="store_true", help="name every SQL statement with its milliseconds")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        environment = studio_settings(folder)
        seed(folder, asked.stored, asked.running)
        statements = count_statements(environment, asked.each)
        load_before = load_average()
        with ExitStack() as stack:
            servers = {
                EMPTY: stack.enter_context(empty_app(folder)),
                "studio": stack.enter_context(real_app(folder, environment)),
            }
            measured = asyncio.run(measure(servers["studio"], servers[EMPTY], asked.reruns))
    print(f"A rerun with {asked.stored:,} clips stored and {asked.running} running; {asked.reruns} of each page")
    print(f"{os.cpu_count()} cores; load average {load_before} before, {load_average()} after")
    show(measured, statements)


def show(measured: Mapping[str, Measured], statements: Mapping[str, tuple[int, float]]) -> None:
    """The target is felt, not computed: half as long again as an empty page, and 60 ms for what is on it."""
    floor = measured[EMPTY].ms(50)
    target = 1.5 * floor + 60
    rows = [
        [
            page,
            f"{one.ms(50):.0f}",
            f"{one.ms(95):.0f}",
            f"{one.ms(50) / floor:.1f}",
            "" if page == EMPTY else f"< {target:.0f}",
            f"{one.cpu_ms:.0f}",
            f"{one.sent_kb:.1f}",
            "{}".format(statements.get(page, ("", 0))[0]),
            f"{statements[page][1]:.1f}" if page in statements else "",
        ]
        for page, one in measured.items()
    ]
    heads = ["", "median ms", "p95 ms", "ratio", "target ms", "server CPU ms", "kB sent", "SQL statements", "SQL ms"]
    print_table(heads, rows)
    print("target: the median within 1.5 times the empty page plus 60 ms")


# -- a studio with a past -----------------------------------------------------------------------------------


def studio_settings(folder: Path) -> dict[str, Any]:
    return {
        "STUDIO_DATA": str(folder),
        "STUDIO_ENGINE": "off",
        "DATABASE_URL": f"sqlite:///{folder / 'studio.db'}",
        "LUMA_API_KEY": "bench-key-not-a-secret",
        "LUMA_BASE_URL": "http://127.0.0.1:9",  # nobody is there: no page waits for a provider
    }


def seed(folder: Path, many: int, running: int) -> None:
    database = db.connect(f"sqlite:///{folder / 'studio.db'}")
    db.migrate(database)
    stored.fill(database, Files(folder / "media"), many, running)
    database.dispose()


def count_statements(environment: Mapping[str, str], each: bool) -> dict[str, tuple[int, float]]:
    """In a process of its own."""
    command = [sys.executable, "-m", "benches.instruments.statements", *PAGES, *(["--each"] if each else [])]
    errors = None if each else subprocess.DEVNULL
    counted = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, stderr=errors, timeout=120, check=True
    )
    return {page: tuple(figures) for page, figures in json.loads(counted.stdout.splitlines()[-1]).items()}


# -- the two servers ----------------------------------------------------------------------------------------


@contextmanager
def real_app(folder: Path, environment: Mapping[str, Any]) -> Iterator[Server]:
    port = free_port()
    with serving(["app.py"], port, folder / "studio.log", {**environment, "STUDIO_PORT": str(port)}) as server:
        yield server


@contextmanager
def empty_app(folder: Path) -> Iterator[Server]:
    port = free_port()
    with serving(["-m", "benches.instruments.empty_app", str(port)], port, folder / "empty.log", {}) as server:
        yield server


@contextmanager
def serving(command: list[str], port: int, log: Path, environment: Mapping[str, Any]) -> Iterator[Server]:
    process = processes.start(command, log, **environment)
    try:
        processes.wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
        wait_until_warm(process.pid)
        yield Server(port, process.pid)
    finally:
        processes.end(process)


def wait_until_warm(pid: int) -> None:
    """The warm-up is over when the server has nothing to do any more."""
    until = time.monotonic() + WARM_WITHIN_S
    while time.monotonic() < until:
        before = gauge.read(pid).cpu_s
        time.sleep(1)
        if gauge.read(pid).cpu_s - before < CALM_MS / 1000:
            return


# -- what is measured ---------------------------------------------------------------------------------------


async def measure(studio: Server, empty: Server, many: int) -> dict[str, Measured]:
    """Each page in a session of its own."""
    where = {EMPTY: (empty, ""), **{page: (studio, "" if page == "create" else page) for page in PAGES}}
    measured = {page: Measured() for page in where}
    async with AsyncExitStack() as stack:
        visitors: dict[str, Visitor] = {}
        for page, (server, address) in where.items():
            visitors[page] = await stack.enter_async_context(Visitor(server.port, address))
            for _ in range(FIRST):
                await visitors[page].rerun()
        for _ in range(ROUNDS):
            for page, (server, _) in where.items():
                await measure_some(visitors[page], server, measured[page], many // ROUNDS)
    return measured


async def measure_some(visitor: Visitor, server: Server, into: Measured, many: int) -> None:
    before = gauge.read(server.pid)
    into.reruns += [await visitor.rerun() for _ in range(many)]
    into.cpu_s += gauge.read(server.pid).cpu_s - before.cpu_s


if __name__ == "__main__":
    main()
