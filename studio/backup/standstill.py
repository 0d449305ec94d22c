"""What a restored studio must not do by itself: pay for what was under way when the backup was made, and may be paid since."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from studio import moves, speeches
from studio.brief import State
from studio.errors import FailureKind
from studio.productions.refining import asking
from studio.tables import Generation, now
from studio.writings import charging

NOT_SENT = (
    "The studio was restored from a backup, and this may have been made since. Look at your account, then try again."
)
ALL_RETRIES = 10  # as many as the settings allow
UNKNOWN = "The studio was restored from a backup: nobody here knows what became of this one since."


def hold(session: Session) -> int:
    """What waits in line is cancelled, what was being sent waits for a person. What runs is looked for, which is free, but not
    tried again by itself. What was to be spoken is not, and refining has ended; what a writer was asked counts as paid. Returns
    how many stand still."""
    cancelled = [_cancel(session, generation) for generation in _in(session, State.QUEUED)]
    unclear = [_ask(session, generation) for generation in _in(session, State.SUBMITTING, State.UNCLEAR)]
    for generation in _in(session, State.RUNNING, State.DOWNLOADING):
        moves.move(session, generation, generation.state, retries=ALL_RETRIES)
    silent, stopped = speeches.hold(session, now()), asking.stop_restored(session, now())
    charging.settle_lost(session, now())
    return sum(cancelled) + sum(unclear) + silent + stopped


def _in(session: Session, *states: State) -> Sequence[Generation]:
    return session.exec(select(Generation).where(col(Generation.state).in_(states))).all()


def _cancel(session: Session, generation: Generation) -> bool:
    """False for one that waited for another, which has just blocked it: it stands still too."""
    return moves.end(session, generation, State.CANCELLED, FailureKind.CANCELLED, NOT_SENT, was_charged=False)


def _ask(session: Session, generation: Generation) -> bool:
    """Its call counts as answered: one that nobody answered is sent again after two looks."""
    moves.answer_attempt(session, generation, "unclear")
    return moves.move(session, generation, State.UNCLEAR, UNKNOWN, note=UNKNOWN, next_step_at=moves.NEVER)
