"""What a writer may plan, and how that becomes an outline of ours: the same scenes in the same order, with the look and the finish
that are there."""

from collections.abc import Sequence

from studio.productions.outline import (
    LONGEST_NARRATION,
    LONGEST_PROMPT,
    LONGEST_TITLE,
    MOST_SCENES,
    Chapter,
    Continuity,
    Outline,
    Scene,
)
from studio.providers import catalogue
from studio.writers.checking import cut
from studio.writers.outline import PlannedChapter, PlannedOutline, PlannedScene, SceneLimits

LONGEST_S = 60.0


def outline_of(planned: PlannedOutline, there: Outline | None = None) -> Outline:
    """In place of the chapters that are there. A title and a style that somebody has given stay as they are."""
    there = there or Outline()
    style = there.look.style or cut(planned.style, LONGEST_PROMPT)
    return Outline(
        title=there.title.strip() or cut(planned.title, LONGEST_TITLE),
        idea=there.idea,
        look=there.look.model_copy(update={"style": style}),
        finish=there.finish,
        chapters=tuple(_chapters(planned)),
    )


def limits_of(model_id: str, moves: Sequence[str] = ()) -> SceneLimits:
    """What a scene may be whose clip this model makes, and no more than a production keeps. `moves`: the camera moves that its
    provider lists. Raises NotFound."""
    known = catalogue.model(model_id)
    return SceneLimits(
        lengths_s=tuple(seconds for seconds in known.durations_s if seconds),
        most_scenes=MOST_SCENES,
        longest_prompt=min(max(40, known.prompt_chars[1]), LONGEST_PROMPT),
        camera_moves=tuple(moves) if known.camera_moves else (),
    )


def place_of(production_id: str) -> str:
    """Where an outline for it is kept that nobody has taken yet: the one that it begins with, or another."""
    return f"outline again {production_id}"


def _chapters(planned: PlannedOutline) -> list[Chapter]:
    """As many scenes as a production has; the first of them has none before it to go on from."""
    chapters, left = list[Chapter](), MOST_SCENES
    for number, chapter in enumerate(planned.chapters):
        scenes = [_scene(scene) for scene in chapter.scenes[:left]]
        if number == 0:
            scenes[:1] = [first.model_copy(update={"continuity": Continuity.NEW}) for first in scenes[:1]]
        chapters.append(_chapter(chapter, scenes))
        left -= len(scenes)
    return [one for one in chapters if one.scenes] or [Chapter()]


def _chapter(planned: PlannedChapter, scenes: list[Scene]) -> Chapter:
    return Chapter(title=cut(planned.title, LONGEST_TITLE), scenes=tuple(scenes))


def _scene(planned: PlannedScene) -> Scene:
    return Scene(
        title=cut(planned.title, LONGEST_TITLE),
        prompt=cut(planned.prompt, LONGEST_PROMPT),
        narration=cut(planned.narration, LONGEST_NARRATION),
        duration_s=min(planned.seconds, LONGEST_S),
        camera_moves=(planned.camera_move,) if planned.camera_move else (),
        continuity=Continuity(planned.continuity.value),
    )
