"""Unseen takes are still made though nobody sees them any more: those of removed scenes, and of a deleted movie. What was not sent yet
can be cancelled."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from studio.access import OWNER, Visitor
from studio.productions import shelf, takes, versions
from studio.productions.outline import Outline
from studio.productions.takes import Takes
from studio.words import counted


@dataclass(frozen=True)
class UnseenTakes:
    """`whose`: as the sentence calls it."""

    made: Takes
    whose: str

    @property
    def under_way(self) -> int:
        return sum(take.is_under_way for its in self.made.values() for take in its)

    @property
    def unsent(self) -> int:
        """Those of them that cost nothing yet."""
        return sum(len(its) for its in takes.unsent(self.made).values())

    @property
    def sentence(self) -> str:
        """Empty where nothing is made."""
        if not self.under_way:
            return ""
        are = "is" if self.under_way == 1 else "are"
        stand = "in line" if self.unsent == self.under_way else "being made"
        if 0 < self.unsent < self.under_way:
            stand = f"in line or being made, {self.unsent} of them not sent yet"
        return f"{counted(self.under_way, 'take')} of {self.whose} {are} still {stand}."


def of_deleted(made: Takes) -> UnseenTakes:
    return UnseenTakes(made, "it")


def of_removed(outline: Outline, made: Takes) -> UnseenTakes:
    """Undo brings a scene back, with its takes."""
    return UnseenTakes(takes.of_removed(outline, made), "removed scenes")


def look(session: Session, production_id: str) -> UnseenTakes:
    """Of a deleted one all of it, else of its removed scenes. Raises NotFound for one that never was."""
    production, made = shelf.find(session, production_id), takes.list_all(session, production_id)
    return of_deleted(made) if production.deleted_at else of_removed(versions.outline_of(session, production), made)


def cancel(session: Session, production_id: str, scene_ids: Collection[str], *, asked_by: Visitor = OWNER) -> int:
    """Those takes of these scenes that were not sent yet; tells how many."""
    made = takes.list_all(session, production_id)
    theirs = takes.unsent({scene_id: made.get(scene_id, ()) for scene_id in scene_ids})
    return takes.cancel_all(session, theirs, asked_by=asked_by)
