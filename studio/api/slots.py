"""Slots for what takes long: so many at once, and whoever comes then is told to come back. Nobody waits: an open request would be one
more."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import HTTPException

COME_BACK_S = 60


class Slots:
    """`full`: the sentence for whoever finds them all taken."""

    def __init__(self, most: int, full: str):
        self._free, self._full = threading.BoundedSemaphore(most), full

    @contextmanager
    def one(self) -> Iterator[None]:
        if not self._free.acquire(blocking=False):
            raise HTTPException(429, self._full, {"Retry-After": str(COME_BACK_S)})
        try:
            yield
        finally:
            self._free.release()
