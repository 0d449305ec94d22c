"""What the writer would make of the words of the chosen scene, to be used or left."""

from functools import partial

from studio.productions import editing
from studio.productions import enhancing as of_scenes
from studio.productions.outline import Outline, Scene
from studio.providers import camera_moves
from studio.providers.catalogue import Model
from studio.settings import Settings
from studio.ui import enhancing
from studio.ui.movies import address, edits
from studio.writers.tasks import Change, Enhance, Surroundings


def show_enhance(outline: Outline, scene: Scene, known: Model | None, settings: Settings) -> None:
    moves = camera_moves.listed(known.provider, settings) if known and known.camera_moves else []
    surroundings = of_scenes.surroundings_of(outline, scene, known, moves)
    enhancing.show_button(
        partial(task_of, scene.id, surroundings), partial(take_words, scene.id), f"enhance {scene.id}", is_able=edits.can_edit(),
        production_id=address.movie_id(),
    )  # fmt: skip


def task_of(scene_id: str, surroundings: Surroundings) -> Enhance:
    """Raises NoScene."""
    return of_scenes.task_of(editing.require(edits.outline(), scene_id), surroundings)


def take_words(scene_id: str, change: Change, is_new: bool) -> bool:
    """What the writer would have in that field; or again what was there."""
    text = change.becomes if is_new else change.was
    value = text if change.field == "prompt" else first_move(text, edits.outline().scene(scene_id))
    deed = "Enhanced the" if is_new else "Took back the enhanced"
    name = {"prompt": "prompt", "camera_move": "camera_moves"}[change.field]
    sentence = f"{deed} {name.replace('_', ' ')} of scene {edits.number_of(scene_id)}."
    return edits.change_scene(scene_id, sentence, **{name: value})


def first_move(move: str, scene: Scene | None) -> tuple[str, ...]:
    """In place of the first; the others stay."""
    return tuple(one for one in dict.fromkeys((move, *(scene.camera_moves[1:] if scene else ()))) if one)
