"""How far is it? Reads change nothing until the provider says that it has ended; then there is a clip to fetch, or a failure."""

from datetime import timedelta
from typing import Any

from studio import database, moves
from studio.brief import State
from studio.engine import backoff
from studio.engine.tools import Tools
from studio.errors import FailureKind, ProviderError, RateLimited, ReadFailed, Refused
from studio.providers.interface import Cancelled, Outcome, Progress
from studio.tables import Generation

FREE_TO_RETRY = {FailureKind.PROVIDER, FailureKind.NETWORK, FailureKind.RATE}


def check(tools: Tools, generation: Generation) -> None:
    """Ask how far it is. A failed check changes nothing but the time of the next one."""
    try:
        with tools.notebook.call(generation, "check"):
            progress = tools.provider(generation.provider).check(generation.remote_id or "")
    except (ReadFailed, Refused, RateLimited) as error:
        _check_later(tools, generation, error)
    else:
        _take_progress(tools, generation, progress)


def is_overdue(tools: Tools, generation: Generation) -> bool:
    """Asked only after a look: this machine may have slept while the clip was made."""
    watched = tools.clock() - (generation.watched_since or generation.created_at)
    return watched > timedelta(minutes=tools.settings().timeout_minutes)


def _time_out(tools: Tools, generation: Generation) -> None:
    minutes = tools.settings().timeout_minutes
    sentence = f"We stopped waiting after {minutes:g} minutes. It may still be finished: look again."
    with database.writing(tools.database) as session:
        moves.end(session, generation, State.FAILED, FailureKind.TIMED_OUT, sentence, was_charged=None)


def _check_later(tools: Tools, generation: Generation, error: ProviderError) -> None:
    if is_overdue(tools, generation):
        _time_out(tools, generation)
        return
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


def trip(tools: Tools, generation: Generation, error: Exception) -> None:
    """After something nobody foresaw: the same state, later."""
    wait = backoff.after_trouble_s(generation.troubles, chance=tools.chance())
    note = f"Something went wrong here ({type(error).__name__}); the log tells more. Trying again."
    later: dict[str, Any] = {"troubles": generation.troubles + 1, "note": note, "next_step_at": tools.after(wait)}
    with database.writing(tools.database) as session:
        if generation.state in (State.RUNNING, State.DOWNLOADING) and is_overdue(tools, generation):
            moves.end(session, generation, State.FAILED, FailureKind.TIMED_OUT, note, was_charged=None)
        else:
            moves.move(session, generation, generation.state, **later)


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
    if is_overdue(tools, generation):
        _time_out(tools, generation)
        return
    every_s = tools.check_every_s(generation.provider)
    check_at = tools.after(backoff.wait_s(generation.checks + 1, at_least_s=every_s, chance=tools.chance()))
    tools.notebook.still_running(generation, progress, check_at)


def end_failed(tools: Tools, generation: Generation, progress: Progress) -> None:
    """The provider says it failed. Tried again by itself only where it surely cost nothing, and not for ever."""
    kind = progress.failure or FailureKind.PROVIDER
    is_first_watch = generation.watched_since == generation.submitted_at  # a look again promises to cost nothing
    is_free = progress.was_charged is False and kind in FREE_TO_RETRY and is_first_watch
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
        else:
            state = State.CANCELLED if kind == FailureKind.CANCELLED else State.FAILED
            charged, cost_usd = progress.was_charged, progress.cost_usd
            moves.end(session, generation, state, kind, progress.sentence, was_charged=charged, cost_usd=cost_usd)


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
        elif answer == Cancelled.CHARGED:
            sentence = "Cancelled. The provider had begun it, so it counts as charged."
            moves.end(session, generation, State.CANCELLED, FailureKind.CANCELLED, sentence, was_charged=True)
        else:
            moves.end(session, generation, State.CANCELLED, FailureKind.CANCELLED, "Cancelled.", was_charged=False)
