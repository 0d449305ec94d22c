"""How a scene stands: nothing yet, in line, being made, ready, failed, or out of date."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from studio.brief import State
from studio.productions import takes
from studio.productions.outline import Outline, Scene
from studio.productions.takes import Taken, Takes

Reasons = Mapping[str, tuple[str, ...]]  # by scene: why it is out of date


class Standing(StrEnum):
    NOTHING = "nothing"
    IN_LINE = "in_line"
    BEING_MADE = "being_made"
    READY = "ready"
    FAILED = "failed"
    OUT_OF_DATE = "out_of_date"


SHOWN = (Standing.READY, Standing.OUT_OF_DATE)  # there is a clip to look at


def of(scene: Scene, made: Takes, reasons: Reasons) -> Standing:
    """What is under way comes first; a failure counts only where there is nothing to show."""
    if under_way := takes.under_way(scene, made):
        is_in_line = all(take.generation.state == State.QUEUED for take in under_way)
        return Standing.IN_LINE if is_in_line else Standing.BEING_MADE
    if takes.chosen(scene, made):
        return Standing.OUT_OF_DATE if scene.id in reasons else Standing.READY
    return Standing.FAILED if failure(scene, made) else Standing.NOTHING


def count(outline: Outline, made: Takes, reasons: Reasons) -> Counter[Standing]:
    return Counter(of(scene, made, reasons) for scene in outline.scenes())


def failure(scene: Scene, made: Takes) -> Taken | None:
    """The newest take, where it failed."""
    its = made.get(scene.id, ())
    return its[-1] if its and its[-1].has_failed else None


def fraction(under_way: Sequence[Taken]) -> float | None:
    """Of the take that is made now. None: its provider does not say."""
    told = [take.generation.fraction for take in under_way if take.generation.fraction is not None]
    return max(told, default=None)
