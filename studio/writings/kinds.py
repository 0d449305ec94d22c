"""The tasks that a writer can be asked for: what each is called where it is counted, and how its answer is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from studio.writers.outline import PlannedOutline
from studio.writers.rewrite import Rewrite
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


@dataclass(frozen=True)
class Kind:
    """`name`: as it is stored. `answer`: of what type it is."""

    task: type[Task[Any]]
    name: str
    answer: type[Any]


KINDS = (
    Kind(Enhance, "enhance", Enhancement),
    Kind(MakeOutline, "outline", PlannedOutline),
    Kind(OutlineAgain, "outline again", PlannedOutline),
    Kind(BreakUp, "break up", PlannedOutline),
    Kind(ReviewTake, "review", Review),
    Kind(Soften, "soften", Rewrite),
)
NAMES: Mapping[type[Task[Any]], str] = {kind.task: kind.name for kind in KINDS}
ANSWERS: Mapping[str, TypeAdapter[Any]] = {kind.name: TypeAdapter(kind.answer) for kind in KINDS}
