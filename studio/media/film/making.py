"""A cut from its recipe to its file, step by step. It runs in a process of its own: `cutting.py` is the door to it."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from studio.media.encode import Quality
from studio.media.film import recipe as recipes
from studio.media.film import segments
from studio.media.film import timeline as timelines
from studio.media.film.burning import check_letters
from studio.media.film.costs import estimate_s, note_speed
from studio.media.film.joining import join
from studio.media.film.recipe import Recipe, Shot
from studio.media.film.rendering import SegmentCounts, SegmentRenderer
from studio.media.film.segments import Segment
from studio.media.film.sound import keeping
from studio.media.film.sound.stems import write_stems
from studio.media.film.sources import Sources, look
from studio.media.film.timeline import Lengths, Timeline, lay_out
from studio.media.film.turns import in_turn

QUALITIES = {"film": Quality(), "preview": Quality("ultrafast", 28)}
PREVIEW_SIDE = 360  # of the shorter side, in pixels

Tell = Callable[[float, str], None]

SOUND_SHARE, JOIN_SHARE = 0.1, 0.03  # of the whole, for the progress


@dataclass(frozen=True)
class FilmPlan:
    """All that is known before anything is rendered."""

    recipe: Recipe
    sources: Sources
    timeline: Timeline
    segments: list[Segment]
    sound: keeping.FilmSound | None  # None where nothing is heard
    quality: Quality
    folder: Path

    def missing(self) -> list[Segment]:
        return [segment for segment in self.segments if not segment.is_in(self.folder)]


def make_plan(recipe_json: str, folder: str, quality: str) -> FilmPlan:
    """Raises BadCut and BadMedia for what cannot be."""
    recipe, place = recipes.from_json(recipe_json), Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    if quality == "preview":
        recipe = smaller(recipe)
    check_letters(recipe)
    sources = look(recipe, place)
    recipe = in_turn(recipe, _lengths(recipe, sources))
    timeline = lay_out(recipe, sources.lengths_s)
    planned = segments.plan(recipe, timeline, sources.hashes, QUALITIES[quality])
    sound = keeping.sound_of(recipe, timeline, sources)
    return FilmPlan(recipe, sources, timeline, planned, sound, QUALITIES[quality], place)


def survey(recipe_json: str, folder: str, quality: str) -> dict[str, Any]:
    """For `cutting.survey`."""
    plan = make_plan(recipe_json, folder, quality)
    missing = plan.missing()
    mixes = plan.sound is not None and not plan.sound.is_in(plan.folder)
    frames = sum(segment.frames for segment in missing)
    took_s = estimate_s(plan.recipe, plan.folder, frames, plan.timeline.duration_s, mixes_sound=mixes)
    return {
        "lengths": asdict(_lengths(plan.recipe, plan.sources)),
        "segments": len(plan.segments),
        "missing": len(missing),
        "estimate_s": round(took_s, 1),
    }


def cut(tell: Tell, recipe_json: str, folder: str, target: str, quality: str) -> dict[str, Any]:
    """For `cutting.cut`."""
    tell(0, "Looking at the scenes")
    plan = make_plan(recipe_json, folder, quality)
    lengths = _lengths(plan.recipe, plan.sources)
    if plan.recipe.music:
        timelines.check_music(plan.recipe.music.start_s, lengths.music_s)
    counts = _render(plan, tell)
    track = _sound(plan, tell)
    _join(plan, track, Path(target), tell)
    return {"lengths": asdict(lengths), "duration_s": plan.timeline.duration_s} | asdict(counts)


def stems(tell: Tell, recipe_json: str, folder: str, target_folder: str) -> list[str]:
    """For `cutting.write_stems`."""
    plan = make_plan(recipe_json, folder, "film")
    if plan.sound is None:
        return []
    sound = plan.sound
    return write_stems(
        Path(target_folder),
        sound.sounds,
        sound.samples,
        sound.ducked_to,
        lambda done: tell(done, "Writing the sounds one by one"),
    )


def _lengths(recipe: Recipe, sources: Sources) -> Lengths:
    said = [item.narration.sound if item.narration else "" for item in recipe.reel]
    music_s = sources.sound_s(recipe.music.sound) if recipe.music else 0
    return Lengths(tuple(sources.lengths_s), tuple(map(sources.sound_s, said)), music_s)


def smaller(recipe: Recipe) -> Recipe:
    """The same film with a shorter side of 360 pixels, or as it is where it has no more."""
    scale = min(1, PREVIEW_SIDE / min(recipe.width, recipe.height))
    sides = {name: round(getattr(recipe, name) * scale / 2) * 2 for name in ("width", "height")}
    return recipe.model_copy(update=sides)


def _render(plan: FilmPlan, tell: Tell) -> SegmentCounts:
    total = sum(segment.frames for segment in plan.missing())
    progress = _Progress(tell, plan.recipe, max(1, total))
    renderer = SegmentRenderer(plan.recipe, plan.timeline, plan.folder, plan.quality, progress.heard)
    started = time.monotonic()
    renderer.render(plan.segments)
    note_speed(plan.recipe, plan.folder, progress.frames, time.monotonic() - started)
    return renderer.counts


class _Progress:
    """“Scene 3 of 6”, and how many of the pictures that were missing are there."""

    def __init__(self, tell: Tell, recipe: Recipe, total: int):
        self._tell, self._total, self._places = tell, total, _places(recipe)
        self.frames = 0

    def heard(self, index: int) -> None:
        self.frames += 1
        share = (1 - SOUND_SHARE - JOIN_SHARE) * self.frames / self._total
        self._tell(min(share, 1), self._places[index])


def _places(recipe: Recipe) -> list[str]:
    """What the progress calls each shot or card. Cards are no scenes, and do not count as any."""
    shots = [isinstance(item, Shot) for item in recipe.reel]
    return [
        f"Scene {sum(shots[: index + 1])} of {sum(shots)}" if is_shot else recipe.label(index)
        for index, is_shot in enumerate(shots)
    ]


def _sound(plan: FilmPlan, tell: Tell) -> Path | None:
    start = 1 - SOUND_SHARE - JOIN_SHARE
    if plan.sound is None:
        return None
    return plan.sound.kept(
        plan.folder, lambda fraction: tell(start + SOUND_SHARE * min(1, fraction), "Mixing the sound")
    )


def _join(plan: FilmPlan, track: Path | None, target: Path, tell: Tell) -> None:
    recipe, count = plan.recipe, len(plan.segments)
    is_soft = recipe.subtitles.mode == "soft"
    join(
        target,
        [(segment.path_in(plan.folder), segment.frames) for segment in plan.segments],
        recipe.fps,
        sound=track,
        lines=list(timelines.lines(recipe, plan.timeline)) if is_soft else (),
        language=recipe.subtitles.language,
        chapters=timelines.chapters(recipe, plan.timeline),
        title=recipe.title,
        on_segment=lambda joined: tell(1 - JOIN_SHARE * (1 - joined / count), "Putting the film together"),
    )
