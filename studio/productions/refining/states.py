"""Where a refining is in its life. Whoever moves it gives it back with that."""

from datetime import datetime, timedelta

from sqlmodel import Session

from studio.tables import Refining, RefiningState

LOOK_EVERY = timedelta(seconds=1)
OPEN = (RefiningState.WAITING, RefiningState.GENERATING, RefiningState.REVIEWING)


def move_to(session: Session, refining: Refining, state: RefiningState, due_at: datetime, sentence: str = "") -> None:
    refining.state, refining.next_step_at, refining.sentence = state, due_at, sentence
    refining.moved_by, refining.troubles = None, 0
    session.add(refining)


def stay(session: Session, refining: Refining, at: datetime, sentence: str = "") -> None:
    """It is looked at again soon."""
    move_to(session, refining, refining.state, at + LOOK_EVERY, sentence)
