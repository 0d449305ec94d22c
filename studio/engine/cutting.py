"""Renders the cuts of productions, one after the other, in a thread of its own. The work itself is done in another process; what was
rendered before a crash is there for whoever goes on."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from studio import database, library
from studio.engine.tools import Tools
from studio.errors import StudioError
from studio.media.film import cutting as film
from studio.media.film.recipe import Recipe
from studio.media.isolated import inspect
from studio.media.watched import Cancelled
from studio.productions import awaiting, cuts, narrating
from studio.productions.recipes import ASSET
from studio.tables import Asset, Cut, CutState, new_id

LOOK_EVERY_S = 0.5
LEASE_S = 30.0
TELL_EVERY_S = 1.0  # how far it is, which renews the lease too
SPEAKING = 0.1  # of the whole

log = logging.getLogger(__name__)


class Cutting:
    """Started and stopped with the housekeeping of every engine."""

    def __init__(self, tools: Tools, engine_id: str):
        self.tools, self.engine_id = tools, engine_id
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cuts", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What is being rendered is given back; its segments stay."""
        self._stopping.set()
        if self._thread.ident:
            self._thread.join(10)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_S):
            try:
                render_due(self.tools, self.engine_id, self._stopping.is_set)
            except Exception:  # the engine's loop outlives whatever happens in it
                log.exception("rendering a cut failed; going on")


def render_due(tools: Tools, engine_id: str, is_stopping: Callable[[], bool] = lambda: False) -> bool:
    """One cut, if one is due. False: there was none."""
    awaiting.go_on(tools.database, tools.clock())
    with database.reading(tools.database) as session:
        if not cuts.has_due(session, tools.clock()):
            return False
    with database.writing(tools.database) as session:
        cut = cuts.take_due(session, engine_id, tools.clock(), tools.after(LEASE_S))
    if cut is None:
        return False
    _render(tools, cut, Watch(tools, cut, is_stopping))
    return True


class Watch:
    """Writes down how far the work is, and hears whether it is still wanted."""

    def __init__(self, tools: Tools, cut: Cut, is_stopping: Callable[[], bool]):
        self._tools, self._cut, self._is_stopping = tools, cut, is_stopping
        self._told_at, self._is_wanted = 0.0, True

    def tell(self, fraction: float, sentence: str) -> None:
        if time.monotonic() - self._told_at < TELL_EVERY_S:
            return
        self._told_at = time.monotonic()
        with database.writing(self._tools.database) as session:
            until = self._tools.after(LEASE_S)
            self._is_wanted = cuts.go_on(session, self._cut, until, round(fraction, 3), sentence)

    def is_over(self) -> bool:
        return self._is_stopping() or not self._is_wanted


def _render(tools: Tools, cut: Cut, watch: Watch) -> None:
    try:
        with tools.files.workspace() as folder:
            asset = _film(tools, cut, watch, folder)
    except Cancelled:
        with database.writing(tools.database) as session:
            cuts.let_go(session, cut, tools.clock())
    except StudioError as reason:
        _fail(tools, cut, str(reason))
    except OSError as error:
        _fail(tools, cut, f"This machine cannot write the film ({error.strerror or error}): is the disk full?")
    else:
        _keep(tools, cut, asset)


def _film(tools: Tools, cut: Cut, watch: Watch, folder: Path) -> Asset:
    """Rendered, looked at, and moved in place."""
    target, kept = folder / "film.mp4", tools.files.root.parent / "cuts"
    kept.mkdir(parents=True, exist_ok=True)
    recipe = Recipe.model_validate(cut.recipe)
    recipe = narrating.narrate(recipe, kept / "speech", lambda done, said: watch.tell(done * SPEAKING, said))
    film.cut(
        recipe,
        kept,
        target,
        find=lambda name: _file_of(tools, name),
        quality="preview" if cut.is_preview else "film",
        on_progress=lambda done, said: watch.tell(SPEAKING + done * (1 - SPEAKING), said),
        is_cancelled=watch.is_over,
    )
    return _asset(tools, cut, target, folder)


def _file_of(tools: Tools, name: str) -> Path:
    """Raises NotFound for an asset that is gone for good."""
    if not name.startswith(ASSET):
        return Path(name)
    with database.reading(tools.database) as session:
        return tools.files.path_of(library.get(session, name.removeprefix(ASSET)).asset.name)


def _asset(tools: Tools, cut: Cut, target: Path, folder: Path) -> Asset:
    found, asset_id = inspect(target, folder), new_id()
    width, height = found.facts.shown_size
    return Asset(
        id=asset_id,
        kind="preview" if cut.is_preview else "film",
        title=cut.recipe.get("title") or "Untitled",
        name=tools.files.keep(target, asset_id, found.sha256, found.facts.kind),
        poster=tools.files.keep(found.poster, asset_id, found.sha256, "webp"),
        sha256=found.sha256,
        size_bytes=found.size_bytes,
        duration_s=found.facts.duration_s,
        fps=found.facts.fps,
        width=width,
        height=height,
        created_by=cut.created_by,
    )


def _keep(tools: Tools, cut: Cut, asset: Asset) -> None:
    with database.writing(tools.database) as session:
        is_ours = cuts.finish(session, cut, asset)
    if not is_ours:
        for name in library.names_of(asset):
            tools.files.remove(name)


def _fail(tools: Tools, cut: Cut, sentence: str) -> None:
    with database.writing(tools.database) as session:
        cuts.stop(session, cut, CutState.FAILED, sentence)
