"""What was said: found, heard, and kept for good where it was paid."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from studio.errors import NotFound
from studio.files import Files
from studio.tables import Speech, SpeechState

KEEP_FREE = timedelta(days=1)  # what the offline voice said to be listened to: it says it again at any time
GONE = "Its sound is gone from this studio: have it spoken again."


def find(session: Session, ids: Collection[str]) -> Mapping[str, Speech]:
    """By id: those of them that were ever asked for."""
    return {one.id: one for one in session.exec(select(Speech).where(col(Speech.id).in_(ids)))} if ids else {}


def find_to_change(session: Session, ids: Collection[str]) -> Mapping[str, Speech]:
    """Two people who press at once do so one after the other."""
    found = session.exec(select(Speech).where(col(Speech.id).in_(ids)).with_for_update())
    return {one.id: one for one in found}


def get(session: Session, speech_id: str) -> Speech:
    """One that can be heard. Raises NotFound."""
    found = session.get(Speech, speech_id)
    if found is None or found.state != SpeechState.READY:
        raise NotFound("This narration is not spoken yet.")
    return found


def is_there(speech: Speech, files: Files) -> bool:
    """Spoken, and its sound lies where it was kept."""
    return speech.state == SpeechState.READY and bool(speech.name) and files.has(speech.name)


def all_names(session: Session) -> Sequence[str]:
    """Every file of a speech."""
    return sorted(name for name in session.exec(select(Speech.name)) if name)


def forget_free(session: Session, before: datetime) -> list[str]:
    """What the offline voice said to be listened to. Returns the files to remove, once the transaction is committed."""
    is_free = Speech.model == "", col(Speech.state) != SpeechState.SPEAKING
    old = session.exec(select(Speech).where(*is_free, col(Speech.asked_at) < before)).all()
    for speech in old:
        session.delete(speech)
    return [speech.name for speech in old if speech.name]
