"""The prompt of a scene is shown to the writer, beside what its model can do."""

from collections.abc import Sequence

from studio.errors import NotFound
from studio.productions import briefs
from studio.productions.outline import LONGEST_PROMPT, Outline, Scene
from studio.providers import camera_moves, catalogue
from studio.providers.catalogue import Model
from studio.settings import Settings
from studio.writers.tasks import Enhance, Surroundings


def surroundings_of(outline: Outline, scene: Scene, known: Model | None, moves: Sequence[str]) -> Surroundings:
    """`known`: its model, where that is in the catalogue; `moves`: the camera moves that its provider lists."""
    return Surroundings(
        style=outline.look.style,
        camera_move=next(iter(scene.camera_moves), ""),
        camera_moves=tuple(moves) if known and known.camera_moves else (),
        longest_prompt=min(LONGEST_PROMPT, known.prompt_chars[1]) if known else LONGEST_PROMPT,
    )


def surroundings_at_once(outline: Outline, scene: Scene, settings: Settings) -> Surroundings:
    """For who waits for no provider elsewhere. Not inside a session."""
    try:
        known = catalogue.model(briefs.own(outline.look, scene, "model"))
    except NotFound:
        return surroundings_of(outline, scene, None, ())
    return surroundings_of(outline, scene, known, camera_moves.listed_here(known.id, settings))


def task_of(scene: Scene, surroundings: Surroundings) -> Enhance:
    return Enhance(scene.prompt, surroundings)
