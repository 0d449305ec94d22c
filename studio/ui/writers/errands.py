"""One task of somebody at the page: begun, sent in the background, and let go once it has been looked at."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

from sqlmodel import Session

from studio import database, writings
from studio.tables import Writing
from studio.ui import who
from studio.writers.interface import Written
from studio.writers.rates import Price
from studio.writers.tasks import Task
from studio.writings import Answered, Quote, kept_answers
from studio.writings.kept_answers import UntakenAnswer

Answer = TypeVar("Answer")
_asking = ThreadPoolExecutor(8, thread_name_prefix="writers")


@dataclass
class Errand(Generic[Answer]):
    """One task of somebody at the page, from its price to what came of it."""

    task: Task[Answer] | None  # None: it was asked for before the page was reloaded
    quote: Quote
    production_id: str | None = None  # what it is written for
    answer: Future[Answered[Answer]] | None = None  # None: not asked yet, as it costs something
    place: str = ""  # where the answer is kept until it is taken; none: it is not
    given: Mapping[str, Any] = field(default_factory=dict[str, Any])
    writing_id: str = ""  # once it is asked

    @property
    def is_waiting(self) -> bool:
        return self.answer is not None and not self.answer.done()

    @property
    def written(self) -> Written[Answer]:
        """Raises what `writings.write` raises."""
        assert self.answer
        return self.answer.result().written


def begin(
    task: Task[Answer], place: str = "", given: Mapping[str, Any] | None = None, *, production_id: str | None = None
) -> Errand[Answer]:
    """Asked at once where it is free; otherwise its answer is kept at that place, as it is paid. `production_id`: what it is
    written for. Raises StudioError."""
    who.require_maker()
    errand = Errand(task, writings.quote(task), production_id, place=place, given=given or {})
    if errand.quote.price.usd == 0:
        send(errand)
    return errand


def send(errand: Errand[Any]) -> None:
    """Once. In the background: the answer is kept for whoever draws the page next. Raises NotAllowed."""
    if errand.answer is None and errand.task:
        visitor, note = who.require_maker(), partial(_note, errand)
        write = partial(writings.write, told=errand.quote, production_id=errand.production_id)
        errand.answer = _asking.submit(write, visitor, errand.task, note)


def _note(errand: Errand[Any], session: Session, asked: Writing) -> None:
    """In the transaction before the call: whoever draws the page next finds what is under way."""
    errand.writing_id = asked.id
    if errand.place and errand.quote.price.usd != 0:
        writings.keep_at(errand.place, dict(errand.given))(session, asked)


def let_go(errand: Errand[Any]) -> None:
    """It has been looked at, and is kept no longer."""
    if errand.writing_id:
        with database.writing() as session:
            kept_answers.take(session, errand.writing_id)


def taken_up(kept: UntakenAnswer) -> Errand[Any]:
    """An errand that has its answer. It stays kept until it is let go."""
    answer = Future[Answered[Any]]()
    assert kept.written
    answer.set_result(Answered(kept.written, kept.writing.id, is_new=False))
    model = kept.writing.model.partition(":")[2]
    told = Quote(kept.writing.writer, model, Price(None, "asked before"))
    return Errand(None, told, kept.writing.production_id, answer, kept.place, kept.given, kept.writing.id)
