"""What people ask to be spoken: each narration once, with its price set aside; or spoken already, where it was made elsewhere."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from studio.access import OWNER, Visitor
from studio.errors import KeyMissing
from studio.files import Files
from studio.settings import Settings
from studio.speeches import paying
from studio.speeches.keeping import find_to_change, is_there
from studio.speeches.paying import Asker
from studio.tables import Access, Speech, SpeechState, now
from studio.voices.script import NO_KEY, CannotSpeak, Script

APART = timedelta(microseconds=1)  # what was asked for together is spoken in its order


def queue(
    session: Session,
    scripts: Sequence[Script],
    settings: Settings,
    *,
    asked_by: Visitor = OWNER,
    at: datetime | None = None,
    production_id: str | None = None,
) -> Sequence[Speech]:
    """Those that are not there and not under way; one whose file is gone is not there. `production_id`: the one they are spoken for.

    Raises NotAllowed, KeyMissing, CannotSpeak, OverBudget: then none is.
    """
    asked_by.require(Access.MAKER)
    wanted = {script.id: script for script in scripts}
    there, files = find_to_change(session, wanted), Files(settings.media)
    new = [script for script in wanted.values() if script.id not in there or _is_over(there[script.id], files)]
    if any(script.costs for script in new) and not settings.google_api_key:
        raise KeyMissing(NO_KEY)
    moments = [(at or now()) - back * APART for back in reversed(range(len(new)))]
    asked = [
        _ask(session, script, there.get(script.id), Asker(asked_by, moment, production_id))
        for script, moment in zip(new, moments, strict=True)
    ]
    return [speech for speech in asked if speech]


def take_in(
    session: Session, files: Files, script: Script, name: str, duration_s: float, *, asked_by: Visitor = OWNER
) -> bool:
    """What was spoken elsewhere: it costs nothing here, and what waits need not be sent. False: that file is not used, as it
    is there already or being spoken right now."""
    asked_by.require(Access.MAKER)
    there = session.get(Speech, script.id, with_for_update=True)
    if there and (there.state == SpeechState.SPEAKING or is_there(there, files)):
        return there.name == name
    speech = there or _new(script)
    if there:
        paying.release(session, there, now())
    speech.state, speech.sentence, speech.name, speech.duration_s = SpeechState.READY, "", name, duration_s
    speech.created_by = asked_by.name
    session.add(speech)
    return True


def _is_over(speech: Speech, files: Files) -> bool:
    return not speech.is_under_way and not is_there(speech, files)


def _ask(session: Session, script: Script, before: Speech | None, by: Asker) -> Speech | None:
    """None: somebody else has just asked for the same."""
    if not script.text:
        raise CannotSpeak("There is nothing to say.")
    speech = before or _new(script)
    try:
        with session.begin_nested():
            speech.state, speech.sentence, speech.tries, speech.spoken_by = SpeechState.QUEUED, "", 0, None
            speech.next_step_at, speech.asked_at, speech.created_by = by.at, by.at, by.visitor.name
            speech.name, speech.duration_s = None, None
            speech.writing_id = paying.reserve(session, script, by) if script.costs else None
            session.add(speech)
            session.flush()
    except IntegrityError:
        return None
    return speech


def _new(script: Script) -> Speech:
    return Speech(id=script.id, voice=script.voice, model=script.model, direction=script.direction, text=script.text)
