"""The paid call: sent once, its answer written down at once, and whatever is not surely "not sent" left unclear."""

import logging
import time
from collections.abc import Callable, Iterator

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session

from studio import budgets, charges, database, money, moves
from studio.brief import State
from studio.engine import backoff, materials
from studio.engine.tools import Tools
from studio.errors import FailureKind, NotSent, ProviderError, RateLimited, StudioError, Unclear
from studio.providers.interface import Submitted
from studio.tables import Generation

UNCLEAR = "The reply was lost: it may have been accepted and charged."
TRIES = {FailureKind.RATE: 60, FailureKind.NETWORK: 20}  # to submit what was surely not accepted
WRITE_AGAIN_S = (0.2, 0.5, 2, 5)

log = logging.getLogger(__name__)


def submit(tools: Tools, generation: Generation) -> None:
    """The paid call, once. Whatever is not surely "not sent" and brings no good id is unclear."""
    left_s = (generation.next_step_at - tools.clock()).total_seconds()
    if left_s < tools.patience.call_s:
        return  # held up too long: do not pay now; the row comes due and is looked for
    try:
        submitted = _send(tools, generation)
    except (NotSent, RateLimited) as error:
        _put_back(tools, generation, error)
    except Unclear as error:
        unclear = error
        written_surely(lambda: _leave_unclear(tools, generation, unclear))
    except StudioError as error:  # a refusal, a missing key, a brief the provider cannot say: nothing was started
        kind = error.kind if isinstance(error, ProviderError) else FailureKind.INVALID
        _answer_and_end(tools, generation, kind, str(error))
    except (
        Exception
    ) as error:  # nobody knows what it was: it may have been accepted, so it is never sent again on a guess
        log.exception("generation %s: the paid call failed in a way nobody foresaw", generation.id)
        unread = Unclear(f"The answer could not be read ({type(error).__name__}).")
        written_surely(lambda: _leave_unclear(tools, generation, unread))
    else:
        log.info("generation %s: accepted as %s", generation.id, submitted.remote_id)
        _accept_or_leave_unclear(tools, generation, submitted)


def _send(tools: Tools, generation: Generation) -> Submitted:
    provider = tools.provider(generation.provider)
    with database.reading(tools.database) as session:
        brief = materials.look_up(session, tools.files, generation.brief, tools.settings())
    with tools.notebook.call(generation, "submit"):
        return provider.submit(brief)


def _accept_or_leave_unclear(tools: Tools, generation: Generation, submitted: Submitted) -> None:
    try:
        written_surely(lambda: accept(tools, generation, submitted))
    except IntegrityError:
        taken = Unclear(f"The provider gave the id {submitted.remote_id}, which another generation has already.")
        log.error("generation %s: %s", generation.id, taken)
        written_surely(lambda: _leave_unclear(tools, generation, taken))


def accept(tools: Tools, generation: Generation, submitted: Submitted) -> bool:
    """The id, in its own transaction right after the call. It is ours even if the row was given up as unclear meanwhile.

    Where its price was unknown, what the provider tells now is its estimate, and set aside.
    Raises IntegrityError when another attempt has that id.
    """
    every_s = tools.check_every_s(generation.provider)
    check_at = tools.after(backoff.wait_s(0, at_least_s=every_s, chance=tools.chance()))
    at = tools.clock()
    known = {"remote_id": submitted.remote_id, "submitted_at": at, "watched_since": at, "next_step_at": check_at}
    price = _price_told(generation, submitted)
    with database.writing(tools.database) as session:
        moves.answer_attempt(session, generation, "accepted", submitted.remote_id)
        for seen in _wherever_it_waits(generation):
            if moves.move(
                session, seen, State.RUNNING, _accepted(price), checks=0, troubles=0, note="", **known, **price
            ):
                if price:
                    charges.reserve_told(session, seen)
                    budgets.tell_of_use(session, seen)
                return True
        _take_late_answer(session, generation, submitted)
    return False


def _price_told(generation: Generation, submitted: Submitted) -> dict[str, int]:
    """Only where no rate was known: else what people were shown before stays the estimate, to compare the charge with."""
    if generation.estimate_micro_usd is not None or submitted.cost_usd is None:
        return {}
    return {"estimate_micro_usd": round(submitted.cost_usd * money.MICRO)}


def _accepted(price: dict[str, int]) -> str:
    told = f"; its price: {money.usd(price['estimate_micro_usd'])}" if price else ""
    return f"The provider has accepted it{told}."


def _take_late_answer(session: Session, generation: Generation, submitted: Submitted) -> None:
    """It has moved on meanwhile, but this too is paid: it stands in the ledger and the history, and can be looked for."""
    sentence = f"A late answer came: it was accepted as {submitted.remote_id}, and is charged."
    log.warning("generation %s: %s", generation.id, sentence)
    current = session.get_one(Generation, generation.id, populate_existing=True)
    moves.note(session, current.id, current.state, sentence)
    if current.attempt_id == generation.attempt_id:  # given up, and counted as paid then, where a price was known
        current.remote_id = submitted.remote_id
        if price := _price_told(current, submitted):
            charges.settle(session, current, submitted.cost_usd)
            current.estimate_micro_usd = price["estimate_micro_usd"]
    else:
        charges.charge_late(session, current, submitted.cost_usd)


def written_surely(write: Callable[[], object]) -> None:
    """What a paid call brought must not be lost to a database that is busy for a moment. Raises what the last try raised."""
    for wait_s in WRITE_AGAIN_S:
        try:
            write()
            return
        except OperationalError:
            log.exception("the answer to a paid call could not be written; trying again")
            time.sleep(wait_s)
    write()


def _put_back(tools: Tools, generation: Generation, error: ProviderError) -> None:
    """Surely not accepted: in line again, later; after many tries it ends, free of charge."""
    troubles = generation.troubles + 1
    if troubles >= TRIES.get(error.kind, 20):
        _answer_and_end(tools, generation, error.kind, str(error))
        return
    wait = backoff.after_trouble_s(generation.troubles, asked_s=error.retry_after_s, chance=tools.chance())
    again = {"attempt_id": None, "troubles": troubles, "note": str(error), "next_step_at": tools.after(wait)}
    with database.writing(tools.database) as session:
        moves.answer_attempt(session, generation, "not accepted")
        for seen in _wherever_it_waits(generation):
            if moves.move(session, seen, State.QUEUED, str(error), **again):
                return


def _wherever_it_waits(generation: Generation) -> Iterator[Generation]:
    """For its answer: who took the call for lost meanwhile has left it unclear, and knows less than the answer."""
    for state in dict.fromkeys((generation.state, State.SUBMITTING, State.UNCLEAR)):
        yield generation.model_copy(update={"state": state})


def _leave_unclear(tools: Tools, generation: Generation, error: ProviderError) -> None:
    look_at = tools.after(tools.patience.grace_s)
    with database.writing(tools.database) as session:
        moves.answer_attempt(session, generation, "unclear")
        moves.move(session, generation, State.UNCLEAR, str(error), note=UNCLEAR, checks=0, next_step_at=look_at)


def _answer_and_end(tools: Tools, generation: Generation, kind: FailureKind, sentence: str) -> None:
    with database.writing(tools.database) as session:
        moves.answer_attempt(session, generation, "not accepted")
        for seen in _wherever_it_waits(generation):
            if moves.end(session, seen, State.FAILED, kind, sentence, was_charged=False):
                return
