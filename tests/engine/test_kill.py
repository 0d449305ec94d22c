"""Processes really killed, in the middle of many generations: none lost, none created twice, all finished."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine as Database

from studio import database as db
from studio import generations
from studio.brief import Brief, State
from tests import processes
from tests.forks import Forked
from tests.patience import PATIENCE_S, until
from tests.ports import free_port

MANY, FEWER = 200, 100
FINISHED_WITHIN_S = 300


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[str]:
    with processes.sandbox(tmp_path / "sandbox.log", "--seconds", "4", "--max-seconds", "12") as address:
        yield address


def environment(sandbox: str, tmp_path: Path, **more: str) -> dict[str, str]:
    limits = {"LUMA_MAX_RUNNING": "60", "LUMA_CREATES_PER_MINUTE": "100000"}
    luma = {"LUMA_API_KEY": "a-key", "LUMA_BASE_URL": f"{sandbox}/dream-machine/v1"}
    return {"STUDIO_DATA": str(tmp_path), "STUDIO_PORT": str(free_port()), **luma, **limits, **more}


def queue_many(database: Database, many: int) -> None:
    with db.writing(database) as session:
        for number in range(many):
            brief = Brief(
                prompt=f"Paper boat number {number}", model="luma:ray-flash-2", resolution="540p", ratio="1:1"
            )
            generations.queue(session, brief)


def count(database: Database, *states: State) -> int:
    with db.reading(database) as session:
        counted = generations.count_by_state(session)
    return sum(counted.get(state, 0) for state in states)


def wait_until_succeeded(database: Database, least: int) -> None:
    until(lambda: count(database, State.SUCCEEDED) >= least, FINISHED_WITHIN_S)


def assert_each_was_made_once(database: Database, sandbox: str, many: int) -> None:
    assert count(database, State.SUCCEEDED) == many
    creates = httpx.get(f"{sandbox}/sandbox/creates", trust_env=False, timeout=PATIENCE_S).json()
    assert len(creates) == many
    assert {name: one for name, one in creates.items() if one["accepted"] != 1} == {}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_server_killed_three_times_loses_nothing_and_pays_nothing_twice(sandbox: str, tmp_path: Path):
    database = db.connect(f"sqlite:///{tmp_path / 'studio.db'}")
    db.migrate(database)
    queue_many(database, MANY)
    settings = environment(sandbox, tmp_path)
    for share in (0.15, 0.4, 0.65, None):
        server = processes.start(["app.py"], tmp_path / "server.log", **settings)
        try:
            processes.wait_for(f"http://127.0.0.1:{settings['STUDIO_PORT']}/api/v1/health", server)
            wait_until_succeeded(database, MANY if share is None else int(share * MANY))
        finally:
            processes.end(server, signal.SIGKILL if share else signal.SIGTERM)
    assert_each_was_made_once(database, sandbox, MANY)
    database.dispose()


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(600)
def test_three_engines_of_which_each_is_killed_once_in_the_middle_of_it(
    sandbox: str, postgres_address: str, tmp_path: Path
):
    database = db.connect(postgres_address)
    db.migrate(database)
    queue_many(database, FEWER)
    settings = environment(sandbox, tmp_path, DATABASE_URL=postgres_address)
    with ExitStack() as stack:
        engines = [_start_engine(tmp_path, settings) for _ in range(3)]
        stack.callback(lambda: [processes.end(engine) for engine in engines])
        for victim in range(3):
            wait_until_succeeded(database, FEWER * (victim + 1) // 5)
            processes.end(engines[victim], signal.SIGKILL)
            engines[victim] = _start_engine(tmp_path, settings)
        wait_until_succeeded(database, FEWER)
    assert_each_was_made_once(database, sandbox, FEWER)
    database.dispose()


def _start_engine(tmp_path: Path, settings: dict[str, str]) -> Forked:
    return processes.start(["-m", "studio", "engine", "--threads", "8"], tmp_path / "engine.log", **settings)
