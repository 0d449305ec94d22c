"""Has narrations spoken, one after the other, in a thread of its own. A paid call is written down before it is made and made once;
what comes of it is kept before anything else is done."""

import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event

from sqlalchemy.exc import SQLAlchemyError

from studio import database, speeches
from studio.engine import backoff
from studio.engine.beside import Beside
from studio.engine.tools import Tools
from studio.errors import NotSent, RateLimited, StudioError, Unclear
from studio.tables import Speech
from studio.voices import rates, registry
from studio.voices.interface import Spoken, Voice
from studio.voices.script import Script
from studio.writers.rates import FREE, Price
from studio.writings.charging import NO_REPLY, EndedCall, Timed

LEASE_S = 330.0  # longer than any call
MOST_TRIES = 5  # of what was surely not accepted
ROOM_BYTES = 50_000_000  # on the disk: more than any narration takes
NO_ROOM = "There is no room on the disk for its sound, so it was not sent: make some, then have it spoken again."
AGAIN_S = 5.0  # between two tries to put a sound away
UNTOLD = Price(None, "the reply tells no tokens: the estimate")

MakeVoice = Callable[[Script], Voice]
Pause = Callable[[float], bool]  # so many seconds; True: the engine stops

log = logging.getLogger(__name__)


class Speaking(Beside):
    """What is being spoken when the engine stops may still be kept; otherwise it is told as lost."""

    name = "speeches"

    def look(self) -> None:
        while speak_due(self.tools, self.engine_id, pause=self.stopping.wait) and not self.stopping.is_set():
            pass


def speak_due(tools: Tools, engine_id: str, make: MakeVoice | None = None, pause: Pause | None = None) -> bool:
    """One speech, if one is due. False: there was none."""
    with database.reading(tools.database) as session:
        if not speeches.has_due(session, tools.clock()):
            return False
    with database.writing(tools.database) as session:
        due = tools.clock(), tools.after(LEASE_S)
        speech = speeches.take_due(session, engine_id, tools.settings(), *due)
    if speech is None:
        return False
    asked = Script(speech.text, speech.voice, speech.model, speech.direction)
    make_voice = make or (lambda script: registry.make(script, tools.settings()))
    _speak(tools, speech, asked, make_voice, pause or Event().wait)
    return True


def _speak(tools: Tools, speech: Speech, script: Script, make: MakeVoice, pause: Pause) -> None:
    timed = Timed(tools.clock)
    with tools.files.workspace() as folder:
        try:
            _require_room(tools)
            spoken = make(script).say(script, folder / "said.wav")
        except (NotSent, RateLimited) as reason:
            _wait(tools, speech, reason, timed)
        except StudioError as reason:
            _stop(tools, speech, reason, timed)
        except OSError as error:
            sentence = f"This machine cannot write the sound ({error.strerror or error}): is the disk full?"
            _end_unseen(tools, speech, sentence, timed)
        except Exception:
            log.exception("a voice broke")
            _end_unseen(tools, speech, speeches.LOST, timed)
        else:
            _keep(tools, speech, spoken, timed.ended("ok", _cost(tools, speech, spoken)), pause)


def _require_room(tools: Tools) -> None:
    if tools.files.free_bytes() < ROOM_BYTES:
        raise NotSent(NO_ROOM)


def _keep(tools: Tools, speech: Speech, spoken: Spoken, end: EndedCall, pause: Pause) -> None:
    """It may be paid: what is in the way is waited out, with the same sound in hand, for as long as the engine lives."""
    sha256 = _hash(spoken.path)
    while trouble := _put_away(tools, speech, spoken, sha256, end):
        log.error("the sound of the narration %s cannot be kept; trying again", speech.id, exc_info=trouble)
        with suppress(SQLAlchemyError), database.writing(tools.database) as session:
            speeches.hold_on(session, speech, _why(trouble), tools.after(LEASE_S))
        if pause(AGAIN_S):
            log.error("the engine stops; the sound of the narration %s is not kept", speech.id)
            return


def _put_away(tools: Tools, speech: Speech, spoken: Spoken, sha256: str, end: EndedCall) -> Exception | None:
    """What is in the way. Doing it again is fine, wherever it was stopped."""
    try:
        name = tools.files.keep(spoken.path, f"speech-{speech.id}", sha256, "wav")
        with database.writing(tools.database) as session:
            is_used = speeches.finish(session, speech, name, spoken.duration_s, end)
        if not is_used:
            tools.files.remove(name)
    except (OSError, SQLAlchemyError) as trouble:
        return trouble
    return None


def _why(trouble: Exception) -> str:
    told = f" ({trouble.strerror})" if isinstance(trouble, OSError) and trouble.strerror else ""
    return f"It is spoken, but this machine cannot keep its sound{told}: is the disk full? It is tried again by itself."


def _cost(tools: Tools, speech: Speech, spoken: Spoken) -> Price:
    if speech.writing_id is None:
        return FREE
    is_told = spoken.usage.tokens_out > 0
    return rates.cost_of(speech.model, spoken.usage, tools.clock().date()) if is_told else UNTOLD


def _wait(tools: Tools, speech: Speech, reason: NotSent | RateLimited, timed: Timed) -> None:
    """Surely not accepted: tried again by itself, but not for ever."""
    if speech.tries + 1 >= MOST_TRIES:
        _stop(tools, speech, reason, timed)
        return
    wait_s = backoff.after_trouble_s(speech.tries, asked_s=reason.retry_after_s, chance=tools.chance())
    with database.writing(tools.database) as session:
        speeches.let_go(session, speech, tools.after(wait_s), timed.failed(reason, FREE))


def _stop(tools: Tools, speech: Speech, reason: StudioError, timed: Timed) -> None:
    is_lost = isinstance(reason, Unclear)
    sentence = f"{reason} {speeches.LOST}" if is_lost else str(reason)
    with database.writing(tools.database) as session:
        end = timed.failed(reason, Price(None, NO_REPLY))
        speeches.stop(session, speech, sentence, end, is_lost=is_lost)


def _end_unseen(tools: Tools, speech: Speech, sentence: str, timed: Timed) -> None:
    """It was asked for, and what came of it is not here."""
    with database.writing(tools.database) as session:
        end = timed.ended("error", Price(None, NO_REPLY))
        speeches.stop(session, speech, sentence, end, is_lost=speech.writing_id is not None)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
