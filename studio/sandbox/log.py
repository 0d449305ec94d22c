"""What came in: every request to a provider, and per prompt how many paid calls were received and accepted."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

KEPT = 20_000  # requests; the counts per prompt are kept whole


@dataclass(slots=True)
class LoggedRequest:
    """One request. `status` is None while it is being answered, and for one that got no reply."""

    at: float
    method: str
    path: str
    provider: str = ""
    operation: str = "unknown"
    prompt: str = ""
    accepted_id: str | None = None
    fault: str | None = None
    status: int | None = None
    key_ends: str | None = None  # the last four of the bearer; None: none was sent

    def shown(self) -> dict[str, Any]:
        fields = {name: getattr(self, name) for name in self.__slots__}
        return fields | {"at": iso(self.at)}


@dataclass
class Log:
    entries: deque[LoggedRequest] = field(default_factory=lambda: deque(maxlen=KEPT))
    received: dict[str, int] = field(default_factory=dict)
    accepted: dict[str, int] = field(default_factory=dict)

    def add(self, entry: LoggedRequest) -> LoggedRequest:
        self.entries.append(entry)
        return entry

    def submit_received(self, entry: LoggedRequest) -> None:
        self.received[entry.prompt] = self.received.get(entry.prompt, 0) + 1

    def submit_accepted(self, entry: LoggedRequest, generation_id: str) -> None:
        entry.accepted_id = generation_id
        self.accepted[entry.prompt] = self.accepted.get(entry.prompt, 0) + 1

    def creates(self) -> dict[str, dict[str, int]]:
        """Per prompt. Two accepted for one wish of a person is a clip paid twice."""
        prompts = list(self.received.items())
        return {prompt: {"received": count, "accepted": self.accepted.get(prompt, 0)} for prompt, count in prompts}

    def newest(self, limit: int | None = None) -> Iterator[dict[str, Any]]:
        for index, entry in enumerate(reversed(list(self.entries))):
            if index == limit:
                return
            yield entry.shown()

    def clear(self) -> None:
        self.entries.clear()
        self.received.clear()
        self.accepted.clear()


def iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def last_four(key: str) -> str:
    """Of a short key four letters would be too much of it."""
    return key[-4:] if len(key) >= 12 else "****"
