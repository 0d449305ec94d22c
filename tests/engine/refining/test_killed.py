"""A studio that refines is really killed in every stage: it goes on, and each take and each review is paid once."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine as Database

from studio import database as db
from studio import productions
from studio.productions.outline import Look
from studio.productions.refining import asking, history
from studio.productions.refining.asking import RefiningTerms
from studio.productions.refining.history import Refined
from studio.tables import Ending, RefiningState
from tests import processes
from tests.patience import PATIENCE_S, until
from tests.ports import free_port
from tests.productions.stories import BOAT

WITHIN_S = 150


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[str]:
    with processes.sandbox(tmp_path / "sandbox.log", "--seconds", "2") as address:
        yield address


@contextmanager
def studio(sandbox: str, folder: Path, with_signal: int) -> Iterator[None]:
    """With its engine, until the end of the block."""
    keys = {"LUMA_API_KEY": "a-key", "GEMINI_API_KEY": "a-key-of-google", "STUDIO_SECRET_KEY": "a-test"}
    places = {"LUMA_BASE_URL": f"{sandbox}/dream-machine/v1", "GOOGLE_BASE_URL": sandbox}
    port = str(free_port())
    own = keys | places | {"STUDIO_DATA": str(folder), "STUDIO_PORT": port, "STUDIO_ENGINE": "embedded"}
    server = processes.start(["app.py"], folder / "server.log", **own)
    try:
        processes.wait_for(f"http://127.0.0.1:{port}/api/v1/health", server)
        yield
    finally:
        processes.end(server, with_signal)


def begin(folder: Path) -> tuple[Database, str]:
    database = db.connect(f"sqlite:///{folder / 'studio.db'}")
    db.migrate(database)
    with db.writing(database) as session:
        look = Look(model="luma:ray-2", resolution="540p")
        movie = productions.create(session, BOAT.model_copy(update={"look": look})).id
        told = asking.offer(session, productions.get(session, movie).outline, {}, ["s1"], 7_000)
        asking.start(session, movie, told, RefiningTerms("gemini", limit_micro_usd=2_000_000))
    return database, movie


def look(database: Database, movie: str) -> Refined:
    with db.reading(database) as session:
        [found] = history.list_all(session, movie)["s1"]
    return found


def wait_until(database: Database, movie: str, is_so: Callable[[Refined], bool]) -> Refined:
    until(lambda: is_so(look(database, movie)), WITHIN_S)
    return look(database, movie)


def set_faults(sandbox: str, *faults: dict[str, object]) -> None:
    httpx.post(f"{sandbox}/sandbox/faults", json=list(faults), trust_env=False, timeout=PATIENCE_S).raise_for_status()


def says(score: float) -> dict[str, object]:
    return {
        "on": "write",
        "what": "says",
        "body": {"score": score, "faults": [], "better_prompt": f"Better than {score}"},
    }


def assert_paid_once(sandbox: str, takes: int, reviews: int) -> None:
    creates = httpx.get(f"{sandbox}/sandbox/creates", trust_env=False, timeout=PATIENCE_S).json()
    log = httpx.get(f"{sandbox}/sandbox/log", trust_env=False, timeout=PATIENCE_S).json()
    assert [one["accepted"] for one in creates.values()] == [1] * takes
    assert sum(one["operation"] == "write" for one in log) == reviews


def is_ended(found: Refined) -> bool:
    return not found.is_open


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_while_takes_are_made_and_between_rounds_it_goes_on(sandbox: str, tmp_path: Path):
    database, movie = begin(tmp_path)
    set_faults(sandbox, says(0.4), says(0.9))
    stages: list[Callable[[Refined], bool]] = [
        lambda found: found.refining.state == RefiningState.GENERATING,
        lambda found: bool(found.rounds) and found.rounds[0].round.score is not None,
        lambda found: len(found.rounds) == 2,
    ]
    for is_there in stages:
        with studio(sandbox, tmp_path, signal.SIGKILL):
            wait_until(database, movie, is_there)
    with studio(sandbox, tmp_path, signal.SIGTERM):
        done = wait_until(database, movie, is_ended)
    assert (done.refining.ending, [one.round.score for one in done.rounds]) == (Ending.ACCEPTED, [0.4, 0.9])
    assert_paid_once(sandbox, takes=2, reviews=2)
    database.dispose()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_while_the_writer_answers_the_review_is_not_asked_again(sandbox: str, tmp_path: Path):
    database, movie = begin(tmp_path)
    set_faults(sandbox, {"on": "write", "what": "delay", "seconds": 20})
    with studio(sandbox, tmp_path, signal.SIGKILL):
        wait_until(database, movie, lambda found: bool(found.rounds) and found.rounds[0].round.writing_id is not None)
        time.sleep(1)  # so that it is really on its way
    with studio(sandbox, tmp_path, signal.SIGTERM):
        done = wait_until(database, movie, is_ended)
    assert done.refining.ending == Ending.WRITER and "counts as paid" in done.refining.sentence
    assert_paid_once(sandbox, takes=1, reviews=1)
    database.dispose()
