"""How long a film would be, before its voices are paid: as they were spoken, or else about as long as the words take."""

from sqlmodel import Session

from studio.errors import BadCut
from studio.media.film.recipe import Shot
from studio.media.film.timeline import Lengths
from studio.media.film.turns import in_turn
from studio.productions import shelf, takes
from studio.productions.cut import recipes, voicing
from studio.productions.outline import Outline
from studio.productions.takes import Takes


def require_fits(session: Session, production_id: str) -> None:
    """Nothing speaks against a voice where no scene has a take yet. Raises BadCut where the film would be too long with it."""
    outline, made = shelf.get(session, production_id).outline, takes.list_all(session, production_id)
    if any(takes.chosen(scene, made) for scene in outline.scenes()):
        recipe = recipes.make(outline, made, has_music=False)
        in_turn(recipe, _lengths(session, outline, made, [isinstance(item, Shot) for item in recipe.reel]))


def reason_against(session: Session, production_id: str) -> str:
    """Empty where it fits."""
    try:
        require_fits(session, production_id)
    except BadCut as reason:
        return str(reason)
    return ""


def _lengths(session: Session, outline: Outline, made: Takes, are_shots: list[bool]) -> Lengths:
    shown = [(scene, take) for scene in outline.scenes() if (take := takes.chosen(scene, made))]
    clips_s = iter([take.clip.duration_s or scene.duration_s for scene, take in shown if take.clip])
    said_s = iter([voicing.takes_s(session, outline, scene) for scene, _ in shown])
    both = [(next(clips_s), next(said_s)) if is_shot else (0.0, 0.0) for is_shot in are_shots]
    return Lengths(tuple(clip_s for clip_s, _ in both), tuple(spoken_s for _, spoken_s in both))
