"""How long things took, small enough to keep for ever: how many fell into each of some 450 buckets, each 4 % wider than the one
before. So a percentile of it lies within 2 % of the exact one, and two of them are added by adding their buckets.

The buckets are those of DDSketch (Masson, Rim, Lee: "A fast and fully-mergeable quantile sketch", 2019). Its Python package keeps
every sketch as an object; a page adds up thousands, which numpy does from these bytes in milliseconds.
"""

import math
import struct
from collections import Counter
from collections.abc import Iterable

ACCURACY = 0.0195
GROWTH = (1 + ACCURACY) / (1 - ACCURACY)
PAIR = struct.Struct("<HI")  # a bucket, and how many fell into it
LAYOUT = [("bucket", "<u2"), ("count", "<u4")]  # the same for numpy
_LOG_GROWTH = math.log(GROWTH)


def bucket_of(milliseconds: float) -> int:
    """0 is for one millisecond and less."""
    return max(0, math.ceil(math.log(milliseconds) / _LOG_GROWTH)) if milliseconds > 1 else 0


def milliseconds_of(bucket: int) -> float:
    """In its middle: no more than 2 % from whatever fell into it."""
    return 2 * GROWTH**bucket / (GROWTH + 1) if bucket else 1.0


def pack(counts: Counter[int]) -> bytes:
    return b"".join(PAIR.pack(bucket, count) for bucket, count in sorted(counts.items()) if count > 0)


def unpack(packed: bytes) -> Counter[int]:
    return Counter(dict(PAIR.iter_unpack(packed)))


def percentiles(packed: Iterable[bytes], percents: Iterable[float]) -> list[float | None]:
    """In milliseconds, of all of them together: the smallest that so many % do not exceed. None where nothing was counted."""
    import numpy as np

    pairs = np.frombuffer(b"".join(packed), dtype=LAYOUT)
    if not len(pairs):
        return [None for _ in percents]
    running = np.cumsum(np.bincount(pairs["bucket"], weights=pairs["count"]))
    ranks = [max(1, math.ceil(percent / 100 * running[-1])) for percent in percents]
    return [milliseconds_of(int(np.searchsorted(running, rank))) for rank in ranks]
