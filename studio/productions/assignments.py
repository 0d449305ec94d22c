"""A task for the writer that a program waits for, from its price to its answer. Under a key of the asker's own it is asked for once:
who asks again gets the same answer, for as long as that is kept."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from sqlmodel import Session

from studio import database, ledger, writings
from studio.access import Visitor
from studio.errors import KeyTaken, TooLate
from studio.orders import Allowance, Total
from studio.productions import from_writer, shelf
from studio.productions.starting import BEING_WRITTEN
from studio.tables import Writing, now
from studio.writers.tasks import Task
from studio.writings import Answered, kept_answers
from studio.writings.charging import LOST_AFTER
from studio.writings.kept_answers import UntakenAnswer

Answer = TypeVar("Answer")
NO_SLOT = nullcontext()


@dataclass(frozen=True)
class Assignment(Generic[Answer]):
    """`asked`: what somebody has asked for, in words, so that a key is told apart that stands for something else. `task`: made only
    where the writer is asked, as what it is made of may be gone by the time that an answer is asked for again. `to_price`: one that
    costs as much, where that itself takes long to make. `place`: where the answer is kept, with `given`; where none is named, only
    what has a key is kept."""

    task: Callable[[], Task[Answer]]
    production_id: str
    asked: str
    key: str | None = None
    place: str = ""
    given: dict[str, Any] | None = None
    to_price: Callable[[], Task[Answer]] | None = None

    def priced(self) -> Task[Answer]:
        return (self.to_price or self.task)()

    @property
    def kept_at(self) -> str:
        return self.place or kept_answers.place_by_key(self.production_id)


def ask(
    who: Visitor,
    assignment: Assignment[Answer],
    allowance: Allowance,
    writer: str | None = None,
    slot: AbstractContextManager[None] = NO_SLOT,
) -> Answered[Answer]:
    """Waits for the writer, that in use where none is named, within a `slot`: what was written before is only read, and too dear a
    one is told before it. What was paid under the key for an answer that could not be used counts with the price. Raises KeyTaken,
    NotAgreed, TooLate while somebody else waits for the same, what taking the slot and making the task raise, and what
    `writings.write` does."""
    with database.reading() as session:
        earlier = _list_earlier(session, who, assignment)
        paid = _paid(session, earlier)
    if answered := _answered(earlier):
        return answered
    priced = assignment.priced()
    told = writings.quote(priced, writer=writer)
    allowance.require(Total.of(told.price.micro_usd) + paid)
    note = partial(_keep, who=who, assignment=assignment, allowance=allowance)
    with slot:
        task = assignment.task() if assignment.to_price else priced
        return writings.write(who, task, note, writer=writer, production_id=assignment.production_id)


def _keep(session: Session, writing: Writing, who: Visitor, assignment: Assignment[Any], allowance: Allowance) -> None:
    """Of many who ask at once with one key, only the first asks the writer: the others see that here. Raises NotAgreed where it is
    dearer by now than it was a moment ago."""
    shelf.hold(session, assignment.production_id)
    earlier = _list_earlier(session, who, assignment)
    if any(_is_written_now(kept) or kept.written for kept in earlier):
        raise TooLate(BEING_WRITTEN)
    allowance.require(Total.of(writing.estimate_micro_usd) + _paid(session, earlier))
    if assignment.key or assignment.place:
        given = (assignment.given or {}) | {kept_answers.KEY: assignment.key, "asked for": assignment.asked}
        writings.keep_at(assignment.kept_at, given)(session, writing)


def _list_earlier(session: Session, who: Visitor, assignment: Assignment[Any]) -> Sequence[UntakenAnswer]:
    """What was asked for under its key before, wherever that is kept, newest first; also what was taken since. Raises KeyTaken."""
    if not assignment.key:
        return []
    its = assignment.production_id
    kept = kept_answers.list_for(session, who.name, from_writer.place_of(its), kept_answers.place_by_key(its))
    earlier = [one for one in kept if one.given.get(kept_answers.KEY) == assignment.key]
    if any(one.given.get("asked for") != assignment.asked for one in earlier):
        raise KeyTaken
    return earlier


def _paid(session: Session, earlier: Sequence[UntakenAnswer]) -> Total:
    """Or set aside, where nobody knows yet what it cost."""
    return Total.of(sum(ledger.taken_each(session, Writing, [kept.writing.id for kept in earlier]).values()), takes=0)


def _answered(earlier: Sequence[UntakenAnswer]) -> Answered[Any] | None:
    """Raises TooLate."""
    if any(_is_written_now(kept) for kept in earlier):
        raise TooLate(BEING_WRITTEN)
    return next((Answered(kept.written, kept.writing.id, is_new=False) for kept in earlier if kept.written), None)


def _is_written_now(kept: UntakenAnswer) -> bool:
    """Who has not answered for very long has died."""
    return kept.is_waiting and kept.writing.sent_at > now() - LOST_AFTER
