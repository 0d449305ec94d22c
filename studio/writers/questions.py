"""What a model is asked for a task: instructions, words, pictures, and the shape of the answer. Pure: nobody is asked here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from studio.writers import answers
from studio.writers.checking import RawOutline
from studio.writers.interface import require_text
from studio.writers.outline import PlannedScene, SceneLimits, Wish
from studio.writers.prompt_files import PromptFiles
from studio.writers.rates import TOKENS_PER_PICTURE, Usage, tokens_of
from studio.writers.tasks import BreakUp, Enhance, MakeOutline, OutlineAgain, ReviewTake, Soften, Task

THOUGHTS = 800  # tokens that a model thinks before it writes
TOKENS_PER_SCENE = 160
SECONDS_PER_SCENE = 6
LETTERS_PER_SCENE = 250  # of a text that is broken up
MOST_FRAMES = 8


@dataclass(frozen=True)
class Question:
    instructions: str
    words: str
    shape: type[BaseModel]
    tokens_out: int  # probably, with thoughts
    pictures: tuple[bytes, ...] = ()

    @property
    def usage(self) -> Usage:
        """Before it is asked."""
        words = tokens_of(self.instructions) + tokens_of(self.words)
        return Usage(words + TOKENS_PER_PICTURE * len(self.pictures), self.tokens_out)


def question_of(task: Task[Any], files: PromptFiles) -> Question:
    """Raises CannotWrite, BadPrompt."""
    return _BY_TASK[type(task)](task, files)


def _enhance(task: Enhance, files: PromptFiles) -> Question:
    surroundings = task.surroundings
    values = {
        "prompt": require_text(task.prompt, "a prompt"),
        "style": surroundings.style or "as you choose",
        "camera_move": surroundings.camera_move or "none",
        "camera_moves": ", ".join(surroundings.camera_moves) or "none",
        "longest_prompt": str(surroundings.longest_prompt),
    }
    how, given = files.filled("enhance", values, "prompt")
    return Question(how, given, answers.RawPrompt, THOUGHTS + tokens_of(task.prompt) + 200)


def _outline(task: MakeOutline, files: PromptFiles) -> Question:
    values = _of_wish(task.wish) | {"idea": require_text(task.idea, "an idea")}
    how, given = files.filled("outline", values, "idea")
    return Question(how, given, RawOutline, _tokens(task.wish, task.wish.seconds / SECONDS_PER_SCENE))


def _outline_again(task: OutlineAgain, files: PromptFiles) -> Question:
    scenes = "\n\n".join(_told(number, scene) for number, scene in enumerate(task.scenes, start=1))
    values = _of_wish(task.wish) | {"scenes_now": require_text(scenes, "a scene"), "idea": task.idea or "none"}
    values |= {"request": require_text(task.request, "what is to be otherwise")}
    how, given = files.filled("outline_again", values, "scenes_now")
    count = max(len(task.scenes), task.wish.seconds / SECONDS_PER_SCENE)
    return Question(how, given, RawOutline, _tokens(task.wish, count))


def _told(number: int, scene: PlannedScene) -> str:
    told = (f"{number}. {scene.title} ({scene.seconds:g} s)", scene.prompt, f"Narration: {scene.narration or 'none'}")
    return "\n".join(told)


def _break_up(task: BreakUp, files: PromptFiles) -> Question:
    values = _of_wish(task.wish) | {"text": require_text(task.text, "a text")}
    how, given = files.filled("break_up", values, "text")
    return Question(how, given, RawOutline, _tokens(task.wish, len(task.text) / LETTERS_PER_SCENE))


def _review(task: ReviewTake, files: PromptFiles) -> Question:
    how, given = files.filled("review", {"prompt": require_text(task.prompt, "a prompt")}, "prompt")
    return Question(how, given, answers.RawReview, THOUGHTS + tokens_of(task.prompt) + 300, _some(task.frames))


def _soften(task: Soften, files: PromptFiles) -> Question:
    how, given = files.filled("soften", {"prompt": require_text(task.prompt, "a prompt")}, "prompt")
    return Question(how, given, answers.RawSofter, THOUGHTS + tokens_of(task.prompt) + 50)


def _of_wish(wish: Wish) -> dict[str, str]:
    limits = wish.limits
    return {
        "kind": wish.sort.value,
        "style": wish.style or "as you choose",
        "seconds": f"{wish.seconds:g}",
        "scenes": str(wish.scenes) if wish.scenes else f"as many as it needs, but at most {limits.most_scenes}",
        "chapters": f"{wish.chapters} chapters" if wish.chapters > 1 else "one chapter",
        "audience": wish.audience or "everybody",
        "language": wish.language or "that of what is given",
        "lengths": _lengths(limits),
        "longest_prompt": str(limits.longest_prompt),
        "camera_moves": ", ".join(limits.camera_moves) or "none",
    }


def _lengths(limits: SceneLimits) -> str:
    if limits.lengths_s:
        return "one of " + ", ".join(f"{one:g}" for one in limits.lengths_s)
    return f"from {limits.least_s:g} to {limits.most_s:g}"


def _tokens(wish: Wish, scenes: float) -> int:
    count = min(wish.scenes or max(3, round(scenes)), wish.limits.most_scenes)
    return THOUGHTS + TOKENS_PER_SCENE * count


def _some(frames: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Spread over the whole, the first and the last among them."""
    if len(frames) <= MOST_FRAMES:
        return frames
    return tuple(frames[round(number * (len(frames) - 1) / (MOST_FRAMES - 1))] for number in range(MOST_FRAMES))


_BY_TASK: Mapping[type[Task[Any]], Callable[[Any, PromptFiles], Question]] = {
    Enhance: _enhance,
    MakeOutline: _outline,
    OutlineAgain: _outline_again,
    BreakUp: _break_up,
    ReviewTake: _review,
    Soften: _soften,
}
