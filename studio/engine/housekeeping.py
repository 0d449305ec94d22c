"""What every engine does on the side: tell that it lives, keep its leases, write its notes, count what has ended, sweep what the
dead left, remind of old keys, look whether an alert is due. Notices are sent beside it."""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select, update

from studio import alerts, database, keys, library, notices, tallies, writing_costs
from studio.brief import State
from studio.engine.sending import Sending
from studio.engine.tools import Tools
from studio.tables import EngineBeat, Generation, new_id

NOTES_EVERY_S = 0.25
TALLY_EVERY_S = 1.0
BEAT_EVERY_S = 5.0
ALERTS_EVERY_S = 10.0
BALANCES_EVERY_S = 60.0
SWEEP_EVERY_S = 1800.0
LONG = (State.SUBMITTING, State.DOWNLOADING)  # steps that may outlive a lease
SILENT_AFTER = timedelta(seconds=20)
FORGET_AFTER = timedelta(hours=1)
LOST_AFTER = timedelta(minutes=15)  # no writer takes so long
LEFTOVERS_AFTER = timedelta(hours=6)

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
    """One thread of its own beside the steps, and one for what is sent to people."""

    def __init__(self, tools: Tools, kind: str):
        self.tools, self.kind, self.id = tools, kind, new_id()
        self._held: dict[str, Generation] = {}
        self._sending = Sending(tools)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self, *, is_alone: bool = False) -> None:
        """`is_alone`: no other engine can live on this database, so what others told of themselves is of the dead."""
        if is_alone:
            with database.writing(self.tools.database) as session:
                session.exec(delete(EngineBeat))
        self._beat()
        self._thread.start()
        self._sending.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.ident:
            self._thread.join(5)
        self._sending.stop()
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
            Chore(ALERTS_EVERY_S, lambda: look_for_alerts(self.tools)),
            Chore(BALANCES_EVERY_S, self._ask_for_balances),
            Chore(SWEEP_EVERY_S, self._sweep),
            Chore(SWEEP_EVERY_S, self._prune),
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

    def _sweep(self) -> None:
        now = self.tools.clock()
        with database.writing(self.tools.database) as session:
            names = library.purge(session, now - library.KEEP_DELETED)
            keys.tell_of_old(session, self.tools.settings())
            notices.forget_old(session, now)
            alerts.forget_old(session, now)
            writing_costs.settle_lost(session, now - LOST_AFTER)
        for name in names:
            self.tools.files.remove(name)
        self.tools.files.sweep(now - LEFTOVERS_AFTER)

    def _ask_for_balances(self) -> None:
        """In a thread of its own: while a provider takes its time, leases are renewed."""
        with database.reading(self.tools.database) as session:
            is_due = alerts.are_due(session, self.tools.settings(), self.tools.clock())
        if is_due:
            threading.Thread(target=ask_for_balances, args=(self.tools,), name="balances", daemon=True).start()

    def _prune(self) -> None:
        kept_for = timedelta(days=self.tools.settings().calls_kept_days)
        if pruned := tallies.prune(self.tools.database, self.tools.clock() - kept_for):
            log.info("%d calls older than %d days are pruned; what was counted of them stays", pruned, kept_for.days)


def look_for_alerts(tools: Tools) -> None:
    look = alerts.Look(tools.clock(), tools.files.free_bytes(), tools.settings().time_zone)
    alerts.evaluate(tools.database, look)


def ask_for_balances(tools: Tools) -> None:
    try:
        alerts.ask(
            tools.database, tools.settings(), tools.clock(), lambda name: tools.provider(name).check_connection()
        )
    except Exception:  # the end of its thread: an SDK may raise what it likes
        log.exception("asking for a balance failed; it is asked for again in an hour, the others soon")


def living(session: Session, now: datetime) -> list[EngineBeat]:
    """The engines that have told of themselves lately."""
    return list(session.exec(select(EngineBeat).where(EngineBeat.seen_at > now - SILENT_AFTER)).all())
