"""A production is outlined again: the scenes that are there beside those that a writer would have, and what of that is taken."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from studio.access import Visitor
from studio.errors import NotFound, TooLate
from studio.productions import editing, from_writer
from studio.productions.editing import BadScene
from studio.productions.outline import Chapter, Continuity, Outline, Scene
from studio.writers.outline import PlannedContinuity, PlannedOutline, PlannedScene, Wish
from studio.writers.tasks import OutlineAgain
from studio.writings import NAMES, kept_answers
from studio.writings.kept_answers import UntakenAnswer

LIKE = 0.6  # of 1: prompts that are as alike as this are of the same scene
LONGEST_COMPARED = 600  # letters: to compare long prompts takes long, and their beginnings tell enough
LONGEST_REQUEST = 5_000  # letters
EDIT = "Outlined again."
MOVED = "The scenes have been changed meanwhile: look at what would become of them now."


class Becomes(StrEnum):
    """What becomes of a scene."""

    KEPT = "kept"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class ScenePair:
    """A scene as it is and as it would be. One of the two may be missing."""

    old: Scene | None
    new: Scene | None

    @property
    def what(self) -> Becomes:
        if self.old is None:
            return Becomes.NEW
        if self.new is None:
            return Becomes.GONE
        return Becomes.KEPT if self.old == self.new else Becomes.CHANGED


def wish_of(outline: Outline, seconds: float, scenes: int | None, moves: Sequence[str]) -> Wish:
    """`moves`: the camera moves that the provider of its model lists. Raises NotFound once nobody knows that model any more."""
    limits = from_writer.limits_of(outline.look.model, moves)
    return Wish(style=outline.look.style, seconds=seconds, scenes=scenes, limits=limits)


def task_of(outline: Outline, request: str, wish: Wish) -> OutlineAgain:
    scenes = tuple(_as_planned(scene) for scene in outline.scenes())
    return OutlineAgain(outline.idea, scenes, request, wish)


def seconds_of(outline: Outline) -> int:
    """How long it is to be, where nobody says otherwise."""
    return max(5, round(outline.duration_s))


def given_of(outline: Outline, request: str, seconds: float, scenes: int | None) -> dict[str, Any]:
    """What is kept beside an answer, so that it can be looked at later."""
    return {"request": request, "scenes": scenes, "seconds": seconds, "asked": [one.id for one in outline.scenes()]}


def kept_for(
    session: Session, who: Visitor, production_id: str, writing_id: str, *, also_taken: bool = False
) -> UntakenAnswer:
    """An outline that this person has asked for and not taken yet; `also_taken`: or has, of what has a key. Raises NotFound, and
    TooLate while it is written."""
    places = [from_writer.place_of(production_id), *([kept_answers.place_by_key(production_id)] if also_taken else [])]
    there = kept_answers.list_for(session, who.name, *places)
    kept = next((one for one in there if one.writing.id == writing_id), None)
    if kept is None or kept.writing.task != NAMES[OutlineAgain]:
        raise NotFound("No such outline is kept here: it was taken, thrown away, or never written.")
    if kept.written is None:
        raise TooLate(kept.sentence or "It is being written: look again in a minute.")
    return kept


def pairs_of(outline: Outline, kept: UntakenAnswer) -> tuple[ScenePair, ...]:
    """Beside the scenes as they are by now."""
    return compare(outline, kept.written.kept, tuple(kept.given.get("asked", ()))) if kept.written else ()


def compare(outline: Outline, planned: PlannedOutline, asked: Sequence[str] = ()) -> tuple[ScenePair, ...]:
    """In the new order; what would go stands behind the scene that it follows now. `asked`: the ids of the scenes that the writer was
    shown, in the order that they had; those that are there now, where nobody has kept it. What it has not seen stays."""
    old, coming = list(outline.scenes()), list(from_writer.outline_of(planned).scenes())
    asked = asked or [scene.id for scene in old]
    of_new = _matched([outline.scene(scene_id) for scene_id in asked], coming, [scene.was for scene in planned.scenes])
    pairs = [ScenePair(of_new.get(place), _merged(of_new.get(place), scene)) for place, scene in enumerate(coming)]
    kept = {scene.id for scene in of_new.values()}
    for place, scene in enumerate(old):
        if scene.id not in kept:
            becomes = None if scene.id in asked else scene
            pairs.insert(_behind(pairs, old[place - 1] if place else None), ScenePair(scene, becomes))
    return tuple(pairs)


def take(outline: Outline, pairs: Sequence[ScenePair], taken: Collection[int]) -> Outline:
    """With those of the changes whose places are named; the others stay away. Scenes that stay keep their ids, and so their takes.
    Raises BadScene when scenes have come or gone meanwhile, when there is no such place, and when there would be too many."""
    now_there = {scene.id: scene for scene in outline.scenes()}
    if now_there.keys() != {pair.old.id for pair in pairs if pair.old}:
        raise BadScene(MOVED)
    if not set(taken) <= set(range(len(pairs))):
        raise BadScene(f"Its places go from 0 to {len(pairs) - 1}: name those of them whose change you want.")
    scenes = [scene for place, pair in enumerate(pairs) if (scene := _taken(pair, now_there, place in taken))]
    if not scenes:
        raise BadScene("No scene would be left: keep one at least.")
    if scenes[0].continuity == Continuity.CONTINUE:
        scenes[0] = scenes[0].model_copy(update={"continuity": Continuity.NEW})
    first = next(iter(outline.chapters), Chapter())
    return editing.arrange(outline, [first.model_copy(update={"scenes": tuple(scenes)})])


def _taken(pair: ScenePair, now_there: dict[str, Scene], is_wanted: bool) -> Scene | None:
    """What somebody has edited meanwhile besides the writer's words, such as the chosen take, stays."""
    if pair.old is None:
        return pair.new if is_wanted else None
    there = now_there[pair.old.id]
    if not is_wanted or pair.what == Becomes.KEPT:
        return there
    return _merged(there, pair.new) if pair.new else None


def _merged(old: Scene | None, new: Scene) -> Scene:
    """The writer's words; all else as it is. What it leaves empty it has not thought of."""
    if old is None:
        return new
    words = {name: getattr(new, name) for name in ("title", "prompt", "camera_moves") if getattr(new, name)}
    beginning = old.continuity if old.continuity == Continuity.MATCH else new.continuity
    more = {"narration": new.narration, "duration_s": new.duration_s, "continuity": beginning}
    return old.model_copy(update=words | more)


def _matched(asked: Sequence[Scene | None], coming: Sequence[Scene], numbers: Sequence[int]) -> dict[int, Scene]:
    """By the number that the writer says, each once; the rest by how alike the prompts are, the most alike first. None: it is gone
    by now."""
    found: dict[int, Scene] = {}
    for place, number in enumerate(numbers[: len(coming)]):
        scene = asked[number - 1] if 1 <= number <= len(asked) else None
        if scene and scene not in found.values():
            found[place] = scene
    left = [scene for scene in asked if scene and scene not in found.values()]
    places = [place for place in range(len(coming)) if place not in found]
    likes = [(_likeness(scene, coming[place]), place, scene) for place in places for scene in left]
    for like, place, scene in sorted(likes, key=lambda one: -one[0]):
        if like >= LIKE and place not in found and scene not in found.values():
            found[place] = scene
    return found


def _likeness(old: Scene, new: Scene) -> float:
    return SequenceMatcher(None, old.prompt[:LONGEST_COMPARED].split(), new.prompt[:LONGEST_COMPARED].split()).ratio()


def _behind(pairs: Sequence[ScenePair], before: Scene | None) -> int:
    return next((place + 1 for place, pair in enumerate(pairs) if pair.old and before and pair.old.id == before.id), 0)


def _as_planned(scene: Scene) -> PlannedScene:
    return PlannedScene(
        title=scene.title,
        prompt=scene.prompt,
        narration=scene.narration,
        seconds=scene.duration_s,
        camera_move=next(iter(scene.camera_moves), ""),
        continuity=PlannedContinuity(scene.continuity.value),
    )
