"""Renders the tunes that were asked for, in a thread of its own: a film that is being rendered does not hold them up."""

from pathlib import Path

from studio import database, library, tunes
from studio.engine.beside import BEGUN_AGAIN_S, Beside
from studio.engine.tools import Tools
from studio.errors import StudioError
from studio.media import music
from studio.media.isolated import inspect_sound
from studio.media.reader import Killed, Stopped
from studio.tables import Asset, Tune

LEASE_S = 90.0  # it takes a few seconds; and whoever else makes it makes the same


class Composing(Beside):
    """One that is not ready when the engine stops comes due again, at another engine or with the next start."""

    name = "tunes"

    def look(self) -> None:
        render_due(self.tools, self.engine_id)


def render_due(tools: Tools, engine_id: str) -> bool:
    """One tune, if one is due. False: there was none."""
    with database.reading(tools.database) as session:
        if not tunes.has_due(session, tools.clock()):
            return False
    with database.writing(tools.database) as session:
        tune = tunes.take_due(session, engine_id, tools.clock(), tools.after(LEASE_S))
    if tune is None:
        return False
    _render(tools, tune)
    return True


def _render(tools: Tools, tune: Tune) -> None:
    try:
        with tools.files.workspace() as folder:
            sound = _sound(tools, tune, folder)
    except Stopped:
        with database.writing(tools.database) as session:
            tunes.let_go(session, tune, tools.after(BEGUN_AGAIN_S))
    except (StudioError, Killed) as reason:
        _fail(tools, tune, str(reason))
    except OSError as error:
        _fail(tools, tune, f"This machine cannot write the music ({error.strerror or error}): is the disk full?")
    else:
        _keep(tools, tune, sound)


def _sound(tools: Tools, tune: Tune, folder: Path) -> Asset:
    """Rendered, looked at like any other, and moved in place."""
    target = folder / "tune.flac"
    music.write(target, tune.mood, tune.duration_s, tune.seed)
    sound = library.as_asset(tools.files, target, inspect_sound(target, folder), asset_id=tune.id)
    sound.title, sound.created_by = tune.title, tune.created_by
    return sound


def _keep(tools: Tools, tune: Tune, sound: Asset) -> None:
    """Where another engine was faster its files are the same, by the same names: they stay."""
    with database.writing(tools.database) as session:
        tunes.finish(session, tune, sound)


def _fail(tools: Tools, tune: Tune, sentence: str) -> None:
    with database.writing(tools.database) as session:
        tunes.fail(session, tune, sentence)
