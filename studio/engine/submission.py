"""The paid call: sent once, its answer written down at once, and whatever is not surely "not sent" left unclear."""

import logging

from studio import database, moves
from studio.brief import State
from studio.engine import backoff, keyframes
from studio.engine.tools import Tools
from studio.errors import FailureKind, NotSent, ProviderError, RateLimited, StudioError, Unclear
from studio.providers.interface import Submitted
from studio.tables import Generation

UNCLEAR = "The reply was lost: it may have been accepted and charged."
TRIES = {FailureKind.RATE: 60, FailureKind.NETWORK: 20}  # to submit what was surely not accepted

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
        _leave_unclear(tools, generation, error)
    except StudioError as error:  # a refusal, a missing key, a brief the provider cannot say: nothing was started
        kind = error.kind if isinstance(error, ProviderError) else FailureKind.INVALID
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
    if troubles >= TRIES.get(error.kind, 20):
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
        moves.move(session, generation, State.UNCLEAR, str(error), note=UNCLEAR, checks=0, next_step_at=look_at)


def _answer_and_end(tools: Tools, generation: Generation, kind: FailureKind, sentence: str) -> None:
    with database.writing(tools.database) as session:
        moves.answer_attempt(session, generation, "not accepted")
        moves.end(session, generation, State.FAILED, kind, sentence, was_charged=False)
