"""What has become of the take of a round."""

from datetime import datetime

from sqlmodel import Session

from studio.brief import State
from studio.productions.refining import ending, rounds, states
from studio.tables import Ending, Generation, Refining, RefiningState


def look(session: Session, refining: Refining, at: datetime) -> None:
    last = rounds.list_of(session, refining)[-1]
    generation = session.get_one(Generation, last.generation_id, populate_existing=True)
    match generation.state:
        case State.SUCCEEDED:
            states.move_to(session, refining, RefiningState.REVIEWING, at)
        case State.FAILED:
            ending.end(session, refining, Ending.GENERATION, generation.failure_sentence or "Its take failed.", at)
        case State.CANCELLED:
            ending.end(session, refining, Ending.STOPPED, "Its take was cancelled.", at)
        case State.UNCLEAR:
            states.stay(session, refining, at, "Its take waits for your decision.")
        case _:
            states.stay(session, refining, at)
