"""Renders the cuts of productions, one after the other, in a thread of its own. The work itself is done in another process; what was
rendered before a crash is there for whoever goes on."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from studio import database, library, speeches
from studio.engine.beside import BEGUN_AGAIN_S, Beside
from studio.engine.tools import Tools
from studio.errors import StudioError
from studio.media.film import cutting as film
from studio.media.film.recipe import from_value
from studio.media.film.timeline import poster_s
from studio.media.isolated import Inspected, inspect
from studio.media.reader import Killed, Stopped
from studio.media.watched import Cancelled
from studio.productions.cut import awaiting, cuts, measuring, narrating
from studio.productions.cut.recipes import ASSET
from studio.tables import Asset, AssetKind, Cut, CutState

LEASE_S = 30.0
RENEW_EVERY_S = 5.0
TELL_EVERY_S = 1.0  # how far it is, which renews the lease too
SPEAKING = 0.1  # of the whole

log = logging.getLogger(__name__)


class Cutting(Beside):
    """What is being rendered when the engine stops is given back; its segments stay."""

    name = "cuts"

    def look(self) -> None:
        render_due(self.tools, self.engine_id, self.stopping.is_set)


def render_due(tools: Tools, engine_id: str, is_stopping: Callable[[], bool] = lambda: False) -> bool:
    """One cut, if one is due. False: there was none."""
    awaiting.go_on(tools.database, tools.files, tools.clock())
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
        self._told, self._lock = (cut.fraction, cut.sentence), threading.Lock()

    def tell(self, fraction: float, sentence: str) -> None:
        self._told = round(fraction, 3), sentence
        if time.monotonic() - self._told_at >= TELL_EVERY_S:
            self._told_at = time.monotonic()
            self._renew()

    @contextmanager
    def renewing(self) -> Iterator[None]:
        """The lease, until the end of the block: much of the work takes longer than that and says nothing meanwhile."""
        is_done = threading.Event()
        thread = threading.Thread(target=self._renew_until, args=(is_done,), name="lease of a cut", daemon=True)
        thread.start()
        try:
            yield
        finally:
            is_done.set()
            thread.join()

    def _renew_until(self, is_done: threading.Event) -> None:
        while not is_done.wait(RENEW_EVERY_S):
            try:
                self._renew()
            except Exception:  # the end of its thread: a database that is busy for a moment is asked again
                log.exception("the lease of a cut was not renewed; going on")

    def _renew(self) -> None:
        with self._lock, database.writing(self._tools.database) as session:
            self._is_wanted = cuts.go_on(session, self._cut, self._tools.after(LEASE_S), *self._told)

    def is_over(self) -> bool:
        return self._is_stopping() or not self._is_wanted


def _render(tools: Tools, cut: Cut, watch: Watch) -> None:
    try:
        with tools.files.workspace() as folder, watch.renewing():
            asset, measured = _film(tools, cut, watch, folder)
    except Cancelled:
        _let_go(tools, cut, tools.clock())
    except Stopped:
        _let_go(tools, cut, tools.after(BEGUN_AGAIN_S))
    except (StudioError, Killed) as reason:
        _fail(tools, cut, str(reason))
    except OSError as error:
        _fail(tools, cut, f"This machine cannot write the film ({error.strerror or error}): is the disk full?")
    else:
        _keep(tools, cut, asset, measured)


def _film(tools: Tools, cut: Cut, watch: Watch, folder: Path) -> tuple[Asset, dict[str, Any]]:
    """Rendered, looked at, and moved in place; with what was measured."""
    target, kept = folder / "film.mp4", tools.settings().cuts
    kept.mkdir(parents=True, exist_ok=True)
    recipe = narrating.narrate(
        from_value(cut.recipe),
        kept / "speech",
        find=lambda speech_id: _speech_of(tools, speech_id),
        on_progress=lambda done, said: watch.tell(done * SPEAKING, said),
    )
    made = film.cut(
        recipe,
        kept,
        target,
        find=lambda name: _file_of(tools, name),
        quality="preview" if cut.is_preview else "film",
        on_progress=lambda done, said: watch.tell(SPEAKING + done * (1 - SPEAKING), said),
        is_cancelled=watch.is_over,
    )
    looked_at = inspect(target, folder, poster_s=poster_s(made.timeline))
    return _asset(tools, cut, target, looked_at), measuring.to_json(recipe, made.lengths, kept)


def _file_of(tools: Tools, name: str) -> Path:
    """Raises NotFound for an asset that is gone for good."""
    if not name.startswith(ASSET):
        return Path(name)
    with database.reading(tools.database) as session:
        return tools.files.path_of(library.get(session, name.removeprefix(ASSET)).asset.name)


def _speech_of(tools: Tools, speech_id: str) -> Path:
    """Raises NotFound where it is not spoken."""
    with database.reading(tools.database) as session:
        return tools.files.path_of(speeches.get(session, speech_id).name or "")


def _asset(tools: Tools, cut: Cut, target: Path, looked_at: Inspected) -> Asset:
    asset = library.as_asset(tools.files, target, looked_at)
    asset.kind = AssetKind.PREVIEW if cut.is_preview else AssetKind.FILM
    asset.title, asset.created_by = cut.recipe.get("title") or "Untitled", cut.created_by
    return asset


def _keep(tools: Tools, cut: Cut, asset: Asset, measured: dict[str, Any]) -> None:
    with database.writing(tools.database) as session:
        is_ours = cuts.finish(session, cut, asset, measured)
    if not is_ours:
        for name in library.names_of(asset):
            tools.files.remove(name)


def _let_go(tools: Tools, cut: Cut, until: datetime) -> None:
    with database.writing(tools.database) as session:
        cuts.let_go(session, cut, until)


def _fail(tools: Tools, cut: Cut, sentence: str) -> None:
    with database.writing(tools.database) as session:
        cuts.stop(session, cut, CutState.FAILED, sentence)
