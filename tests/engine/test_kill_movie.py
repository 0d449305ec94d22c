"""A server really killed while the takes of a movie are made, and while its film is rendered: nothing is paid twice, what was
rendered is not rendered again, and no film is seen before it is whole."""

import hashlib
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine as Database
from sqlmodel import select

from studio import database as db
from studio import generations, library, productions
from studio.brief import State
from studio.files import Files
from studio.media.probe import probe
from studio.productions import editing, plans, takes
from studio.productions.cut import cuts, recipes
from studio.tables import Asset, CutState
from tests import processes
from tests.engine.test_kill import environment
from tests.patience import PATIENCE_S, until
from tests.productions.stories import story

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
PROMPTS = ("A boat", "A bridge", "The sea", "The harbour")
FRAMES = 4 * 5 * 24
WITHIN_S = 120


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[str]:
    with processes.sandbox(tmp_path / "sandbox.log", "--seconds", "2") as address:
        yield address


@dataclass(frozen=True)
class Drill:
    """One movie of four scenes, of which the second goes on from the first."""

    database: Database
    data: Path
    settings: dict[str, str]
    movie: str

    @classmethod
    def begin(cls, data: Path, settings: dict[str, str]) -> "Drill":
        database = db.connect(f"sqlite:///{data / 'studio.db'}")
        db.migrate(database)
        with db.writing(database) as session:
            movie = productions.create(session, story(*PROMPTS, model="luma:ray-flash-2", continues=(2,))).id
            outline = productions.get(session, movie).outline
            plans.queue(session, movie, plans.make(session, outline, {}, plans.missing(outline, {})))
            cuts.queue_when_ready(session, movie)
        return cls(database, data, settings, movie)

    @contextmanager
    def server(self, with_signal: int = signal.SIGKILL) -> Iterator[None]:
        """It ends with the block, in the middle of whatever it does."""
        server = processes.start(["app.py"], self.data / "server.log", **self.settings)
        try:
            processes.wait_for(f"http://127.0.0.1:{self.settings['STUDIO_PORT']}/api/v1/health", server)
            yield
        finally:
            processes.end(server, with_signal)

    def states(self) -> set[CutState]:
        with db.reading(self.database) as session:
            return {cut.state for cut in cuts.list_all(session, self.movie)}

    def running(self) -> int:
        with db.reading(self.database) as session:
            return generations.count_by_state(session).get(State.RUNNING, 0)

    def segments(self) -> dict[str, int]:
        """By name; another file of the same name has another number."""
        return {path.name: path.stat().st_ino for path in (self.data / "cuts").glob("*.mp4")}

    def films(self) -> list[Asset]:
        """All that anybody is shown, after a look whether each is whole."""
        files = Files(self.data / "media")
        with db.reading(self.database) as session:
            for asset in session.exec(select(Asset)):
                for name in library.names_of(asset):
                    assert files.has(name)
                content = files.path_of(asset.name).read_bytes()
                assert (len(content), hashlib.sha256(content).hexdigest()) == (asset.size_bytes, asset.sha256)
            return [film for _, film in cuts.list_films(session, self.movie)]

    def render_at(self, fps: int) -> None:
        with db.writing(self.database) as session:
            outline = editing.change_finish(productions.get(session, self.movie).outline, fps=fps)
            cuts.queue(session, self.movie, recipes.make(outline, takes.list_all(session, self.movie)))


def test_a_movie_outlives_its_server(sandbox: str, tmp_path: Path):
    drill = Drill.begin(tmp_path, environment(sandbox, tmp_path))
    with drill.server():
        until(drill.running, WITHIN_S)
    with drill.server():
        until(lambda: len(drill.segments()) >= 1, WITHIN_S)
    made = drill.segments()
    assert drill.films() == [] and 1 <= len(made) < len(PROMPTS)

    with drill.server():
        until(drill.films, WITHIN_S)
        assert made.items() <= drill.segments().items()  # none of them was rendered again
        before = drill.segments()
        drill.render_at(25)
        until(lambda: len(drill.segments()) > len(before), WITHIN_S)
    [old] = drill.films()
    assert drill.states() == {CutState.READY, CutState.RENDERING}

    with drill.server(signal.SIGTERM):
        until(lambda: drill.states() == {CutState.READY}, WITHIN_S)
    new, still = drill.films()
    assert still == old and len(drill.segments()) == 2 * len(PROMPTS)
    facts = [probe(tmp_path / "media" / film.name) for film in (old, new)]
    assert [(one.frames, one.fps) for one in facts] == [(FRAMES, 24), (FRAMES // 24 * 25, 25)]
    creates = httpx.get(f"{sandbox}/sandbox/creates", trust_env=False, timeout=PATIENCE_S).json()
    assert creates == {prompt: {"received": 1, "accepted": 1} for prompt in PROMPTS}
    drill.database.dispose()
