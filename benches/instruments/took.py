"""What some work took: seconds on the wall, and CPU seconds of this process and of those it waited for."""

import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Took:
    wall_s: float
    cpu_s: float

    @classmethod
    def by(cls, work: Callable[[], object]) -> "Took":
        wall_s, cpu_s = time.perf_counter(), _cpu_s()
        work()
        return cls(time.perf_counter() - wall_s, _cpu_s() - cpu_s)

    @classmethod
    def least(cls, work: Callable[[], object], times: int) -> "Took":
        """Of several: what others do on this machine only ever adds."""
        all_of_them = [cls.by(work) for _ in range(times)]
        return cls(min(took.wall_s for took in all_of_them), min(took.cpu_s for took in all_of_them))


def _cpu_s() -> float:
    own, children = os.times(), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.user + own.system + children.ru_utime + children.ru_stime
