"""What a person does with one: cancel it, try it again, or say what became of it."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from studio import budgets, charges, estimates, moves
from studio.access import OWNER, Visitor
from studio.brief import ENDED_BADLY, State
from studio.budgets import Payer, Room
from studio.errors import FailureKind, TooLate
from studio.generations.looking import get
from studio.tables import Access, Generation, now

Deed = Callable[[Session, str], Generation]  # what a person does with one: cancel, retry, look_again ...
MOVED_ON = "It has just moved on; look at it again."


def cancel(session: Session, generation_id: str) -> Generation:
    """At once while it waits; otherwise the engine asks the provider first. Raises TooLate when it has ended."""
    generation = get(session, generation_id)
    if generation.state == State.QUEUED:
        if not moves.end(
            session,
            generation,
            State.CANCELLED,
            FailureKind.CANCELLED,
            "Cancelled before it was sent.",
            was_charged=False,
        ):
            raise TooLate("It has just been sent. Cancel again to ask the provider to stop.")
    elif generation.state in (State.SUBMITTING, State.RUNNING):
        at_once: dict[str, Any] = {"next_step_at": now()} if generation.state == State.RUNNING else {}
        if not moves.move(
            session, generation, generation.state, is_cancel_asked=True, note="Cancelling ...", **at_once
        ):
            raise TooLate(MOVED_ON)
    else:
        raise TooLate(f"It cannot be cancelled: it is {generation.state}.")
    return generation


def retry(session: Session, generation_id: str) -> Generation:
    """Queue it again: a new submission, which may cost again, so only because a person said so. Raises OverBudget."""
    generation = get(session, generation_id)
    if generation.state not in ENDED_BADLY:
        raise TooLate(f"Only what has failed or was cancelled can be tried again; this one is {generation.state}.")
    room = budgets.room(session, generation)
    missing = moves.first_missing(session, generation.brief)
    if generation.failure == FailureKind.BLOCKED and missing:
        _require_let_go(generation, missing)
    if generation.was_charged is None and generation.remote_id:
        charges.settle(session, generation)  # nobody knows whether the earlier try was charged: it counts as paid
    room.take(estimates.estimate_now(session, generation))
    waits_for = missing and missing.id
    if not moves.requeue(session, generation, "Queued again.", is_cancel_asked=False, waits_for_id=waits_for):
        raise TooLate(MOVED_ON)
    return generation


def _require_let_go(blocked: Generation, missing: Generation) -> None:
    """What waits no more for a clip that is being made can wait for it again."""
    if blocked.waits_for_id:
        raise TooLate("Try the clip it continues again: this one follows by itself.")
    if missing.state in ENDED_BADLY:
        raise TooLate("Try the clip it continues again, then this one.")


def follow(
    session: Session, generation_id: str, continues_id: str, *, asked_by: Visitor = OWNER, room: Room | None = None
) -> Generation:
    """A blocked one is queued again, to go on from another generation than the one that was not made, for who asks for it now. It
    stays blocked, and says so, while a budget has no room for it. What is blocked behind it waits for it no more, as nobody has
    asked for that. `room`: of the asker's budgets; who gives it tells of its use. Raises TooLate."""
    asked_by.require(Access.MAKER)
    generation = get(session, generation_id)
    payer = Payer(asked_by.name, asked_by.token_id, generation.production_id)
    left = room or budgets.room(session, payer)
    brief = generation.brief.model_copy(update={"continues_id": continues_id})
    missing = moves.first_missing(session, brief)
    _take_over(session, generation, asked_by)
    moves.let_go(session, generation.id)
    waits_for = missing and missing.id
    if not moves.unblock(
        session, generation, moves.WAITS, left, brief=brief, continues_id=continues_id, waits_for_id=waits_for
    ):
        raise TooLate(MOVED_ON)
    if not room:
        budgets.tell_of_use(session, payer)
    return generation


def _take_over(session: Session, blocked: Generation, asked_by: Visitor) -> None:
    """It counts as asked for by whoever agrees to its price now."""
    if blocked.failure != FailureKind.BLOCKED:
        raise TooLate(MOVED_ON)
    was = blocked.created_by
    if not moves.move(session, blocked, blocked.state, created_by=asked_by.name, token_id=asked_by.token_id):
        raise TooLate(MOVED_ON)
    if was != asked_by.name:
        moves.note(session, blocked.id, blocked.state, f"{asked_by.name} asks for it now, in place of {was}.")


def look_again(session: Session, generation_id: str) -> Generation:
    """Ask the provider once more what became of it. Costs nothing."""
    generation = get(session, generation_id)
    if generation.state == State.UNCLEAR:
        moved = moves.move(session, generation, State.UNCLEAR, next_step_at=now(), checks=0, note="Looking again ...")
    elif generation.state in ENDED_BADLY and generation.remote_id and generation.was_charged is not False:
        fresh: dict[str, Any] = {"failure": None, "failure_sentence": "", "ended_at": None, "troubles": 0, "note": ""}
        moved = moves.move(
            session, generation, State.RUNNING, watched_since=now(), next_step_at=now(), is_cancel_asked=False, **fresh
        )
    else:
        raise TooLate(f"There is nothing to look for: it is {generation.state}.")
    if not moved:
        raise TooLate(MOVED_ON)
    return generation


def was_not_accepted(session: Session, generation_id: str) -> Generation:
    """A person has looked at the provider's own page and says: it was never accepted. It is queued again."""
    generation = get(session, generation_id)
    if generation.state != State.UNCLEAR:
        raise TooLate(f"This is for an unclear generation; this one is {generation.state}.")
    seen = generation.model_copy()
    if not moves.requeue(
        session, generation, "A person says it was not accepted: queued again.", is_cancel_asked=False
    ):
        raise TooLate(MOVED_ON)
    moves.answer_attempt(session, seen, "not accepted")
    return generation


def give_up(session: Session, generation_id: str) -> Generation:
    """Stop waiting for an unclear one. The reservation is settled: it may have been charged."""
    generation = get(session, generation_id)
    if generation.state != State.UNCLEAR:
        raise TooLate(f"This is for an unclear generation; this one is {generation.state}.")
    sentence = "Given up: nobody knows whether it was accepted."
    if not moves.end(session, generation, State.FAILED, FailureKind.PROVIDER, sentence, was_charged=None):
        raise TooLate(MOVED_ON)
    charges.settle(session, generation)
    return generation
