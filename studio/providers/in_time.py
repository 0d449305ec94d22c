"""What comes before a paid call (reads, uploads) must not make that call late: by then the engine has taken it for lost, and a
person may have been told to queue it again."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from studio.errors import NotSent

LONGEST_S = 8.0  # with the call itself, less than the engine waits for its answer


@contextmanager
def in_time(label: str) -> Iterator[None]:
    """Raises NotSent when it took too long, though it went well: what was brought is there in the next turn."""
    begun = time.monotonic()
    yield
    if time.monotonic() - begun > LONGEST_S:
        raise NotSent(f"To bring {label} what it needs took long: it is submitted in the next turn.")
