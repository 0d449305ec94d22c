"""The engine as the server has it, in a process of its own: `python -m benches.instruments.lone_engine SECONDS` at most."""

import signal
import sys
import threading

from studio import logs
from studio.settings import load
from studio.workshop import Workshop


def main() -> None:
    settings = load()
    logs.start(settings)
    is_told_to_stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: is_told_to_stop.set())
    workshop = Workshop().open(settings)
    print("moving", flush=True)
    is_told_to_stop.wait(float(sys.argv[1]))
    workshop.close()


if __name__ == "__main__":
    main()
