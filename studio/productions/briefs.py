"""What a scene asks for: its own words and the look's, for its own model or the look's."""

from typing import Any

from studio.brief import Brief
from studio.productions.outline import Continuity, Look, Outline, Scene
from studio.providers import catalogue, fitting
from studio.providers.fitting import Fitted

OWN = ("model", "resolution", "ratio")  # what a scene may have of its own


def brief_of(outline: Outline, scene: Scene, continues_id: str | None) -> Fitted:
    """As its model can make it; the changes say what gave way. `continues_id`: the generation that it goes on from, where it does.

    Raises NotFound for a model nobody knows.
    """
    wanted: dict[str, Any] = {name: own(outline.look, scene, name) for name in OWN}
    matches = scene.continuity == Continuity.MATCH
    brief = Brief(
        **wanted,
        prompt=prompt_of(outline.look, scene),
        duration_s=scene.duration_s,
        camera_moves=_known_moves(wanted["model"], scene.camera_moves),
        first_frame=scene.first_frame if matches else None,
        last_frame=scene.last_frame,
        references=scene.references,
        continues_id=continues_id if scene.continuity == Continuity.CONTINUE else None,
        caption=False,
    )
    return fitting.fit(brief, brief.model)


def own(look: Look, scene: Scene, name: str) -> Any:
    """Its own, or the look's."""
    return getattr(scene, name) or getattr(look, name)


def prompt_of(look: Look, scene: Scene) -> str:
    """The scene's words, then those that all scenes share."""
    words = scene.prompt.strip()
    return f"{words.rstrip('.')}. {look.style.strip()}" if words and look.style.strip() else words


def _known_moves(model: str, moves: tuple[str, ...]) -> tuple[str, ...]:
    """None where the model takes none."""
    return moves if catalogue.model(model).camera_moves else ()
