"""What productions cost: spent and reserved, scene by scene, clips against writers, and what was expected against what was paid.

What was made for a production counts, also takes that failed or whose scene is gone. A clip that was brought in does not: it was
paid for before, by whoever made it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from studio.ledger import EXPECTED, RESERVED, SPENT
from studio.productions.outline import Outline
from studio.tables import LedgerLine, Take

SUMS = SPENT, RESERVED, EXPECTED
NOWHERE = ""  # in place of a scene: what was made for it is a take of none


@dataclass(frozen=True)
class Spending:
    """In micro-dollars. `expected`: what had been set aside for what was then paid."""

    spent: int = 0
    reserved: int = 0
    expected: int = 0

    def __add__(self, other: "Spending") -> "Spending":
        return Spending(self.spent + other.spent, self.reserved + other.reserved, self.expected + other.expected)

    def __bool__(self) -> bool:
        return bool(self.spent or self.reserved or self.expected)

    @property
    def over(self) -> int:
        """How much more was paid than expected."""
        return self.spent - self.expected


NOTHING = Spending()


@dataclass(frozen=True)
class Bill:
    """All that one production costs. `brought`: what its clips from elsewhere had cost before, which is not in it."""

    by_scene: Mapping[str, Spending] = field(default_factory=dict)
    writers: Spending = NOTHING
    brought: int = 0

    @property
    def clips(self) -> Spending:
        return sum(self.by_scene.values(), NOTHING)

    @property
    def whole(self) -> Spending:
        return self.clips + self.writers

    def of_scenes(self, outline: Outline) -> Sequence[tuple[int, Spending]]:
        """By the scenes' numbers; of those that cost something."""
        numbered = enumerate(outline.scenes(), start=1)
        return [(number, self.by_scene[scene.id]) for number, scene in numbered if self.by_scene.get(scene.id)]

    def of_gone(self, outline: Outline) -> Spending:
        """Of scenes that were removed since."""
        there = {scene.id for scene in outline.scenes()}
        return sum((sums for id_, sums in self.by_scene.items() if id_ not in there), NOTHING)


def of_many(session: Session, production_ids: Sequence[str]) -> Mapping[str, Spending]:
    """Those that have cost nothing are not in it."""
    lines = select(LedgerLine.production_id, *SUMS).where(col(LedgerLine.production_id).in_(production_ids))
    found = session.exec(lines.group_by(col(LedgerLine.production_id))).all()
    return {id_: Spending(*map(int, sums)) for id_, *sums in found if id_}


def bill(session: Session, production_id: str) -> Bill:
    is_written: Any = col(LedgerLine.writing_id).is_not(None)
    lines = select(is_written, col(Take.scene_id), *SUMS)  # pyright: ignore[reportCallIssue]
    lines = lines.join(Take, col(Take.generation_id) == col(LedgerLine.generation_id), isouter=True)
    lines = lines.where(LedgerLine.production_id == production_id).group_by(is_written, col(Take.scene_id))
    by_scene: dict[str, Spending] = defaultdict(Spending)
    writers = NOTHING
    for is_writer, scene_id, *sums in session.exec(lines).all():
        if is_writer:
            writers += Spending(*map(int, sums))
        else:
            by_scene[scene_id or NOWHERE] += Spending(*map(int, sums))
    return Bill(by_scene, writers, _brought(session, production_id))


def _brought(session: Session, production_id: str) -> int:
    is_elsewhere = col(LedgerLine.production_id).is_distinct_from(production_id)
    paid = select(SPENT).join(Take, col(Take.generation_id) == col(LedgerLine.generation_id))
    return int(session.exec(paid.where(Take.production_id == production_id, is_elsewhere)).one())
