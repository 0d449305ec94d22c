"""What is out of date: a chosen take whose brief is not what its scene would ask for now, and whatever goes on from one."""

from collections.abc import Iterator, Mapping

from studio.brief import Brief
from studio.errors import NotFound
from studio.productions import briefs
from studio.productions.outline import Continuity, Outline, Scene
from studio.productions.takes import Takes, chosen

SAID = {
    "prompt": "The prompt or the style has changed.",
    "model": "Another model is to make it.",
    "duration_s": "The length has changed.",
    "resolution": "The resolution has changed.",
    "ratio": "The shape has changed.",
    "camera_moves": "The camera moves otherwise.",
    "first_frame": "The first frame has changed.",
    "last_frame": "The last frame has changed.",
    "references": "The references have changed.",
    "continues_id": "The scene before it has another take now.",
}
BEGINS_OTHERWISE = "It is to begin otherwise."
FOLLOWS = "What it goes on from is out of date."


def find(outline: Outline, takes: Takes) -> Mapping[str, tuple[str, ...]]:
    """By scene, in sentences, why its chosen take is out of date; what is not, or has none, is left out."""
    found: dict[str, tuple[str, ...]] = {}
    for scene in outline.scenes():
        if reasons := tuple(_reasons(outline, scene, takes, found)):
            found[scene.id] = reasons
    return found


def _reasons(outline: Outline, scene: Scene, takes: Takes, earlier: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    take = chosen(scene, takes)
    if take is None or take.id == scene.kept_id:
        return
    before = outline.before(scene.id) if scene.continuity == Continuity.CONTINUE else None
    yield from differences(take.generation.brief, wanted(outline, scene, takes))
    if before and before.id in earlier:
        yield FOLLOWS


def wanted(outline: Outline, scene: Scene, takes: Takes) -> Brief | None:
    """What it would ask for now, going on from the take that the scene before shows. None where nobody knows its model."""
    before = outline.before(scene.id)
    goes_on_from = chosen(before, takes) if before else None
    try:
        return briefs.brief_of(outline, scene, goes_on_from.id if goes_on_from else None).brief
    except NotFound:
        return None


def differences(made: Brief, now: Brief | None) -> Iterator[str]:
    """The seed is left out: each take of a scene has its own."""
    if now is None:
        yield "Its model is not in the catalogue any more."
        return
    for name, sentence in SAID.items():
        before, after = getattr(made, name), getattr(now, name)
        if before != after:
            yield BEGINS_OTHERWISE if name == "continues_id" and not (before and after) else sentence
