"""The one door through which the state of a generation moves: a compare-and-swap on what was seen, with its event and its ledger."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, and_, col, select, update

from studio import budgets, charges, estimates, money, notices
from studio.brief import ENDED, ENDED_BADLY, Brief, Operation, State
from studio.errors import FailureKind, NotFound
from studio.tables import Asset, Attempt, Event, Generation, new_id, now

WAITS = "Waiting for a clip that it needs."
NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # as `next_step_at`: a person has to decide


def move(session: Session, seen: Generation, to: State, sentence: str = "", **changes: Any) -> bool:
    """Compare and swap: only from the state and attempt that were seen. False: somebody else moved it; what we know is stale.

    `seen` is brought up to date. A change of state leaves an event with `sentence`.
    """
    is_as_seen = and_(
        Generation.id == seen.id,
        Generation.state == seen.state,
        col(Generation.attempt_id).is_not_distinct_from(seen.attempt_id),
    )
    if to != seen.state and (to in ENDED or seen.state in ENDED):
        changes["is_tally_due"] = True
    done = session.exec(
        update(Generation).where(is_as_seen).values(state=to, **changes).execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:
        return False
    if to != seen.state:
        note(session, seen.id, to, sentence)
    _bring_up_to_date(session, seen, {"state": to, **changes})
    if to == State.UNCLEAR and seen.next_step_at >= NEVER:
        notices.tell_of_unclear(session, seen)
    return True


def _bring_up_to_date(session: Session, seen: Generation, values: dict[str, Any]) -> None:
    for name, value in values.items():
        set_committed_value(seen, name, value)


def note(session: Session, generation_id: str, state: State, sentence: str) -> None:
    session.add(Event(generation_id=generation_id, state=state, sentence=sentence))


def requeue(session: Session, generation: Generation, sentence: str, **changes: Any) -> bool:
    """Back in line as if new, with its estimate reserved again. False: somebody else moved it."""
    if not _reserve_again(session, generation, sentence, **changes):
        return False
    budgets.tell_of_use(session, generation)
    return True


def _reserve_again(session: Session, generation: Generation, sentence: str, **changes: Any) -> bool:
    fresh: dict[str, Any] = {
        "attempt_id": None,
        "remote_id": None,
        "failure": None,
        "failure_sentence": "",
        "was_charged": None,
        "ended_at": None,
        "submitted_at": None,
        "fraction": None,
        "stage": "",
        "checks": 0,
        "troubles": 0,
        "note": "",
        "queued_at": now(),
        "next_step_at": now(),
        "estimate_micro_usd": estimates.estimate_now(session, generation),
    }
    if not move(session, generation, State.QUEUED, sentence, **(fresh | changes)):
        return False
    charges.release(session, generation)
    charges.reserve(session, generation)
    return True


def end(
    session: Session,
    generation: Generation,
    to: State,
    kind: FailureKind | None,
    sentence: str,
    *,
    was_charged: bool | None,
    cost_usd: float | None = None,
    **changes: Any,
) -> bool:
    """Ended without a clip; what waits for it is blocked. The ledger: released if surely free, settled if surely charged,
    left reserved while nobody knows. `cost_usd`: the provider's own figure, where it tells one."""
    facts: dict[str, Any] = {
        "failure": kind,
        "failure_sentence": sentence,
        "was_charged": was_charged,
        "ended_at": now(),
        "note": "",
    }
    if _costs_more(generation, cost_usd):
        budgets.hold(session, [generation])
    notices.hold_group(session, generation)
    if not move(session, generation, to, sentence, **(facts | changes)):
        return False
    notices.tell_of_end(session, generation)  # before what waits for it ends too, which may be the last of its group
    if was_charged is False:
        charges.waive(session, generation)
    elif was_charged:
        _settle(session, generation, cost_usd)
    block(session, generation.id)
    return True


def succeed(session: Session, generation: Generation, asset: Asset, cost_usd: float | None = None) -> bool:
    """The clip is in the library: settle the charge and let go on what waited for it."""
    done: dict[str, Any] = {
        "asset_id": asset.id,
        "ended_at": now(),
        "fraction": 1.0,
        "note": "",
        "troubles": 0,
        "was_charged": True,
    }
    session.add(asset)
    session.flush()
    paying = [generation] if _costs_more(generation, cost_usd) else []
    budgets.hold(session, [*paying, *_blocked_behind(session, generation.id)])
    notices.hold_group(session, generation)
    what = "picture" if generation.operation == Operation.PICTURE else "clip"
    if not move(session, generation, State.SUCCEEDED, f"The {what} is in the library.", **done):
        session.delete(asset)
        return False
    _settle(session, generation, cost_usd)
    notices.tell_of_end(session, generation)
    for waiting in _waiting_for(session, generation.id):
        _let_go_on(session, waiting)
    return True


def _settle(session: Session, generation: Generation, cost_usd: float | None) -> None:
    charges.settle(session, generation, cost_usd)
    if _costs_more(generation, cost_usd):
        budgets.tell_of_use(session, generation)


def _costs_more(generation: Generation, cost_usd: float | None) -> bool:
    """Than was set aside for it."""
    return cost_usd is not None and cost_usd * money.MICRO > (generation.estimate_micro_usd or 0)


def _let_go_on(session: Session, waiting: Generation) -> None:
    """One that it waited for is there; it may wait for others too."""
    next_needed = first_missing(session, waiting.brief)
    waits_for_id = next_needed.id if next_needed else None
    if waiting.state == State.QUEUED:
        move(session, waiting, State.QUEUED, waits_for_id=waits_for_id, next_step_at=now())
    elif waiting.failure == FailureKind.BLOCKED:
        _unblock_all(session, waiting, "The clip it needs is there: queued again.", waits_for_id=waits_for_id)
    if next_needed and next_needed.state in ENDED_BADLY:
        block(session, next_needed.id)


def first_missing(session: Session, brief: Brief) -> Generation | None:
    """The first of those it needs that has not succeeded. Locked until we commit: if one ends just now, whoever ends it must
    see that we wait for it. Raises NotFound."""
    for needed in brief.needs():
        earlier = session.get(Generation, needed, with_for_update={"read": True}, populate_existing=True)
        if earlier is None:
            raise NotFound(f"There is no generation {needed!r}.")
        if earlier.state != State.SUCCEEDED:
            return earlier
    return None


def block(session: Session, earlier_id: str) -> None:
    """What waits for a generation that ended badly cannot start; it comes free when that one succeeds."""
    for waiting in _waiting_for(session, earlier_id):
        if waiting.state == State.QUEUED:
            end(
                session,
                waiting,
                State.FAILED,
                FailureKind.BLOCKED,
                "A clip that it needs was not made.",
                was_charged=False,
            )


def _unblock_all(session: Session, waiting: Generation, sentence: str, **changes: Any) -> None:
    """It and those behind it, whose turn is not yet: what they waited for is there after all."""
    is_ours = unblock(session, waiting, sentence, budgets.room(session, waiting), **changes)
    if is_ours and waiting.state == State.QUEUED:
        budgets.tell_of_use(session, waiting)
        for further in _waiting_for(session, waiting.id):
            if further.failure == FailureKind.BLOCKED:
                _unblock_all(session, further, WAITS)


def unblock(session: Session, waiting: Generation, sentence: str, room: budgets.Room, **changes: Any) -> bool:
    """This one alone is in line again. What a budget has no room for by now stays blocked, and says so. False: somebody else moved
    it. Who gives the room tells of its use."""
    try:
        room.take(estimates.estimate_now(session, waiting))
    except budgets.OverBudget as reason:
        sentence = f"It could not go on by itself. {reason}"
        return move(session, waiting, State.FAILED, failure_sentence=sentence, **changes)
    return _reserve_again(session, waiting, sentence, **changes)


def let_go(session: Session, earlier_id: str) -> None:
    """What is blocked behind it waits for it no more: it is made when somebody asks for it again."""
    for waiting in _waiting_for(session, earlier_id):
        if waiting.failure == FailureKind.BLOCKED:
            move(session, waiting, waiting.state, waits_for_id=None)


def hold(session: Session, generation_ids: Iterable[str]) -> None:
    """Lock those that something is to go on from, in the order in which a group is ended."""
    held = select(Generation.id).where(col(Generation.id).in_(set(generation_ids)))
    session.exec(held.order_by(col(Generation.id)).with_for_update(read=True)).all()


def _blocked_behind(session: Session, earlier_id: str) -> Iterator[Generation]:
    """All that may go on once that one succeeds, at once or in turn."""
    for waiting in _waiting_for(session, earlier_id):
        if waiting.failure == FailureKind.BLOCKED:
            yield waiting
            yield from _blocked_behind(session, waiting.id)


def _waiting_for(session: Session, earlier_id: str) -> Sequence[Generation]:
    return session.exec(select(Generation).where(Generation.waits_for_id == earlier_id)).all()


def answer_attempt(session: Session, generation: Generation, outcome: str, remote_id: str | None = None) -> None:
    values: dict[str, Any] = {"outcome": outcome, "answered_at": now()} | (
        {"remote_id": remote_id} if remote_id else {}
    )
    session.exec(update(Attempt).where(col(Attempt.id) == generation.attempt_id).values(**values))


def new_attempt(session: Session, generation: Generation, at: datetime) -> str:
    """Written before the paid call; its id is our idempotency key."""
    attempt = Attempt(id=new_id(), generation_id=generation.id, provider=generation.provider, sent_at=at)
    session.add(attempt)
    session.flush()
    return attempt.id
