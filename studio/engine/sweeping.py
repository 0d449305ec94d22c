"""Twice an hour: sweep what the dead left and what is long deleted, prune old calls, remind of old keys. In a thread of its own, as
a disk may take its time."""

import logging
from datetime import timedelta

from studio import alerts, database, keys, library, notices, speeches, tallies
from studio.engine.beside import Beside
from studio.media.film import cutting
from studio.writings import charging, kept_answers

LEFTOVERS_AFTER = timedelta(hours=6)
KEEP_UNUSED = timedelta(days=14)  # of films: segments, mixes, what the offline voice said. All of it can be made again
KEEP_HALF_WRITTEN = timedelta(days=1)  # longer than any film takes

log = logging.getLogger(__name__)


class Sweeping(Beside):
    name = "sweeping"
    look_every_s = 1800.0

    def look(self) -> None:
        try:
            self._sweep()
        finally:
            self._prune()

    def _sweep(self) -> None:
        now = self.tools.clock()
        with database.writing(self.tools.database) as session:
            names = library.purge(session, now - library.KEEP_DELETED)
            keys.tell_of_old(session, self.tools.settings())
            notices.forget_old(session, now)
            alerts.forget_old(session, now)
            charging.settle_lost(session, now - charging.LOST_AFTER)
            names += speeches.forget_free(session, now - speeches.KEEP_FREE)
            kept_answers.forget_old(session, now)
        for name in names:
            self.tools.files.remove(name)
        self.tools.files.sweep(now - LEFTOVERS_AFTER)
        cutting.sweep(self.tools.settings().cuts, now - KEEP_UNUSED, now - KEEP_HALF_WRITTEN)

    def _prune(self) -> None:
        kept_for = timedelta(days=self.tools.settings().calls_kept_days)
        if pruned := tallies.prune(self.tools.database, self.tools.clock() - kept_for):
            log.info("%d calls older than %d days are pruned; what was counted of them stays", pruned, kept_for.days)
