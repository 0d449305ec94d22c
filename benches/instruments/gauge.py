"""What a process uses: read twice, and the difference is what it used in between."""

import time
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Reading:
    at: float  # seconds since 1970
    cpu_s: float
    written_mb: float  # to the disk, by its own account
    rss_mb: float
    threads: int

    def cpu_percent_since(self, before: "Reading") -> float:
        """Of one core."""
        return 100 * (self.cpu_s - before.cpu_s) / (self.at - before.at)


def read(pid: int) -> Reading:
    """Its children are not counted."""
    process = psutil.Process(pid)
    with process.oneshot():
        cpu, memory = process.cpu_times(), process.memory_info()
        written = process.io_counters().write_bytes  # pyright: ignore[reportAttributeAccessIssue]  (Linux and Windows)
        return Reading(time.time(), cpu.user + cpu.system, written / 1e6, memory.rss / 1e6, process.num_threads())
