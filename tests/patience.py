"""How long a test waits for what is to come. Patience costs nothing where it comes, and other tests run beside."""

import time
from collections.abc import Callable

PATIENCE_S = 60


def until(has_come: Callable[[], object], within_s: float = PATIENCE_S) -> None:
    ends_at = time.monotonic() + within_s
    while not has_come():
        assert time.monotonic() < ends_at, f"it has not come within {within_s:g} s"
        time.sleep(0.02)
