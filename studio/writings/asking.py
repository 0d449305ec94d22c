"""The one door to the writer in use: priced, held against the budgets, asked once, counted and settled. It waits for the writer,
so nobody calls it inside a transaction."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, TypeVar, Unpack

from sqlmodel import Session

from studio import database, keys, saved_settings
from studio.access import Visitor
from studio.errors import StudioError
from studio.providers import catalogue
from studio.settings import Settings
from studio.tables import Access, Writing, now
from studio.writers import registry
from studio.writers.interface import Writer, Written
from studio.writers.outline import Limits
from studio.writers.rates import Price
from studio.writers.tasks import (
    BreakUp,
    Enhance,
    MakeOutline,
    OutlineAgain,
    ReviewTake,
    Soften,
    Task,
)
from studio.writings import charging, kept_answers
from studio.writings.charging import Ended

Answer = TypeVar("Answer")
NAMES: Mapping[type[Task[Any]], str] = {
    Enhance: "enhance",
    MakeOutline: "outline",
    OutlineAgain: "outline again",
    BreakUp: "break up",
    ReviewTake: "review",
    Soften: "soften",
}


class Where(TypedDict, total=False):
    """The studio's own database and settings, where nothing else is said; and the production that it is written for, if any."""

    db: database.Database
    base: Settings
    clock: Callable[[], datetime]
    production_id: str | None
    writer: str  # another one than that in use
    told: "Quote"  # what somebody has agreed to


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


def quote(task: Task[Any], **where: Unpack[Where]) -> Quote:
    """As it is now, for the button. Nobody is asked and nothing is stored. Raises CannotWrite, BadPrompt."""
    with _writer(where) as (writer, _):
        return Quote(writer.name, writer.model, writer.price(task))


def price(task: Task[Any], **where: Unpack[Where]) -> Price:
    """What `quote` says it costs."""
    return quote(task, **where).price


class QuoteChanged(StudioError):
    """Another writer is in use than somebody was told, or at another price. Nothing was sent."""


def write(who: Visitor, task: Task[Answer], note: Note | None = None, **where: Unpack[Where]) -> Written[Answer]:
    """Raises NotAllowed, OverBudget, CannotWrite, BadPrompt and what `note` raises: nothing was sent then; and what
    `Writer.write` raises."""
    who.require(Access.MAKER)
    with _writer(where) as (writer, settings):
        asked = _reserve(who, writer, task, settings, note, where)
        with _settling(asked, where) as end:
            written = writer.write(task)
            end.cost, end.written = writer.cost(written.usage), written
        return written


def limits_of(model_id: str, camera_moves: Sequence[str] = ()) -> Limits:
    """What a scene may be whose clip this model makes. Raises NotFound."""
    known = catalogue.model(model_id)
    lengths = tuple(seconds for seconds in known.durations_s if seconds)
    moves = tuple(camera_moves) if known.camera_moves else ()
    return Limits(lengths_s=lengths, longest_prompt=max(40, known.prompt_chars[1]), camera_moves=moves)


@contextmanager
def _writer(where: Where) -> Iterator[tuple[Writer, Settings]]:
    with database.reading(where.get("db")) as session:
        settings = saved_settings.current(session, where.get("base"))
    writer = registry.make(settings, where.get("writer"))
    try:
        yield writer, settings
    finally:
        writer.close()


def _reserve(
    who: Visitor, writer: Writer, task: Task[Any], settings: Settings, note: Note | None, where: Where
) -> Writing:
    """Before the call, in a transaction of its own: whoever dies during the call leaves it counted."""
    told = writer.price(task)
    _require_told(Quote(writer.name, writer.model, told), where.get("told"))
    asked = Writing(
        writer=writer.name,
        model=f"{writer.name}:{writer.model}",
        task=NAMES[type(task)],
        sent_at=where.get("clock", now)(),
        estimate_micro_usd=told.micro_usd,
        created_by=who.name,
        token_id=who.token_id,
        production_id=where.get("production_id"),
    )
    with database.writing(where.get("db")) as session:
        session.add(asked)
        session.flush()
        if note:
            note(session, asked)
        charging.reserve(session, asked, told.dated_source)
        keys.note_use_by_writer(session, asked, settings)
    return asked


def _require_told(now: Quote, told: Quote | None) -> None:
    if told and (now.writer, now.model, now.price.usd) != (told.writer, told.model, told.price.usd):
        raise QuoteChanged("Another writer is in use than when you were told the price: ask again to see the new one.")


NOT_SEEN = Price(None, "no readable reply came: the estimate")


@dataclass
class _End:
    """How a call ended."""

    outcome: str = "ok"
    http_status: int | None = None
    cost: Price = NOT_SEEN
    written: Written[Any] | None = None
    sentence: str = "What came of it was lost on the way."


@contextmanager
def _settling(asked: Writing, where: Where) -> Iterator[_End]:
    """Measures the call and settles it, however it ends. Errors pass through."""
    started, end = time.perf_counter(), _End()
    try:
        yield end
    except StudioError as error:
        end.outcome, end.http_status, end.cost = charging.of_failure(error, end.cost)
        end.sentence = str(error)
        raise
    except Exception:
        end.outcome = "error"
        raise
    finally:
        _settle(asked, end, round((time.perf_counter() - started) * 1000), where)


def _settle(asked: Writing, end: _End, milliseconds: int, where: Where) -> None:
    at = where.get("clock", now)()
    with database.writing(where.get("db")) as session:
        charging.close(session, asked, Ended(end.outcome, end.cost, at, milliseconds, end.http_status))
        kept_answers.finish(session, asked.id, end.written, end.sentence)
