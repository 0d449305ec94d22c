"""What an engine does with a speech: takes it, and tells what came of it. A taken one counts as sent."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from studio import keys
from studio.database import change_if
from studio.settings import Settings
from studio.speeches import paying
from studio.tables import Speech, SpeechState, WritingOutcome
from studio.writings import charging
from studio.writings.charging import EndedCall


def has_due(session: Session, at: datetime) -> bool:
    return session.exec(_due(at).limit(1)).first() is not None


def take_due(session: Session, engine_id: str, settings: Settings, at: datetime, until: datetime) -> Speech | None:
    """The longest waiting one. From now on it counts as sent. None: nothing to do, or another was faster."""
    found = session.exec(_due(at).order_by(col(Speech.asked_at), col(Speech.id)).limit(1)).first()
    if found is None:
        return None
    is_as_seen = col(Speech.state) == SpeechState.QUEUED, col(Speech.next_step_at) == found.next_step_at
    taken = {"state": SpeechState.SPEAKING, "spoken_by": engine_id, "next_step_at": until}
    if not change_if(session, found, is_as_seen, taken):
        return None
    if asked := paying.call_of(session, found):
        asked.outcome, asked.sent_at = WritingOutcome.SENT, at
        session.add(asked)
        keys.note_use_by_writer(session, asked, settings)
    return found


def _due(at: datetime):  # pyright: ignore[reportUnknownParameterType]
    return select(Speech).where(col(Speech.state) == SpeechState.QUEUED, col(Speech.next_step_at) <= at)


def finish(session: Session, speech: Speech, name: str, duration_s: float, end: EndedCall) -> bool:
    """It is there. Also when it had been given up for lost meanwhile, and asked for again: it is paid, so it is kept, and what was
    not sent yet need not be. False: that file is not used, as there is another one."""
    there = session.get(Speech, speech.id, with_for_update=True)
    if there is None or there.state == SpeechState.READY:
        paying.close(session, speech, end)
        return there is not None and there.name == name
    if there.writing_id != speech.writing_id:
        paying.release(session, there, end.at)
    done = {"state": SpeechState.READY, "name": name, "duration_s": duration_s, "sentence": ""}
    done |= {"spoken_by": speech.spoken_by, "writing_id": speech.writing_id}
    is_as_seen = (col(Speech.state) == there.state,)
    is_used = change_if(session, speech, is_as_seen, done)
    if is_used:
        paying.close(session, speech, end)
    return is_used


def hold_on(session: Session, speech: Speech, sentence: str, until: datetime) -> bool:
    """It is spoken, and its sound cannot be put away yet."""
    told = {"sentence": sentence, "next_step_at": until}
    return change_if(session, speech, _is_ours(speech), told)


def stop(session: Session, speech: Speech, sentence: str, end: EndedCall, *, is_lost: bool = False) -> bool:
    """It ended badly. A person may ask for it again."""
    ended = {"state": SpeechState.LOST if is_lost else SpeechState.FAILED, "sentence": sentence}
    is_ours = change_if(session, speech, _is_ours(speech), ended)
    paying.close(session, speech, end)
    return is_ours


def let_go(session: Session, speech: Speech, at: datetime, end: EndedCall | None = None) -> bool:
    """Surely not accepted: it waits until then and is tried again. Its price stays set aside."""
    waits = {"state": SpeechState.QUEUED, "spoken_by": None, "next_step_at": at, "tries": speech.tries + 1}
    if not change_if(session, speech, _is_ours(speech), waits):
        if end:
            paying.close(session, speech, end)
        return False
    if asked := paying.call_of(session, speech):
        asked.outcome = WritingOutcome.QUEUED
        session.add(asked)
        if end:
            charging.count(session, asked, end)
    return True


def _is_ours(speech: Speech) -> tuple[Any, ...]:
    return col(Speech.state) == SpeechState.SPEAKING, col(Speech.spoken_by) == speech.spoken_by
