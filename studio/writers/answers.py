"""What a model answered, as values: read from JSON, in whatever it is wrapped, and held against what was asked for."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from studio.writers import checking
from studio.writers.checking import RawAnswer, RawOutline, cut
from studio.writers.outline import SceneLimits
from studio.writers.rewrite import between
from studio.writers.tasks import (
    BreakUp,
    Change,
    Enhance,
    Enhancement,
    MakeOutline,
    OutlineAgain,
    Review,
    ReviewTake,
    Soften,
    Task,
)

Shape = TypeVar("Shape", bound=BaseModel)
Kept = tuple[Any, tuple[str, ...]]
FENCED = re.compile(r"```(?:json)?[ \t]*\n(.*?)```", re.DOTALL | re.IGNORECASE)
MOST_FAULTS, LONGEST_FAULT = 12, 300
LONGER = 1.5  # a softened prompt is about as long as it was


class NoAnswer(Exception):
    """Why the answer is of no use, as the end of a sentence that begins with who gave it."""


class RawPrompt(RawAnswer):
    prompt: str = Field(description="The new prompt")
    camera_move: str = Field(default="", description="One of the camera moves that are listed, or empty")


class RawReview(RawAnswer):
    score: float = Field(description="From 0 to 1")
    faults: list[str] = Field(default_factory=list[str], description="Each in one short sentence")
    better_prompt: str = ""


class RawSofter(RawAnswer):
    prompt: str = Field(description="The new prompt")


def read(task: Task[Any], text: str) -> Kept:
    """What is kept of it, and in a sentence each what was changed. Raises NoAnswer."""
    return _BY_TASK[type(task)](task, text)


def schema_of(shape: type[BaseModel]) -> dict[str, Any]:
    """As both services take it: every field is asked for, none has a default, and there are no others."""
    return _plain(shape.model_json_schema())


def _plain(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: _plain(value) for name, value in schema.items() if name != "default" and not _is_title(name, value)}
    if kept.get("type") == "object":
        kept |= {"required": list(kept.get("properties", {})), "additionalProperties": False}
    return kept


def _is_title(name: str, value: Any) -> bool:
    """Pydantic's own names for fields; a field that is called `title` is a schema."""
    return name == "title" and isinstance(value, str)


def _read(shape: type[Shape], text: str) -> Shape:
    try:
        return shape.model_validate(_json_in(text))
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise NoAnswer(f"answered in another shape than it was asked for ({where})") from None


def _json_in(text: str) -> Any:
    """All of it, what stands in a fenced block, or from the first brace to the last."""
    fenced = FENCED.search(text)
    for part in (text, fenced[1] if fenced else "", text[text.find("{") : text.rfind("}") + 1]):
        try:
            return json.loads(part)
        except (ValueError, RecursionError):
            continue
    raise NoAnswer("answered with something that is no JSON")


def _enhanced(task: Enhance, text: str) -> Kept:
    raw, surroundings = _read(RawPrompt, text), task.surroundings
    if not raw.prompt:
        raise NoAnswer("answered without a prompt")
    remarks = list[str]()
    if len(raw.prompt) > surroundings.longest_prompt:
        remarks.append(f"The prompt is cut to {surroundings.longest_prompt:,} letters.")
    wanted = {
        "prompt": cut(raw.prompt, surroundings.longest_prompt),
        "camera_move": _move(raw.camera_move, task, remarks),
    }
    was = {"prompt": task.prompt, "camera_move": surroundings.camera_move}
    changes = [Change(field=name, was=was[name], becomes=new) for name, new in wanted.items() if new != was[name]]
    return Enhancement(changes=tuple(changes)), tuple(remarks)


def _move(wanted: str, task: Enhance, remarks: list[str]) -> str:
    """An empty one leaves things as they are."""
    known = SceneLimits(camera_moves=task.surroundings.camera_moves).camera_move(wanted)
    if wanted and not known and wanted.lower() != "none":
        remarks.append("Its camera move is left out: the model does not know it.")
    return known or task.surroundings.camera_move


def _outlined(task: MakeOutline | OutlineAgain | BreakUp, text: str) -> Kept:
    outline, remarks = checking.check_outline(_read(RawOutline, text), task.wish)
    if not outline.scenes:
        raise NoAnswer("answered without a scene")
    return outline, remarks


def _reviewed(task: ReviewTake, text: str) -> Kept:
    raw, remarks = _read(RawReview, text), list[str]()
    faults = [cut(fault, LONGEST_FAULT) for fault in raw.faults if fault.strip()]
    if len(faults) > MOST_FAULTS:
        remarks.append(f"There were {len(faults)} faults; the first {MOST_FAULTS} are kept.")
    score = _score(raw.score, remarks)
    return Review(
        score=score, faults=tuple(faults[:MOST_FAULTS]), better_prompt=raw.better_prompt or task.prompt
    ), tuple(remarks)


def _score(told: float, remarks: list[str]) -> float:
    """Some count to ten or to a hundred, whatever they were asked for."""
    if 0 <= told <= 1:
        return told
    if not 0 <= told <= 100:
        raise NoAnswer("answered with a score that is none")
    most = 10 if told <= 10 else 100
    remarks.append(f"The score was {told:g} of {most}.")
    return told / most


def _softened(task: Soften, text: str) -> Kept:
    softer = _read(RawSofter, text).prompt
    if not softer:
        raise NoAnswer("answered without a prompt")
    longest = max(200, round(len(task.prompt) * LONGER))
    remarks = (f"The prompt is cut to {longest:,} letters.",) if len(softer) > longest else ()
    return between(task.prompt, cut(softer, longest)), remarks


_BY_TASK: Mapping[type[Task[Any]], Callable[[Any, str], Kept]] = {
    Enhance: _enhanced,
    MakeOutline: _outlined,
    OutlineAgain: _outlined,
    BreakUp: _outlined,
    ReviewTake: _reviewed,
    Soften: _softened,
}
