"""A clock that a test sets: no test waits for time to pass."""

from datetime import UTC, datetime, timedelta

AHEAD = timedelta(minutes=1)  # of the machine's clock: what a person does "now" is due for the engine at once


class Clock:
    def __init__(self, start: datetime | None = None):
        self.moment = start or datetime.now(UTC) + AHEAD

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
