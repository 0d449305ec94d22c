"""Sends the notices of the outbox, in a thread of its own: a service may hang, and nothing that makes clips waits for it."""

import logging
import threading
from collections.abc import Sequence
from datetime import timedelta

from studio import database, notices, receivers
from studio.engine.beside import Beside
from studio.engine.tools import Tools
from studio.tables import Notice, Receiver

LEASE_S = 60.0  # longer than one service may take; made longer before each
WAITS_S = (30.0, 120.0, 600.0, 3600.0, 6 * 3600.0, 24 * 3600.0)  # between tries; then it is given up

log = logging.getLogger(__name__)


class Sending(Beside):
    """What a service has not answered when the engine stops is tried again by whoever comes next."""

    name = "notices"
    look_every_s = 1.0
    ends_within_s = 5

    def look(self) -> None:
        send_due(self.tools, self.stopping)


def send_due(tools: Tools, stopping: threading.Event | None = None) -> None:
    """Everything that is due now, one after the other. Engines share the work: each notice is leased first."""
    with database.reading(tools.database) as session:
        due = notices.list_due(session, tools.clock())
    for notice in due:
        if stopping and stopping.is_set():
            return
        if _lease(tools, notice):
            _send(tools, notice)


def _lease(tools: Tools, notice: Notice) -> bool:
    with database.writing(tools.database) as session:
        return notices.lease(session, notice, tools.after(LEASE_S))


def _send(tools: Tools, notice: Notice) -> None:
    with database.reading(tools.database) as session:
        wanting = receivers.wanting(session, notice)
    refused: list[str] = []
    for receiver in wanting:
        if not _lease(tools, notice):
            return  # we were too slow, and somebody else has it
        if sentence := _refusal(tools, notice, receiver):
            refused.append(f"{receiver.name}: {sentence}")
    if refused:
        _try_again_or_give_up(tools, notice, refused)
    else:
        with database.writing(tools.database) as session:
            notices.close(session, notice, tools.clock() if notice.sent_to else None)


def _refusal(tools: Tools, notice: Notice, receiver: Receiver) -> str:
    """Empty when it was taken, which is written down at once."""
    settings = tools.settings()
    answer = receivers.send(receiver, receivers.message_of(notice, settings), settings, tools.clock())
    if not answer.is_ok:
        return answer.sentence
    with database.writing(tools.database) as session:
        notices.note_sent(session, notice, receiver.id)
    return ""


def _try_again_or_give_up(tools: Tools, notice: Notice, refused: Sequence[str]) -> None:
    with database.writing(tools.database) as session:
        if notice.tries < len(WAITS_S):
            notices.put_off(session, notice, tools.clock() + timedelta(seconds=WAITS_S[notice.tries]))
            return
        notices.close(session, notice, None)
    log.warning("notice %s is given up after %d tries. %s", notice.id, notice.tries + 1, " ".join(refused))
