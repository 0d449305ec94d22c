"""The embedded engine with its threads on the real clock: racing, failing, stopping."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import select

from studio import database as db
from studio import generations
from studio.brief import Brief, State
from studio.engine import admission, steps
from studio.engine.embedded import Engine
from studio.engine.ownership import EngineElsewhere
from studio.engine.tools import Patience, Tools
from studio.errors import FailureKind
from studio.files import Files
from studio.providers.interface import Downloaded, Outcome, Progress, Submitted
from studio.settings import Settings
from studio.tables import Call, EngineBeat, new_id
from tests.patience import until
from tests.scripted import Scripted

BOAT = Brief(prompt="A paper boat", duration_s=1)  # an animatic by name: its provider is looked at twice a second
REFUSED = Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence="Not this.", was_charged=True)
MANY = 60


class Held(Scripted):
    """It answers when `go` is set, and says who has come: the prompt of a submission, the id of a download."""

    def __init__(self, clip: Path, *, holds: str = ""):
        super().__init__(clip)
        self.holds, self.go, self.come = holds, threading.Event(), list[str]()

    def submit(self, brief: Brief) -> Submitted:
        self.asked.append(("submit", brief.prompt))
        self._hold("submit", brief.prompt)
        return Submitted(new_id())

    def download(self, progress: Progress, folder: Path) -> Downloaded:
        self._hold("download", folder.name)
        return super().download(progress, folder)

    def _hold(self, operation: str, who: str) -> None:
        if operation == self.holds:
            self.come.append(who)
            assert self.go.wait(30)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Asked for last, so that engines stop before their database goes."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"animatic_max_running": 60})


def tools_of(at: Database, provider: Scripted, settings: Settings, folder: Path, **patience: float) -> Tools:
    return Tools(at, Files(folder / "media"), lambda _: provider, lambda: settings, patience=Patience(**patience))  # pyright: ignore[reportArgumentType]


def start(stack: ExitStack, tools: Tools, threads: int = 4) -> Engine:
    engine = Engine(tools, threads).start()
    stack.callback(engine.stop)
    return engine


def queue(at: Database, many: int) -> list[str]:
    with db.writing(at) as session:
        briefs = [BOAT.model_copy(update={"prompt": f"Boat {number}"}) for number in range(many)]
        return [generations.queue(session, brief).id for brief in briefs]


def states(at: Database) -> dict[State, int]:
    with db.reading(at) as session:
        return generations.count_by_state(session)


@pytest.mark.postgres
def test_two_engines_on_one_database_make_each_generation_once(
    postgres_address: str, clip: Path, settings: Settings, tmp_path: Path, stack: ExitStack
):
    databases = [db.connect(postgres_address) for _ in range(2)]
    db.migrate(databases[0])
    provider = Held(clip)
    provider.checks = [*[Progress(Outcome.RUNNING)] * 10, *[Progress(Outcome.SUCCEEDED)] * 4, REFUSED]
    queue(databases[0], MANY)
    for database in databases:
        stack.callback(database.dispose)
        start(stack, tools_of(database, provider, settings, tmp_path), threads=8)
    until(lambda: sum(states(databases[0]).get(state, 0) for state in (State.SUCCEEDED, State.FAILED)) == MANY)
    assert sorted(prompt for asked, prompt in provider.asked if asked == "submit") == sorted(
        f"Boat {number}" for number in range(MANY)
    )
    with db.reading(databases[0]) as session:
        assert len(session.exec(select(EngineBeat)).all()) == 2


def test_one_sqlite_file_has_one_engine(
    sqlite: Database, provider: Scripted, settings: Settings, tmp_path: Path, stack: ExitStack
):
    tools = tools_of(sqlite, provider, settings, tmp_path)
    first = Engine(tools, threads=1).start()
    with pytest.raises(EngineElsewhere, match="Another process already moves the generations"):
        Engine(tools, threads=1).start()
    first.stop()
    start(stack, tools, threads=1)


def test_who_stops_takes_nothing_new_and_writes_down_what_was_under_way(
    sqlite: Database, clip: Path, settings: Settings, tmp_path: Path
):
    provider = Held(clip, holds="submit")
    engine = Engine(tools_of(sqlite, provider, settings, tmp_path), threads=4).start()
    queue(sqlite, 10)
    until(lambda: len(provider.come) == 4)
    with ThreadPoolExecutor(1) as threads:
        stopping = threads.submit(engine.stop)
        provider.go.set()
        stopping.result(5)
    assert len(provider.come) == 4
    assert states(sqlite) == {State.RUNNING: 4, State.QUEUED: 6}
    with db.reading(sqlite) as session:
        assert [call.operation for call in session.exec(select(Call))] == ["submit"] * 4
        assert session.exec(select(EngineBeat)).all() == []
    engine.stop()  # twice is fine


def test_a_step_that_raises_is_logged_and_does_not_stop_the_engine(
    sqlite: Database,
    clip: Path,
    settings: Settings,
    tmp_path: Path,
    stack: ExitStack,
    caplog: pytest.LogCaptureFixture,
):
    provider = Held(clip)
    provider.checks = [RuntimeError("A mistake of ours."), Progress(Outcome.SUCCEEDED)]
    [made] = queue(sqlite, 1)
    start(stack, tools_of(sqlite, provider, settings, tmp_path, lease_s=0.5))
    until(lambda: states(sqlite) == {State.SUCCEEDED: 1})
    [mistake] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert mistake.getMessage() == f"a step of generation {made} failed" and mistake.exc_info


def test_a_dispatcher_that_fails_goes_on(
    sqlite: Database, clip: Path, settings: Settings, tmp_path: Path, stack: ExitStack
):
    wrong = iter([True])
    tools = tools_of(sqlite, Held(clip), settings, tmp_path)
    tools.settings = lambda: [][0] if next(wrong, False) else settings
    queue(sqlite, 1)
    start(stack, tools)
    until(lambda: states(sqlite) == {State.SUCCEEDED: 1})


def test_downloads_do_not_hold_up_checks(
    sqlite: Database, clip: Path, settings: Settings, tmp_path: Path, stack: ExitStack
):
    provider = Held(clip, holds="download")
    start(stack, tools_of(sqlite, provider, settings, tmp_path))
    stack.callback(provider.go.set)
    queue(sqlite, 6)
    until(lambda: states(sqlite) == {State.DOWNLOADING: 6})
    assert len(provider.come) == 1  # four threads: one of them for downloads
    provider.go.set()
    until(lambda: states(sqlite) == {State.SUCCEEDED: 6})


def test_what_a_dead_engine_had_in_its_hands_is_taken_up_at_once(
    sqlite: Database, clip: Path, settings: Settings, tmp_path: Path, stack: ExitStack
):
    dead = tools_of(sqlite, Held(clip), settings, tmp_path, lease_s=1000)
    queue(sqlite, 1)
    [admitted] = admission.admit(dead, 1)
    steps.step(dead, admitted, is_admitted=True)
    until(lambda: bool(steps.take_due(dead, 1)))  # and here it dies
    start(stack, tools_of(sqlite, Held(clip), settings, tmp_path))
    until(lambda: states(sqlite) == {State.SUCCEEDED: 1})
