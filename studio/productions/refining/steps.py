"""One step of one refining: its next move, by where it is in its life."""

from datetime import datetime

from sqlmodel import Session

from studio.productions.refining import beginning, generating, reviews
from studio.tables import Refining, RefiningState, Round


def go_on(session: Session, refining: Refining, at: datetime) -> Round | None:
    """The next move of one that is held. A round: the writer is to be asked about it now, outside of this transaction."""
    match refining.state:
        case RefiningState.WAITING:
            beginning.begin(session, refining, at)
        case RefiningState.GENERATING:
            generating.look(session, refining, at)
        case _:
            return reviews.decide(session, refining, at)
    return None
