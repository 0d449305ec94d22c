"""The built-in writer: no model, no network, always the same answer. Its rules are tables that anyone can read and change.

`story.py`, `screenplay.py` and `ideas.py` make scenes of prose, of a screenplay and of an idea: `sentences.py` takes a text apart,
`pace.py` says how long its parts last, `packing.py` puts them together, and `camera.py` chooses how each is seen. `enhancing.py` makes
a shot of a prompt, from the words in `looks.py`; `softening.py` makes it milder; `reviewing.py` is what can be said without eyes.
`words.py` finds words in any script.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from studio.providers.interface import Connection
from studio.writers import checking
from studio.writers.interface import Writer, Written, require_text
from studio.writers.offline import enhancing, ideas, reviewing, screenplay, softening, story
from studio.writers.outline import PlannedOutline, Wish
from studio.writers.rates import FREE, Price, Usage
from studio.writers.tasks import (
    BreakUp,
    Enhance,
    Enhancement,
    MakeOutline,
    OutlineAgain,
    Review,
    ReviewTake,
    Soften,
    Task,
)

Answer = TypeVar("Answer")
NO_WISHES = (
    "The built-in writer does not read what you ask for: it outlined the idea anew, by length and number of scenes."
)
NO_LANGUAGE = "The built-in writer does not translate: it is in the language of the text."


class OfflineWriter(Writer):
    """Always there, always the same answer."""

    name: ClassVar[str] = "offline"
    label: ClassVar[str] = "Built in"
    model: str = "rules"

    def write(self, task: Task[Answer]) -> Written[Answer]:
        return _BY_TASK[type(task)](task)

    def price(self, task: Task[Answer]) -> Price:
        return FREE

    def cost(self, usage: Usage) -> Price:
        return FREE

    def check_connection(self) -> Connection:
        return Connection(is_ok=True, sentence="Built in: nothing to connect.")


def _enhance(task: Enhance) -> Written[Enhancement]:
    return enhancing.enhance(require_text(task.prompt, "a prompt"), task.surroundings)


def _outline(task: MakeOutline) -> Written[PlannedOutline]:
    idea = require_text(task.idea, "an idea")
    return _checked(ideas.outline(idea, task.wish), task.wish)


def _outline_again(task: OutlineAgain) -> Written[PlannedOutline]:
    """By the idea alone: its rules do not read what somebody asks for."""
    idea = task.idea if task.idea.strip() else " ".join(scene.prompt for scene in task.scenes)
    is_text = screenplay.is_one(idea) or "\n\n" in idea.strip()
    made = _break_up(BreakUp(idea, task.wish)) if is_text else _outline(MakeOutline(idea, task.wish))
    return Written(made.raw, made.kept, (NO_WISHES, *made.remarks))


def _break_up(task: BreakUp) -> Written[PlannedOutline]:
    text = require_text(task.text, "a text")
    way = screenplay if screenplay.is_one(text) else story
    return _checked(way.break_up(text, task.wish), task.wish)


def _review(task: ReviewTake) -> Written[Review]:
    review = reviewing.review(task.prompt, task.frames)
    return Written(review.model_dump_json(), review, (reviewing.ONLY_MEASURED,))


def _soften(task: Soften) -> Written[Any]:
    rewrite = softening.soften(task.prompt)
    return Written(rewrite.becomes, rewrite)


def _checked(made: PlannedOutline, wish: Wish) -> Written[PlannedOutline]:
    """By the same limits as what any other writer returns."""
    raw = json.dumps(made.model_dump(mode="json"), ensure_ascii=False)
    kept, remarks = checking.check_outline(checking.RawOutline.model_validate_json(raw), wish)
    return Written(raw, kept, (*remarks, *((NO_LANGUAGE,) if wish.language else ())))


_BY_TASK: Mapping[type[Task[Any]], Callable[[Any], Written[Any]]] = {
    Enhance: _enhance,
    MakeOutline: _outline,
    OutlineAgain: _outline_again,
    BreakUp: _break_up,
    ReviewTake: _review,
    Soften: _soften,
}
