"""One generation, one step: at most one paid call, and every change a compare-and-swap. So any thread of any process may take
any step, twice or late, and nothing is paid twice or lost."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import case, exists
from sqlmodel import col, select, update

from studio import database, moves
from studio.brief import State
from studio.engine import backoff, download, keyframes, lost
from studio.engine.tools import Tools
from studio.errors import FailureKind, NotSent, ProviderError, RateLimited, ReadFailed, Refused, StudioError, Unclear
from studio.providers.interface import Cancelled, Outcome, Progress, Submitted
from studio.tables import Generation

UNDER_WAY = (State.SUBMITTING, State.UNCLEAR, State.RUNNING, State.DOWNLOADING)
QUICK = (State.SUBMITTING, State.UNCLEAR, State.RUNNING)  # one short call
SLOW = (State.DOWNLOADING,)  # a whole file, and a look at it
PATIENT_KINDS = {FailureKind.RATE: 60, FailureKind.NETWORK: 20}  # tries to submit what was surely not accepted
FREE_TO_RETRY = {FailureKind.PROVIDER, FailureKind.NETWORK, FailureKind.RATE}

log = logging.getLogger(__name__)


def take_due(
    tools: Tools, most: int, *, states: Sequence[State] = UNDER_WAY, only: str | None = None
) -> list[Generation]:
    """Generations whose time has come, hidden from everybody else for a while. If we die they simply come due again."""
    now = tools.clock()
    is_due = [col(Generation.state).in_(states), col(Generation.next_step_at) <= now]
    if only:
        is_due.append(col(Generation.id) == only)
    with database.reading(tools.database) as session:  # look before you write: an idle engine writes nothing
        if most <= 0 or not session.scalar(select(exists().where(*is_due))):
            return []
    due = (
        select(Generation.id)
        .where(*is_due)
        .order_by(col(Generation.next_step_at))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    hidden_until = case(
        (col(Generation.state) == State.SUBMITTING, tools.after(tools.patience.grace_s)),
        else_=tools.after(tools.patience.lease_s),
    )
    take = update(Generation).where(col(Generation.id).in_(due)).values(next_step_at=hidden_until).returning(Generation)
    with database.writing(tools.database) as session:
        return list(session.scalars(take.execution_options(synchronize_session=False)).all())


def make_all_due(tools: Tools) -> None:
    """For an engine that is alone on its database: what the last one had in its hands is free at once. A submission is not:
    its call may still be on its way."""
    held = col(Generation.state).in_((State.RUNNING, State.DOWNLOADING)), col(Generation.next_step_at) > tools.clock()
    with database.writing(tools.database) as session:
        session.exec(update(Generation).where(*held).values(next_step_at=tools.clock()))


def step(tools: Tools, generation: Generation, *, is_admitted: bool = False) -> None:
    """Do the next thing for it. `is_admitted`: it comes straight from `admit`, so its paid call has not been made."""
    if is_admitted:
        submit(tools, generation)
    elif generation.state in (State.SUBMITTING, State.UNCLEAR):
        lost.look_for(tools, generation)
    elif generation.is_cancel_asked and generation.state == State.RUNNING:
        cancel(tools, generation)
    elif generation.state == State.RUNNING:
        check(tools, generation)
    elif generation.state == State.DOWNLOADING:
        download.download(tools, generation)


# -- submit -----------------------------------------------------------------------------------------------


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
        _leave_unclear(tools, generation, error)
    except StudioError as error:  # a refusal, a missing key, a brief the provider cannot say: nothing was started
        kind = error.kind if isinstance(error, ProviderError) else FailureKind.KEY
        _answer_and_end(tools, generation, kind, str(error))
    else:
        accept(tools, generation, submitted)


def _send(tools: Tools, generation: Generation) -> Submitted:
    provider = tools.provider(generation.provider)
    with database.reading(tools.database) as session:
        brief = keyframes.look_up(session, tools.files, generation.brief)
    with tools.notebook.call(generation, "submit"):
        return provider.submit(brief)


def accept(tools: Tools, generation: Generation, submitted: Submitted) -> bool:
    """The id, in its own transaction right after the call. It is ours even if the row was given up as unclear meanwhile."""
    check_at = tools.after(
        backoff.wait_s(0, at_least_s=tools.pace(generation.provider).check_every_s, chance=tools.chance())
    )
    known = {
        "remote_id": submitted.remote_id,
        "submitted_at": tools.clock(),
        "watched_since": tools.clock(),
        "next_step_at": check_at,
    }
    with database.writing(tools.database) as session:
        moves.answer_attempt(session, generation, "accepted", submitted.remote_id)
        for state in dict.fromkeys((generation.state, State.SUBMITTING, State.UNCLEAR)):
            seen = generation.model_copy(update={"state": state})
            if moves.move(
                session, seen, State.RUNNING, "The provider has accepted it.", checks=0, troubles=0, note="", **known
            ):
                return True
    log.warning("generation %s: a late answer, id %s, is kept with its attempt", generation.id, submitted.remote_id)
    return False


def _put_back(tools: Tools, generation: Generation, error: ProviderError) -> None:
    """Surely not accepted: in line again, later; after many tries it ends, free of charge."""
    troubles = generation.troubles + 1
    if troubles >= PATIENT_KINDS.get(error.kind, 20):
        _answer_and_end(tools, generation, error.kind, str(error))
        return
    wait = backoff.after_trouble_s(generation.troubles, asked_s=error.retry_after_s, chance=tools.chance())
    with database.writing(tools.database) as session:
        moves.answer_attempt(session, generation, "not accepted")
        moves.move(
            session,
            generation,
            State.QUEUED,
            str(error),
            attempt_id=None,
            troubles=troubles,
            note=str(error),
            next_step_at=tools.after(wait),
        )


def _leave_unclear(tools: Tools, generation: Generation, error: ProviderError) -> None:
    look_at = tools.after(tools.patience.grace_s)
    with database.writing(tools.database) as session:
        moves.answer_attempt(session, generation, "unclear")
        moves.move(session, generation, State.UNCLEAR, str(error), note=lost.SENTENCE, checks=0, next_step_at=look_at)


def _answer_and_end(tools: Tools, generation: Generation, kind: FailureKind, sentence: str) -> None:
    with database.writing(tools.database) as session:
        moves.answer_attempt(session, generation, "not accepted")
        moves.end(session, generation, State.FAILED, kind, sentence, was_charged=False)


# -- check ------------------------------------------------------------------------------------------------


def check(tools: Tools, generation: Generation) -> None:
    """Ask how far it is. A failed check changes nothing but the time of the next one."""
    watched = tools.clock() - (generation.watched_since or generation.created_at)
    if watched > timedelta(minutes=tools.settings().timeout_minutes):
        _time_out(tools, generation)
        return
    try:
        with tools.notebook.call(generation, "check"):
            progress = tools.provider(generation.provider).check(generation.remote_id or "")
    except (ReadFailed, Refused, RateLimited) as error:
        _check_later(tools, generation, error)
    else:
        _take_progress(tools, generation, progress)


def _time_out(tools: Tools, generation: Generation) -> None:
    minutes = tools.settings().timeout_minutes
    sentence = f"We stopped waiting after {minutes:g} minutes. It may still be finished: look again."
    with database.writing(tools.database) as session:
        moves.end(session, generation, State.FAILED, FailureKind.TIMED_OUT, sentence, was_charged=None)


def _check_later(tools: Tools, generation: Generation, error: ProviderError) -> None:
    wait = backoff.after_trouble_s(generation.troubles, asked_s=error.retry_after_s, chance=tools.chance())
    with database.writing(tools.database) as session:
        moves.move(
            session,
            generation,
            generation.state,
            troubles=generation.troubles + 1,
            note=f"{error} Trying again.",
            next_step_at=tools.after(wait),
        )


def _take_progress(tools: Tools, generation: Generation, progress: Progress) -> None:
    if progress.outcome == Outcome.SUCCEEDED:
        with database.writing(tools.database) as session:
            moves.move(
                session,
                generation,
                State.DOWNLOADING,
                "Fetching the clip.",
                troubles=0,
                note="",
                next_step_at=tools.clock(),
            )
    elif progress.outcome == Outcome.FAILED:
        end_failed(tools, generation, progress)
    else:
        _go_on(tools, generation, progress)


def _go_on(tools: Tools, generation: Generation, progress: Progress) -> None:
    every_s = tools.pace(generation.provider).check_every_s
    check_at = tools.after(backoff.wait_s(generation.checks + 1, at_least_s=every_s, chance=tools.chance()))
    is_news = (progress.fraction, progress.stage) != (generation.fraction, generation.stage) or generation.troubles
    if not is_news:
        tools.notebook.unchanged(generation, check_at)
        return
    news: dict[str, Any] = {"fraction": progress.fraction, "stage": progress.stage, "troubles": 0, "note": ""}
    with database.writing(tools.database) as session:
        moves.move(session, generation, State.RUNNING, checks=generation.checks + 1, next_step_at=check_at, **news)


def end_failed(tools: Tools, generation: Generation, progress: Progress) -> None:
    """The provider says it failed. Tried again by itself only where it surely cost nothing, and not for ever."""
    kind = progress.failure or FailureKind.PROVIDER
    is_free = progress.was_charged is False and kind in FREE_TO_RETRY
    with database.writing(tools.database) as session:
        if is_free and generation.retries < tools.settings().automatic_retries:
            again = f"{progress.sentence} It cost nothing: tried again."
            wait = backoff.after_trouble_s(generation.retries, chance=tools.chance())
            moves.requeue(
                session,
                generation,
                again,
                retries=generation.retries + 1,
                next_step_at=tools.after(wait),
                note=progress.sentence,
            )
        elif kind == FailureKind.CANCELLED:
            moves.end(session, generation, State.CANCELLED, kind, progress.sentence, was_charged=progress.was_charged)
        else:
            moves.end(session, generation, State.FAILED, kind, progress.sentence, was_charged=progress.was_charged)


# -- cancel -----------------------------------------------------------------------------------------------


def cancel(tools: Tools, generation: Generation) -> None:
    """Ask the provider to stop. Where it cannot, nothing is stopped and the clip is paid; we only stop waiting."""
    try:
        with tools.notebook.call(generation, "cancel"):
            answer = tools.provider(generation.provider).cancel(generation.remote_id or "")
    except (ReadFailed, Refused, RateLimited) as error:
        _check_later(tools, generation, error)
        return
    with database.writing(tools.database) as session:
        if answer == Cancelled.TOO_LATE:
            note = "It was too late to cancel: the clip is finished."
            moves.move(
                session, generation, generation.state, is_cancel_asked=False, note=note, next_step_at=tools.clock()
            )
        elif answer == Cancelled.CANNOT:
            sentence = "Cancelled here; this provider cannot stop it, so it is charged all the same. Look again to fetch the clip."
            moves.end(session, generation, State.CANCELLED, FailureKind.CANCELLED, sentence, was_charged=True)
        else:
            moves.end(session, generation, State.CANCELLED, FailureKind.CANCELLED, "Cancelled.", was_charged=False)
