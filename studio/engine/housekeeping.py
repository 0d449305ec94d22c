"""What every engine does on the side: tell that it lives, keep its leases, write its notes, count what has ended, look whether an
alert is due. All of it is short, so that nobody takes a busy engine for a dead one: what takes long goes on beside it."""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col, update

from studio import alerts, database, speeches, tallies, tunes
from studio.brief import State
from studio.engine.composing import Composing
from studio.engine.cutting import Cutting
from studio.engine.refining import RefiningScenes
from studio.engine.sending import Sending
from studio.engine.speaking import Speaking
from studio.engine.sweeping import Sweeping
from studio.engine.tools import Tools
from studio.productions.cut import cuts
from studio.productions.refining import leases
from studio.tables import SILENT_AFTER, EngineBeat, Generation, new_id

NOTES_EVERY_S = 0.25
TALLY_EVERY_S = 1.0
BEAT_EVERY_S = 5.0
ALERTS_EVERY_S = 10.0
BALANCES_EVERY_S = 60.0
LONG = (State.SUBMITTING, State.DOWNLOADING)  # steps that may outlive a lease
FORGET_AFTER = timedelta(hours=1)

log = logging.getLogger(__name__)


class Chore:
    """What is done again and again, so far apart."""

    def __init__(self, every_s: float, do: Callable[[], object]):
        self._every_s, self._do = every_s, do
        self._waited_s = 0.0

    def pass_time(self, seconds: float) -> None:
        """Does it when its time has come. What goes wrong is tried again next time."""
        self._waited_s += seconds
        if self._waited_s >= self._every_s:
            self._waited_s = 0
            self._do()


class Housekeeping:
    """One thread of its own beside the steps; and one each for what is sent to people, films, music, speech, refining and sweeping."""

    def __init__(self, tools: Tools, kind: str):
        self.tools, self.kind, self.id = tools, kind, new_id()
        self._held: dict[str, Generation] = {}
        self._beside = [
            part(tools, self.id) for part in (Sending, Cutting, Composing, Speaking, RefiningScenes, Sweeping)
        ]
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self, *, is_alone: bool = False) -> None:
        """`is_alone`: no other engine can live on this database, so what others told of themselves is of the dead."""
        if is_alone:
            with database.writing(self.tools.database) as session:
                session.exec(delete(EngineBeat))
                cuts.make_all_due(session, self.tools.clock())
                tunes.make_all_due(session, self.tools.clock())
                leases.make_all_due(session, self.tools.clock())
        self._beat()
        self._thread.start()
        for one in self._beside:
            one.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.ident:
            self._thread.join(5)
        for one in self._beside:
            one.ask_to_stop()
        for one in self._beside:
            one.wait_for_end()
        self.tools.notebook.write()
        with database.writing(self.tools.database) as session:
            session.exec(delete(EngineBeat).where(col(EngineBeat.id) == self.id))

    @contextmanager
    def holding(self, generation: Generation) -> Iterator[None]:
        """While a step goes on, its lease is renewed, however long the step takes."""
        self._held[generation.id] = generation
        try:
            yield
        finally:
            self._held.pop(generation.id, None)

    def _run(self) -> None:
        chores = (
            Chore(NOTES_EVERY_S, self.tools.notebook.write),
            Chore(TALLY_EVERY_S, lambda: tallies.count_ended(self.tools.database)),
            Chore(BEAT_EVERY_S, self._beat),
            Chore(BEAT_EVERY_S, self._renew),
            Chore(BEAT_EVERY_S, self._lose_speeches),
            Chore(ALERTS_EVERY_S, lambda: look_for_alerts(self.tools)),
            Chore(BALANCES_EVERY_S, self._ask_for_balances),
        )
        while not self._stopping.wait(NOTES_EVERY_S):
            for chore in chores:
                try:
                    chore.pass_time(NOTES_EVERY_S)
                except Exception:  # the engine's loop outlives whatever happens in it
                    log.exception("housekeeping failed; going on")

    def _beat(self) -> None:
        now = self.tools.clock()
        with database.writing(self.tools.database) as session:
            if row := session.get(EngineBeat, self.id):
                row.seen_at = now
                session.add(row)
            else:
                session.add(
                    EngineBeat(
                        id=self.id,
                        kind=self.kind,
                        host=socket.gethostname(),
                        pid=os.getpid(),
                        started_at=now,
                        seen_at=now,
                    )
                )
            session.exec(delete(EngineBeat).where(col(EngineBeat.seen_at) < now - FORGET_AFTER))

    def _renew(self) -> None:
        """A download may take longer than its lease, and so may a paid call whose reply comes in drops."""
        mine = [held.id for held in list(self._held.values()) if held.state in LONG]
        if mine:
            until = self.tools.after(self.tools.patience.lease_s)
            ours = col(Generation.id).in_(mine), col(Generation.state).in_(LONG)
            with database.writing(self.tools.database) as session:
                session.exec(
                    update(Generation).where(*ours, col(Generation.next_step_at) < until).values(next_step_at=until)
                )

    def _lose_speeches(self) -> None:
        now = self.tools.clock()
        with database.writing(self.tools.database) as session:
            speeches.lose_dead(session, now, now - SILENT_AFTER)

    def _ask_for_balances(self) -> None:
        """In a thread of its own: while a provider takes its time, leases are renewed."""
        with database.reading(self.tools.database) as session:
            is_due = alerts.balances_due(session, self.tools.settings(), self.tools.clock())
        if is_due:
            threading.Thread(target=ask_for_balances, args=(self.tools,), name="balances", daemon=True).start()


def look_for_alerts(tools: Tools) -> None:
    here = alerts.Circumstances(tools.clock(), tools.files.free_bytes(), tools.settings().time_zone)
    alerts.evaluate(tools.database, here)


def ask_for_balances(tools: Tools) -> None:
    try:
        alerts.ask_for_balances(
            tools.database, tools.settings(), tools.clock(), lambda name: tools.provider(name).check_connection()
        )
    except Exception:  # the end of its thread: an SDK may raise what it likes
        log.exception("asking for a balance failed; it is asked for again in an hour, the others soon")
