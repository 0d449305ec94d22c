"""Is there anything to do? Asked many times a second, so an engine with nothing to do must pay next to nothing for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from studio.engine import admission, steps
from studio.engine.tools import Tools
from studio.tables import Generation

TOGETHER = timedelta(seconds=0.15)  # a check may come this late, so that several are taken in one transaction
AGAIN = timedelta(seconds=0.5)  # what is due but could not be started, for want of room, is looked at again after this


@dataclass(frozen=True)
class Waiting:
    """What has come due. Whether there is room for what is queued, admission says."""

    slow: bool = False
    quick: bool = False
    queued: bool = False


NOTHING = Waiting()


class Lookout:
    """Looks at the rows when the time of one has come or, on SQLite, when somebody has written; elsewhere always.

    For one thread. SQLite counts its commits: asking for that number costs a tenth of a query.
    """

    def __init__(self, tools: Tools):
        self._tools = tools
        self._counts_commits = tools.database.dialect.name == "sqlite"
        self._connection: Any = None
        self._version: object = None
        self._look_at: datetime | None = None

    def what_waits(self, *, insist: bool = False) -> Waiting:
        """`insist`: a thread has become free, so what could not be started before may be started now."""
        now = self._tools.clock()
        is_time = self._look_at is not None and now >= self._look_at
        if not (self._is_written() or is_time or insist):
            return NOTHING
        slow, quick, queued = self._first_due()
        times = [at if at > now else now + AGAIN for at in (slow, quick, queued) if at]
        self._look_at = min(times, default=None)
        return Waiting(*(at is not None and at <= now for at in (slow, quick, queued)))

    def _is_written(self) -> bool:
        """Since this was last asked. The first time: yes."""
        if not self._counts_commits:
            return True
        self._connection = self._connection or self._tools.database.raw_connection()
        before, self._version = self._version, self._connection.execute("PRAGMA data_version").fetchone()
        return self._version != before

    def _first_due(self) -> tuple[datetime | None, datetime | None, datetime | None]:
        """When the first of each sort comes due."""
        with self._tools.database.connect() as connection:
            *under_way, queued = connection.execute(_FIRST_DUE).one()
        at = dict(zip(steps.UNDER_WAY, under_way, strict=True))
        slow, quick = (min(filter(None, map(at.get, states)), default=None) for states in (steps.SLOW, steps.QUICK))
        return slow, quick and quick + TOGETHER, queued

    def close(self) -> None:
        if self._connection:
            self._connection.close()


_FIRST = select(func.min(col(Generation.next_step_at)))
_FIRST_DUE = select(
    *(_FIRST.where(col(Generation.state) == state).scalar_subquery() for state in steps.UNDER_WAY),
    _FIRST.where(*admission.IN_LINE).scalar_subquery(),
)
