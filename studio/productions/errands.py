"""A task for the writer from its price to its answer, for a door that waits. Under a key of the asker's own it is asked for once:
who asks again gets the same answer, for as long as that is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from sqlmodel import Session

from studio import database, ledger, writings
from studio.access import Visitor
from studio.errors import KeyTaken, TooLate
from studio.orders import Allowance, Total
from studio.productions import shelf
from studio.productions.starting import BEING_WRITTEN
from studio.tables import Writing
from studio.writers.tasks import Task
from studio.writings import Answered, kept_answers
from studio.writings.kept_answers import UntakenAnswer

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Errand(Generic[Answer]):
    """`asked`: what somebody has asked for, in words, so that a key is told apart that stands for something else. `place`: where the
    answer is kept, with `given`; where none is named, only what has a key is kept."""

    task: Task[Answer]
    production_id: str
    asked: str
    key: str | None = None
    place: str = ""
    given: dict[str, Any] | None = None

    @property
    def kept_at(self) -> str:
        return self.place or f"asked by key {self.production_id}"


def ask(who: Visitor, errand: Errand[Answer], allowance: Allowance, writer: str | None = None) -> Answered[Answer]:
    """Waits for the writer: that in use, where none is named. What was paid under the key for an answer that could not be used
    counts with the price. Raises KeyTaken, NotAgreed, TooLate while somebody else waits for the same, and what `writings.write`
    raises."""
    with database.reading() as session:
        earlier = _list_earlier(session, who, errand)
        paid = sum(ledger.taken_each(session, Writing, [kept.writing.id for kept in earlier]).values())
    if answered := _answered(earlier):
        return answered
    told = writings.quote(errand.task, writer=writer)
    allowance.require(Total.of(told.price.micro_usd) + Total.of(paid, takes=0))
    note = partial(_keep, who=who, errand=errand)
    return writings.write(who, errand.task, note, writer=writer, told=told, production_id=errand.production_id)


def _keep(session: Session, writing: Writing, who: Visitor, errand: Errand[Any]) -> None:
    """Of many who ask at once with one key, only the first asks the writer: the others see that here."""
    shelf.hold(session, errand.production_id)
    if any(kept.is_waiting or kept.written for kept in _list_earlier(session, who, errand)):
        raise TooLate(BEING_WRITTEN)
    if errand.key or errand.place:
        given = (errand.given or {}) | {"key": errand.key, "asked for": errand.asked}
        writings.keep_at(errand.kept_at, given)(session, writing)


def _list_earlier(session: Session, who: Visitor, errand: Errand[Any]) -> Sequence[UntakenAnswer]:
    """What was asked for under its key before, newest first. Raises KeyTaken."""
    if not errand.key:
        return []
    kept = kept_answers.list_for(session, who.name, errand.kept_at)
    earlier = [one for one in kept if one.given.get("key") == errand.key]
    if any(one.given.get("asked for") != errand.asked for one in earlier):
        raise KeyTaken
    return earlier


def _answered(earlier: Sequence[UntakenAnswer]) -> Answered[Any] | None:
    """Raises TooLate."""
    if any(kept.is_waiting for kept in earlier):
        raise TooLate(BEING_WRITTEN)
    return next((Answered(kept.written, kept.writing.id, is_new=False) for kept in earlier if kept.written), None)
