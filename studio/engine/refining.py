"""Refines the scenes that somebody asked for: each move in a thread of its own, as a writer takes its time. A lease keeps others off;
what a dead engine left is gone on with, and nothing is paid twice."""

import logging
import threading
import time
from collections.abc import Sequence
from functools import partial

from studio import database, writings
from studio.engine.beside import Beside
from studio.engine.tools import Tools
from studio.errors import NotSent, RateLimited, StudioError
from studio.productions import reviewing
from studio.productions.outline import Scene
from studio.productions.refining import leases, reviews, rounds, steps
from studio.productions.refining.reviews import MovedOn
from studio.tables import Refining, Round
from studio.writings import Studio

RENEW_EVERY_S = 5.0
LEASE_S = 30.0
AT_ONCE = 4
LATER_S = 20.0  # where a writer is busy and does not say how long
LONGEST_PAUSE_S = 300.0

log = logging.getLogger(__name__)


class RefiningScenes(Beside):
    """A review that is under way when the engine stops gets a moment; after that it counts as paid, and is not asked for again."""

    name = "refining"
    ends_within_s = 3

    def __init__(self, tools: Tools, engine_id: str):
        super().__init__(tools, engine_id)
        self._held: dict[str, threading.Thread] = {}
        self._renewed_at = time.monotonic()

    def look(self) -> None:
        self._held = {id_: thread for id_, thread in self._held.items() if thread.is_alive()}
        self._renew()
        self._start_due()

    def wait_for_end(self) -> None:
        super().wait_for_end()
        until = time.monotonic() + self.ends_within_s
        for thread in self._held.values():
            thread.join(max(0.0, until - time.monotonic()))

    def _renew(self) -> None:
        if self._held and time.monotonic() - self._renewed_at > RENEW_EVERY_S:
            self._renewed_at = time.monotonic()
            with database.writing(self.tools.database) as session:
                leases.renew(session, list(self._held), self.engine_id, self.tools.after(LEASE_S))

    def _start_due(self) -> None:
        for refining_id in take_due(self.tools, self.engine_id, AT_ONCE - len(self._held), list(self._held)):
            thread = threading.Thread(target=self._step, args=(refining_id,), name="round", daemon=True)
            self._held[refining_id] = thread
            thread.start()

    def _step(self, refining_id: str) -> None:
        try:
            step(self.tools, refining_id, self.engine_id)
        except Exception:  # it comes due again by itself
            log.exception("a round of refining %s failed", refining_id)


def take_due(tools: Tools, engine_id: str, limit: int = AT_ONCE, held: Sequence[str] = ()) -> list[str]:
    """`held`: those that it moves already, whatever has become of their lease."""
    now = tools.clock()
    with database.reading(tools.database) as session:
        if limit < 1 or not leases.has_due(session, now, held):
            return []
    with database.writing(tools.database) as session:
        return list(leases.take_due(session, engine_id, now, tools.after(LEASE_S), limit, held))


def step(tools: Tools, refining_id: str, engine_id: str) -> None:
    """One move, and what is to be asked for it."""
    if asks := _go_on(tools, refining_id, engine_id):
        try:
            _ask(tools, asks, engine_id)
        except MovedOn:
            return
        except (RateLimited, NotSent) as busy:
            _put_off(tools, refining_id, engine_id, busy)
        except StudioError as reason:
            _give_up(tools, refining_id, engine_id, reason)
        else:
            _use(tools, asks, engine_id)


def _go_on(tools: Tools, refining_id: str, engine_id: str) -> Round | None:
    with database.writing(tools.database) as session:
        refining = leases.hold(session, refining_id, engine_id)
        return steps.go_on(session, refining, tools.clock()) if refining else None


def _ask(tools: Tools, asks: Round, engine_id: str) -> None:
    """Its answer is kept with the settling of its price, and read from there: so it is there whoever dies."""
    with database.reading(tools.database) as session:
        refining = session.get_one(Refining, asks.refining_id)
        clip, who = rounds.clip_of(session, asks), leases.asked_by(session, refining)
    task = reviewing.task_of(Scene(prompt=asks.prompt), clip, tools.files)
    note = partial(reviews.note_asked, refining_id=refining.id, engine_id=engine_id)
    studio = Studio(tools.database, tools.settings(), tools.clock)
    writings.write(who, task, note, writer=refining.writer, production_id=refining.production_id, studio=studio)


def _use(tools: Tools, answered: Round, engine_id: str) -> None:
    """Where another engine has it by now, that one finds the answer; where it was given up for lost, it is there to be read."""
    with database.writing(tools.database) as session:
        if refining := leases.hold(session, answered.refining_id, engine_id):
            steps.go_on(session, refining, tools.clock())
        else:
            reviews.note_late(session, answered)


def _put_off(tools: Tools, refining_id: str, engine_id: str, busy: RateLimited | NotSent) -> None:
    with database.writing(tools.database) as session:
        if refining := leases.hold(session, refining_id, engine_id):
            seconds = min(busy.retry_after_s or LATER_S * 2**refining.troubles, LONGEST_PAUSE_S)
            reviews.put_off(session, refining, busy, tools.clock(), seconds)


def _give_up(tools: Tools, refining_id: str, engine_id: str, reason: StudioError) -> None:
    with database.writing(tools.database) as session:
        if refining := leases.hold(session, refining_id, engine_id):
            reviews.give_up(session, refining, reason, tools.clock())
