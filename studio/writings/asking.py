"""The one door to the writer in use: priced, held against the budgets, asked once, counted and settled. It waits for the writer,
so nobody calls it inside a transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlmodel import Session

from studio import database, keys, saved_settings
from studio.access import Visitor
from studio.errors import StudioError
from studio.settings import Settings
from studio.tables import Access, Writing, now
from studio.writers import registry
from studio.writers.interface import Writer, Written
from studio.writers.rates import Price
from studio.writers.tasks import Task
from studio.writings import charging, kept_answers
from studio.writings.charging import EndedCall, Timed
from studio.writings.kinds import NAMES

Answer = TypeVar("Answer")
NOT_SEEN = Price(None, "no readable reply came: the estimate")
LOST_ON_THE_WAY = "What came of it was lost on the way."


@dataclass(frozen=True)
class Studio:
    """In whose database and by whose clock: this one's own, where nothing else is said. `base`: what saved settings lie over."""

    db: database.Database | None = None
    base: Settings | None = None
    clock: Callable[[], datetime] = now


THIS_STUDIO = Studio()

Note = Callable[[Session, Writing], None]  # before the call, with it: what is to be there whoever dies during it


def keep_at(place: str, given: dict[str, Any] | None = None) -> Note:
    """The answer is kept for this place until somebody takes it (`kept_answers`)."""
    return lambda session, asked: kept_answers.begin(session, asked, place, given or {})


@dataclass(frozen=True)
class Quote:
    """Who would write, and what it would probably cost."""

    writer: str
    model: str
    price: Price


def quote(task: Task[Any], *, writer: str | None = None, studio: Studio = THIS_STUDIO) -> Quote:
    """As it is now, for the button. `writer`: another one than that in use. Nobody is asked and nothing is stored. Raises
    CannotWrite, BadPrompt."""
    with _opened(writer, studio) as (opened, _):
        return _quote(opened, task)


def price(task: Task[Any], *, writer: str | None = None, studio: Studio = THIS_STUDIO) -> Price:
    """What `quote` says it costs."""
    return quote(task, writer=writer, studio=studio).price


@dataclass(frozen=True)
class Answered(Generic[Answer]):
    """`writing_id`: under which it is kept, where it is. `is_new`: False where it was written before."""

    written: Written[Answer]
    writing_id: str
    is_new: bool = True


class QuoteChanged(StudioError):
    """Another writer is in use than somebody was told, or at another price. Nothing was sent."""


def write(
    who: Visitor,
    task: Task[Answer],
    note: Note | None = None,
    *,
    writer: str | None = None,
    told: Quote | None = None,
    production_id: str | None = None,
    studio: Studio = THIS_STUDIO,
) -> Answered[Answer]:
    """`writer`: another one than that in use; `told`: what somebody has agreed to; `production_id`: of what it is written for.
    Raises NotAllowed, OverBudget, CannotWrite, BadPrompt, QuoteChanged and what `note` raises: nothing was sent then; and what
    `Writer.write` raises."""
    who.require(Access.MAKER)
    with _opened(writer, studio) as (opened, settings):
        quoted = _quote(opened, task)
        _require_told(quoted, told)
        asked = _asked(who, task, quoted, production_id, studio.clock())
        _reserve(asked, quoted.price, note, settings, studio)
        return Answered(_ask(opened, task, asked, studio), asked.id)


@contextmanager
def _opened(name: str | None, studio: Studio) -> Iterator[tuple[Writer, Settings]]:
    with database.reading(studio.db) as session:
        settings = saved_settings.current(session, studio.base)
    writer = registry.make(settings, name)
    try:
        yield writer, settings
    finally:
        writer.close()


def _quote(writer: Writer, task: Task[Any]) -> Quote:
    return Quote(writer.name, writer.model, writer.price(task))


def _require_told(quoted: Quote, told: Quote | None) -> None:
    if told and (quoted.writer, quoted.model, quoted.price.usd) != (told.writer, told.model, told.price.usd):
        raise QuoteChanged("Another writer is in use than when you were told the price: ask again to see the new one.")


def _asked(who: Visitor, task: Task[Any], quoted: Quote, production_id: str | None, at: datetime) -> Writing:
    return Writing(
        writer=quoted.writer,
        model=f"{quoted.writer}:{quoted.model}",
        task=NAMES[type(task)],
        sent_at=at,
        estimate_micro_usd=quoted.price.micro_usd,
        created_by=who.name,
        token_id=who.token_id,
        production_id=production_id,
    )


def _reserve(asked: Writing, price: Price, note: Note | None, settings: Settings, studio: Studio) -> None:
    """Before the call, in a transaction of its own: whoever dies during the call leaves it counted."""
    with database.writing(studio.db) as session:
        session.add(asked)
        session.flush()
        if note:
            note(session, asked)
        charging.reserve(session, asked, price.dated_source)
        keys.note_use_by_writer(session, asked, settings)


def _ask(writer: Writer, task: Task[Answer], asked: Writing, studio: Studio) -> Written[Answer]:
    """Measured and settled, however it ends. Errors pass through."""
    timed = Timed(studio.clock)
    try:
        written = writer.write(task)
        cost = writer.cost(written.usage)
    except StudioError as error:
        _settle(asked, timed.failed(error, NOT_SEEN), studio, sentence=str(error))
        raise
    except BaseException:  # also who interrupts it: whatever was written, nobody has it
        _settle(asked, timed.ended("error", NOT_SEEN), studio, sentence=LOST_ON_THE_WAY)
        raise
    _settle(asked, timed.ended("ok", cost), studio, written)
    return written


def _settle(
    asked: Writing, end: EndedCall, studio: Studio, written: Written[Any] | None = None, sentence: str = ""
) -> None:
    with database.writing(studio.db) as session:
        charging.close(session, asked, end)
        kept_answers.finish(session, asked.id, written, sentence)
