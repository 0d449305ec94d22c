"""The take of a round is reviewed: asked for once, whoever dies; what the writer said decides how it goes on."""

from datetime import datetime, timedelta

from sqlmodel import Session

from studio.errors import StudioError
from studio.productions.refining import ending, leases, limit, rounds, silence, states
from studio.tables import Ending, Refining, RefiningState, Round, Writing, WritingOutcome
from studio.writers.tasks import Review
from studio.writings import charging, kept_answers

PLACE = "round"  # where the answers of reviews are kept until they stand in their round
MOST_TROUBLES = 5


class MovedOn(StudioError):
    """It has been stopped, or is in other hands; nothing was asked for."""


def note_asked(session: Session, asked: Writing, refining_id: str, engine_id: str) -> None:
    """In the transaction before the call: from now on this review is never asked for again. Raises MovedOn, OverLimit."""
    refining = leases.hold(session, refining_id, engine_id)
    if refining is None or refining.is_stop_asked:
        raise MovedOn("It was stopped.")
    last = rounds.list_of(session, refining)[-1]
    if last.writing_id:
        raise MovedOn("Its review was asked for already.")
    limit.require_room(session, refining, asked.estimate_micro_usd or 0, but=last)
    last.writing_id = asked.id
    session.add(last)
    kept_answers.begin(session, asked, PLACE, {silence.ENGINE: engine_id})


def put_off(session: Session, refining: Refining, reason: StudioError, at: datetime, seconds: float) -> None:
    """The writer surely took nothing: it is asked again later, a few times, unless somebody has stopped it meanwhile."""
    last = rounds.list_of(session, refining)[-1]
    if last.writing_id:
        kept_answers.take(session, last.writing_id)
        last.writing_id = None
        session.add(last)
    if refining.is_stop_asked:
        ending.end(session, refining, Ending.STOPPED, ending.STOPPED, at)
        return
    troubles = refining.troubles + 1
    if troubles >= MOST_TROUBLES:
        ending.end(session, refining, Ending.WRITER, str(reason), at)
        return
    states.move_to(session, refining, RefiningState.REVIEWING, at + timedelta(seconds=seconds), str(reason))
    refining.troubles = troubles


def give_up(session: Session, refining: Refining, reason: StudioError, at: datetime) -> None:
    """What was asked for is not asked for again."""
    if asked := rounds.list_of(session, refining)[-1].writing_id:
        kept_answers.take(session, asked)
    ending.end(session, refining, ending.of(reason, Ending.WRITER), str(reason), at)


def decide(session: Session, refining: Refining, at: datetime) -> Round | None:
    """With what is known of the last round. Itself, where nobody has asked about it yet."""
    last = rounds.list_of(session, refining)[-1]
    if last.score is None and last.writing_id:
        _take_answer(session, refining, last, at)
    elif last.score is None and refining.is_stop_asked:
        ending.end(session, refining, Ending.STOPPED, ending.STOPPED, at)
    elif last.score is None:
        return last if ending.unedited(session, refining, last, at) else None
    else:
        _weigh(session, refining, last, at)
    return None


def _take_answer(session: Session, refining: Refining, last: Round, at: datetime) -> None:
    """Whoever asked may be slow, or have died since: what was kept tells. Nothing is asked twice."""
    asked = session.get_one(Writing, last.writing_id, with_for_update=True)
    if _note_answer(session, last):
        _weigh(session, refining, last, at)
    elif asked.outcome == WritingOutcome.SENT and refining.is_stop_asked:
        ending.end(session, refining, Ending.STOPPED, ending.STOPPED, at)
    elif asked.outcome == WritingOutcome.SENT and at < silence.until(session, asked, at):
        states.stay(session, refining, at, silence.UNANSWERED)
    else:
        charging.lose(session, asked)
        kept = kept_answers.find(session, asked.id)
        ending.end(session, refining, Ending.WRITER, (kept and kept.sentence) or kept_answers.DIED, at)


def _note_answer(session: Session, last: Round) -> bool:
    """What the writer said stands in its round. False: it has said nothing yet."""
    kept = kept_answers.find(session, last.writing_id) if last.writing_id else None
    if kept is None or kept.written is None:
        return False
    review: Review = kept.written.kept
    last.score, last.faults, last.better_prompt = review.score, list(review.faults), review.better_prompt
    kept_answers.take(session, kept.writing.id)
    session.add(last)
    session.flush()
    return True


def note_late(session: Session, answered: Round) -> None:
    """Its answer came when it had been given up for lost. It is paid, so it is there to be read; it changes nothing else."""
    refining = session.get_one(Refining, answered.refining_id, with_for_update=True)
    last = session.get_one(Round, answered.id)
    if refining.state == RefiningState.ENDED and last.score is None:
        _note_answer(session, last)


def _weigh(session: Session, refining: Refining, last: Round, at: datetime) -> None:
    score, wanted = rounds.percent(last.score or 0), rounds.percent(refining.least_score)
    if (last.score or 0) >= refining.least_score:
        said = f"Accepted in round {last.number}: {score}, and {wanted} were asked for."
        ending.end(session, refining, Ending.ACCEPTED, said, at)
    elif refining.is_stop_asked:
        ending.end(session, refining, Ending.STOPPED, ending.STOPPED, at)
    elif last.number >= refining.most_rounds:
        count = "The one round is" if last.number == 1 else f"All {last.number} rounds are"
        ending.end(session, refining, Ending.ROUNDS, f"{count} used up, and none reached {wanted}.", at)
    else:
        states.move_to(session, refining, RefiningState.WAITING, at)
