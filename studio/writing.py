"""The one door to the writer in use: priced, held against the budgets, asked once, counted and settled. It waits for the writer,
so nobody calls it inside a transaction."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, TypeVar, Unpack

from studio import database, keys, saved_settings, tallies, writing_costs
from studio.access import Visitor
from studio.errors import BadAnswer, ProviderError, StudioError, Unclear
from studio.providers import catalogue
from studio.settings import Settings
from studio.tables import Access, Call, Writing, now
from studio.writers import registry
from studio.writers.interface import Writer, Written
from studio.writers.outline import Limits, Outline, Wish
from studio.writers.rates import Price
from studio.writers.rewrite import Rewrite
from studio.writers.tasks import BreakUp, Enhance, Enhancement, Look, MakeOutline, Review, ReviewTake, Soften, Task

Answer = TypeVar("Answer")
NAMES: Mapping[type[Task[Any]], str] = {
    Enhance: "enhance",
    MakeOutline: "outline",
    BreakUp: "break up",
    ReviewTake: "review",
    Soften: "soften",
}


class Where(TypedDict, total=False):
    """The studio's own database and settings, where nothing else is said."""

    db: database.Database
    base: Settings
    clock: Callable[[], datetime]


def outline(who: Visitor, idea: str, wish: Wish | None = None, **where: Unpack[Where]) -> Written[Outline]:
    return write(who, MakeOutline(idea, wish or Wish()), **where)


def break_up(who: Visitor, text: str, wish: Wish | None = None, **where: Unpack[Where]) -> Written[Outline]:
    return write(who, BreakUp(text, wish or Wish()), **where)


def enhance(who: Visitor, prompt: str, look: Look | None = None, **where: Unpack[Where]) -> Written[Enhancement]:
    return write(who, Enhance(prompt, look or Look()), **where)


def review(who: Visitor, prompt: str, frames: Sequence[bytes], **where: Unpack[Where]) -> Written[Review]:
    return write(who, ReviewTake(prompt, tuple(frames)), **where)


def soften(who: Visitor, prompt: str, **where: Unpack[Where]) -> Written[Rewrite]:
    return write(who, Soften(prompt), **where)


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


def write(who: Visitor, task: Task[Answer], **where: Unpack[Where]) -> Written[Answer]:
    """Raises NotAllowed, OverBudget, CannotWrite, BadPrompt: nothing was sent then; and what `Writer.write` raises."""
    who.require(Access.MAKER)
    with _writer(where) as (writer, settings):
        asked = _reserve(who, writer, task, settings, where)
        with _settling(asked, where) as end:
            written = writer.write(task)
            end.cost = writer.cost(written.usage)
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
    writer = registry.make(settings)
    try:
        yield writer, settings
    finally:
        writer.close()


def _reserve(who: Visitor, writer: Writer, task: Task[Any], settings: Settings, where: Where) -> Writing:
    """Before the call, in a transaction of its own: whoever dies during the call leaves it counted."""
    told = writer.price(task)
    asked = Writing(
        writer=writer.name,
        model=f"{writer.name}:{writer.model}",
        task=NAMES[type(task)],
        sent_at=where.get("clock", now)(),
        estimate_micro_usd=told.micro_usd,
        created_by=who.name,
        token_id=who.token_id,
    )
    with database.writing(where.get("db")) as session:
        writing_costs.reserve(session, asked, f"{told.source}; {told.as_of}" if told.as_of else told.source)
        keys.note_use_by_writer(session, asked, settings)
    return asked


NOT_SEEN = Price(None, "no readable reply came: the estimate")


@dataclass
class _End:
    """How a call ended."""

    outcome: str = "ok"
    http_status: int | None = None
    cost: Price = NOT_SEEN


@contextmanager
def _settling(asked: Writing, where: Where) -> Iterator[_End]:
    """Measures the call and settles it, however it ends. Errors pass through."""
    started, end = time.perf_counter(), _End()
    try:
        yield end
    except StudioError as error:
        end.outcome, end.http_status, end.cost = _failed(error, end)
        raise
    except Exception:
        end.outcome = "error"
        raise
    finally:
        _settle(asked, end, round((time.perf_counter() - started) * 1000), where)


def _failed(error: StudioError, end: _End) -> tuple[str, int | None, Price]:
    """What surely was not accepted costs nothing; what may have been counts as its estimate."""
    outcome = error.kind.value if isinstance(error, ProviderError) else "media"
    http_status = error.http_status if isinstance(error, ProviderError) else None
    if isinstance(error, BadAnswer):
        return outcome, http_status, Price(error.cost_usd, "the writer's reply")
    return outcome, http_status, end.cost if isinstance(error, Unclear) else Price(0, "not charged")


def _settle(asked: Writing, end: _End, milliseconds: int, where: Where) -> None:
    at = where.get("clock", now)()
    of_it: dict[str, Any] = {"at": at, "provider": asked.writer, "model": asked.model, "operation": "write"}
    of_it |= {"outcome": end.outcome, "person": asked.created_by, "milliseconds": milliseconds}
    with database.writing(where.get("db")) as session:
        paid = end.cost.micro_usd
        writing_costs.settle(session, asked, (asked.estimate_micro_usd or 0) if paid is None else paid, end.cost.source)
        asked.outcome, asked.answered_at = end.outcome, at
        session.merge(asked)
        session.add(Call(**of_it, http_status=end.http_status))
        tallies.add(session, [tallies.Line(**of_it)])
