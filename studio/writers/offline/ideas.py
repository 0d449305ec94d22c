"""An outline from an idea, by rule: the turns that most stories take, each with its shot, as many as the length has room for."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from studio.writers.offline import camera, pace, packing, sentences
from studio.writers.outline import PlannedChapter, PlannedOutline, PlannedScene, SceneLimits, Wish


@dataclass(frozen=True)
class StoryTurn:
    """A turn of a story. `rank`: with room for n scenes, those ranked 1 to n are told."""

    title: str
    shot: str
    rank: int


TURNS: Sequence[StoryTurn] = (
    StoryTurn("The place", "A wide establishing shot", 1),
    StoryTurn("Who it is about", "A medium shot that introduces the subject", 3),
    StoryTurn("The wish", "A close-up that shows what is wanted", 6),
    StoryTurn("Setting out", "A following shot as it begins", 5),
    StoryTurn("A first obstacle", "A low-angle shot of what stands in the way", 8),
    StoryTurn("A discovery", "A slow reveal of something unexpected", 7),
    StoryTurn("The turn", "A tense close shot at the moment everything changes", 4),
    StoryTurn("The trial", "A dynamic shot at the height of it", 9),
    StoryTurn("The answer", "A bright shot as it is resolved", 10),
    StoryTurn("The last image", "A calm wide shot as it comes to rest", 2),
)
USUAL_SCENE_S = 6.0


def outline(idea: str, wish: Wish) -> PlannedOutline:
    said = [part for one in sentences.paragraphs(idea) for part in sentences.sentences(one)]
    count = wish.scenes or max(2, round(wish.seconds / wish.limits.length(USUAL_SCENE_S)))
    count = max(1, min(count, wish.limits.most_scenes))
    seconds = wish.seconds / count
    scenes = [_scene(turn, idea, said[at::count], seconds, at, wish.limits) for at, turn in enumerate(_turns(count))]
    return PlannedOutline(title=packing.title_of(said[0]), style=wish.style, chapters=_chapters(scenes, wish.chapters))


def _turns(count: int) -> list[StoryTurn]:
    """In the order of the story. More than there are: the middle ones again."""
    rounds = [turn for turn in TURNS if turn.rank <= count]
    middle = TURNS[3:8]
    more = [middle[number % len(middle)] for number in range(count - len(rounds))]
    return [*rounds[:-1], *more, rounds[-1]]


def _scene(
    turn: StoryTurn, idea: str, said: Sequence[str], seconds: float, at: int, limits: SceneLimits
) -> PlannedScene:
    narration = " ".join(said)
    about = " ".join(idea.split())
    prompt = f"{turn.shot}: {about}"
    return PlannedScene(
        title=turn.title,
        prompt=prompt,
        narration=narration,
        seconds=limits.length(max(seconds, pace.said_s(narration))),
        camera_move=camera.move_for(f"{turn.shot} {narration}", limits, at),
    )


def _chapters(scenes: Sequence[PlannedScene], wanted: int) -> tuple[PlannedChapter, ...]:
    count = min(wanted, len(scenes))
    cuts = [round(number * len(scenes) / count) for number in range(count + 1)]
    return tuple(
        PlannedChapter(title=scenes[first].title if count > 1 else "", scenes=tuple(scenes[first:last]))
        for first, last in pairwise(cuts)
    )
