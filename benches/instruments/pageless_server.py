"""The server without its pages: the engine, and somebody who queues, in one process. `python -m benches.instruments.pageless_server`.

Ends when it is told to, or by itself after `--limit` seconds.
"""

import argparse
import signal
import threading
import time

from studio import database, generations, logs
from studio.brief import Brief
from studio.settings import load
from studio.workshop import Workshop

ALL_QUEUED = "All are queued."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, required=True)
    parser.add_argument("--per-second", type=float, required=True)
    parser.add_argument("--limit", type=float, required=True)
    asked = parser.parse_args()
    settings = load()
    logs.start(settings)
    is_told_to_stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: is_told_to_stop.set())
    workshop = Workshop().open(settings)
    queue_one_by_one(asked.many, asked.per_second)
    print(ALL_QUEUED, flush=True)
    is_told_to_stop.wait(asked.limit)
    workshop.close()


def queue_one_by_one(many: int, per_second: float) -> None:
    """As a page does: each in its own transaction."""
    began = time.monotonic()
    for number in range(many):
        time.sleep(max(0.0, began + number / per_second - time.monotonic()))
        brief = Brief(prompt=f"Paper boat number {number}", model="luma:ray-flash-2", resolution="540p")
        with database.writing() as session:
            generations.queue(session, brief)


if __name__ == "__main__":
    main()
