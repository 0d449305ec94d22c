"""How the narration of the chosen scene goes with its pictures, and how it sounds."""

from functools import partial

from studio.database import reading
from studio.productions.cut import voicing
from studio.productions.outline import Outline, Scene
from studio.providers.catalogue import ITS_OWN, Model
from studio.ui import badges
from studio.ui.movies import edits, listening
from studio.ui.movies.scene.deed import show_deed
from studio.ui.movies.scene.words import save_typed
from studio.voices.script import Script


def show_spoken(outline: Outline, scene: Scene, known: Model | None) -> None:
    """A voice that goes on over other pictures is a surprise that one would rather have before the film."""
    with reading() as session:
        takes_s = voicing.takes_s(session, outline, scene)
    if takes_s <= scene.duration_s:
        return
    is_last = outline.number(scene.id) == sum(1 for _ in outline.scenes())
    waits = "the film ends once it has been said" if is_last else "the voice goes on over the next, whose own waits"
    sentence = f"About {takes_s:.0f} s to say, and the scene has {scene.duration_s:g} s: {waits}."
    enough_s = long_enough(known, takes_s)
    if known and not enough_s:
        sentence += f" {known.label} makes none so long: say less, or split it."
    badges.show_remark(sentence, "orange", "voice_selection")
    if enough_s:
        show_deed(f"Make the scene {enough_s:g} s long", "lengthen_scene", "expand", lengthen, scene.id, enough_s)


def long_enough(known: Model | None, takes_s: float) -> float | None:
    """The shortest that the model makes. None: it makes none so long, or chooses by itself."""
    able = known.durations_s if known and known.durations_s != ITS_OWN else ()
    return min((length_s for length_s in able if length_s >= takes_s), default=None)


def lengthen(scene_id: str, duration_s: float) -> None:
    """What was just typed is saved before."""
    save_typed()
    edits.change_scene(
        scene_id, f"Made scene {edits.number_of(scene_id)} {duration_s:g} s long.", duration_s=duration_s
    )


def show_listen(outline: Outline, scene: Scene) -> None:
    if scene.narration.strip():
        script, key = voicing.script_of(outline, scene), f"listen_{scene.id}"
        listening.show_button(script, key, partial(script_to_hear, scene.id))
        listening.show_player(script, key)


def script_to_hear(scene_id: str) -> Script | None:
    """With what was just typed."""
    scene = edits.outline().scene(scene_id) if save_typed() else None
    return voicing.script_of(edits.outline(), scene) if scene and scene.narration.strip() else None
