"""The door to cutting a film: ask what it would take, cut it, cut a small one to look at. The work is done in another process.

`folder` is where segments are kept from one cut to the next. It needs no care: what is gone is rendered again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from studio.files import PART, remove_all
from studio.media import isolated, watched
from studio.media.film.recipe import Recipe, to_json
from studio.media.film.timeline import Lengths, Timeline, lay_out
from studio.media.film.turns import in_turn
from studio.media.isolated import ProcessLimits
from studio.media.watched import OnProgress, nobody_listens

Quality = Literal["film", "preview"]
Find = Callable[[str], Path]

MIX = ".mix-"  # folders in which sound is mixed
KEPT = (".mp4", ".m4a", ".json", ".wav", ".times")  # what is used again, and made again where it is gone

LOOKING = ProcessLimits(time_s=120, cpu_s=240, memory_bytes=4 << 30)
CUTTING = ProcessLimits(
    time_s=300, cpu_s=4 * 3600, memory_bytes=6 << 30
)  # an hour decoded to find a late trim says nothing meanwhile


@dataclass(frozen=True)
class Survey:
    """Before a cut: where everything lies, how much is to be rendered and how long that will take."""

    timeline: Timeline
    lengths: Lengths
    segments: int
    missing: int
    estimate_s: float


@dataclass(frozen=True)
class FinishedFilm:
    """A film that is there. `encoded`, `copied` and `found` count its segments."""

    path: Path
    timeline: Timeline
    lengths: Lengths
    duration_s: float
    encoded: int
    copied: int
    found: int


def survey(recipe: Recipe, folder: Path, *, find: Find = Path, quality: Quality = "film") -> Survey:
    """Raises BadCut and BadMedia for what cannot be cut."""
    told = isolated.run("studio.media.film.making:survey", _found(recipe, find), folder, quality, limits=LOOKING)
    lengths = _lengths(told.pop("lengths"))
    return Survey(lay_out(in_turn(recipe, lengths), lengths.clips_s), lengths, **told)


def cut(
    recipe: Recipe,
    folder: Path,
    target: Path,
    *,
    find: Find = Path,
    quality: Quality = "film",
    on_progress: OnProgress = nobody_listens,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> FinishedFilm:
    """Write the film to `target`. `find` says where a clip or sound of the recipe lies.

    After a crash or `Cancelled`, call it again: it goes on with the segment it was at. Raises what `survey` raises, too.
    """
    told = watched.run(
        "studio.media.film.making:cut",
        _found(recipe, find),
        folder,
        target,
        quality,
        limits=CUTTING,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    lengths = _lengths(told.pop("lengths"))
    return FinishedFilm(target, lay_out(in_turn(recipe, lengths), lengths.clips_s), lengths, **told)


def write_stems(
    recipe: Recipe,
    folder: Path,
    target_folder: Path,
    *,
    find: Find = Path,
    on_progress: OnProgress = nobody_listens,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> list[Path]:
    """A WAV for each of clips, speech and music that is heard, as long as the film; together they are the mix."""
    names = watched.run(
        "studio.media.film.making:stems",
        _found(recipe, find),
        folder,
        target_folder,
        limits=CUTTING,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    return [target_folder / name for name in names]


def sweep(folder: Path, unused_since: datetime, half_written_since: datetime) -> int:
    """Remove what no cut has used since then, in the folders within too, and what dead processes left half written. Returns how many."""
    old = [path for path in _kept(folder) if _is_old(path, half_written_since if _is_half(path) else unused_since)]
    return remove_all(old)


def _kept(folder: Path) -> list[Path]:
    found = list(folder.iterdir()) if folder.is_dir() else []
    within = [path for place in found if place.is_dir() and not _is_half(place) for path in place.iterdir()]
    return [path for path in (*found, *within) if path.suffix in KEPT or _is_half(path)]


def _is_half(path: Path) -> bool:
    return path.suffix == PART or path.name.startswith(MIX)


def _is_old(path: Path, since: datetime) -> bool:
    try:
        return path.stat().st_mtime < since.timestamp()
    except FileNotFoundError:  # it was finished, or another swept it
        return False


def _lengths(told: dict[str, Any]) -> Lengths:
    return Lengths(tuple(told["clips_s"]), tuple(told["narrations_s"]), told["music_s"])


def _found(recipe: Recipe, find: Find) -> str:
    return to_json(recipe.with_files(lambda name: str(find(name).absolute())))
