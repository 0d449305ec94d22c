"""Outlines to begin with."""

from studio.brief import Keyframe
from studio.productions.outline import Chapter, Continuity, Look, Outline, Scene

PICTURE = Keyframe(url="https://example.org/harbour.jpg")


def story(*prompts: str, model: str = "luma:ray-2", style: str = "", continues: tuple[int, ...] = ()) -> Outline:
    """A scene for each prompt, `s1`, `s2` ...; those of `continues` go on from the one before."""
    scenes = tuple(
        Scene(
            id=f"s{number}",
            prompt=prompt,
            narration=f"Words of scene {number}.",
            continuity=Continuity.CONTINUE if number in continues else Continuity.NEW,
        )
        for number, prompt in enumerate(prompts, start=1)
    )
    return Outline(title="The boat", look=Look(model=model, style=style), chapters=(Chapter(id="c1", scenes=scenes),))


BOAT = story("A paper boat in the rain", "It passes a bridge", "It reaches the sea", continues=(2,))


def ids(outline: Outline) -> list[str]:
    return [scene.id for scene in outline.scenes()]
