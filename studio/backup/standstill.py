"""What a restored studio must not do by itself: pay for what was under way when the backup was made, and may be paid since."""

from sqlmodel import Session, col, select

from studio import moves
from studio.brief import State
from studio.errors import FailureKind
from studio.tables import Generation

NOT_SENT = (
    "The studio was restored from a backup, and this may have been made since. Look at your account, then try again."
)
UNKNOWN = "The studio was restored from a backup: nobody here knows what became of this one since."


def hold(session: Session) -> int:
    """What waits in line is cancelled, what was being sent waits for a person. What runs is looked for, which is free.
    Returns how many."""
    waiting = session.exec(select(Generation).where(Generation.state == State.QUEUED)).all()
    sent = session.exec(select(Generation).where(col(Generation.state).in_((State.SUBMITTING, State.UNCLEAR)))).all()
    cancelled = [_cancel(session, generation) for generation in waiting]
    return sum(cancelled) + sum(_ask(session, generation) for generation in sent)


def _cancel(session: Session, generation: Generation) -> bool:
    """False for one that waited for another, which has just blocked it: it stands still too."""
    return moves.end(session, generation, State.CANCELLED, FailureKind.CANCELLED, NOT_SENT, was_charged=False)


def _ask(session: Session, generation: Generation) -> bool:
    return moves.move(session, generation, State.UNCLEAR, UNKNOWN, note=UNKNOWN, next_step_at=moves.NEVER)
