"""What will not be spoken: people stopped it, its engine died, or the studio was restored. What was surely not sent is free."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, or_, select

from studio.access import OWNER, Visitor
from studio.database import change_if
from studio.speeches import paying
from studio.speeches.keeping import find_to_change
from studio.speeches.speaking import let_go
from studio.tables import Access, EngineBeat, Production, Speech, SpeechState, Writing, WritingOutcome, now
from studio.writings import charging

UNDER_WAY = (SpeechState.QUEUED, SpeechState.SPEAKING)
LOST = "No reply was seen, so it may be paid. It is not sent again by itself: have it spoken again if you like."
RESTORED = (
    "The studio was restored from a backup, and this may have been spoken since: have it spoken again if you like."
)
STOPPED = "Stopped before it was sent: nothing was paid."


def cancel(session: Session, ids: Collection[str], *, asked_by: Visitor = OWNER, at: datetime | None = None) -> int:
    """Those that wait are not sent and cost nothing; what is being spoken is kept when it comes. How many were stopped."""
    asked_by.require(Access.MAKER)
    waiting = [one for one in find_to_change(session, ids).values() if one.state == SpeechState.QUEUED]
    return sum(_give_up(session, speech, at or now(), STOPPED) for speech in waiting)


def orphaned(session: Session) -> Collection[str]:
    """Those that wait and were asked for a production that is deleted by now."""
    its = select(Speech.id).join(Writing, col(Writing.id) == col(Speech.writing_id))
    its = its.join(Production, col(Production.id) == col(Writing.production_id))
    deleted = col(Production.deleted_at).is_not(None)
    return session.exec(its.where(Speech.state == SpeechState.QUEUED, deleted)).all()


def lose_dead(session: Session, at: datetime, silent_since: datetime) -> int:
    """Those whose engine tells of itself no more, or holds them for too long: nobody saw a reply, so they count as paid."""
    living = select(EngineBeat.id).where(col(EngineBeat.seen_at) > silent_since)
    is_dead = or_(col(Speech.next_step_at) <= at, col(Speech.spoken_by).not_in(living))
    dead = session.exec(select(Speech).where(col(Speech.state) == SpeechState.SPEAKING, is_dead)).all()
    return sum(
        _give_up(session, speech, at, LOST) if speech.writing_id else let_go(session, speech, at) for speech in dead
    )


def hold(session: Session, at: datetime) -> int:
    """After a restore nothing is paid by itself: what waited or was under way may have been spoken since."""
    open_ones = session.exec(select(Speech).where(col(Speech.state).in_(UNDER_WAY))).all()
    return sum(_give_up(session, speech, at, RESTORED) for speech in open_ones)


def _give_up(session: Session, speech: Speech, at: datetime, sentence: str) -> bool:
    """False: it has moved meanwhile."""
    asked = paying.call_of(session, speech)
    was_sent = asked is not None and asked.outcome == WritingOutcome.SENT
    as_seen = col(Speech.state) == speech.state, col(Speech.spoken_by) == speech.spoken_by
    ended = {"state": SpeechState.LOST if was_sent else SpeechState.FAILED, "sentence": sentence}
    if not change_if(session, speech, as_seen, ended):
        return False
    if asked and was_sent:
        charging.lose(session, asked, at)
    else:
        paying.release(session, speech, at)
    return True
