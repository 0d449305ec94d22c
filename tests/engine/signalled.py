"""One look for a film or a tune, in a process that signals its whole group while that is rendered, as Ctrl-C in a terminal does.

The process itself hears the signal and goes on, as the server does until all of it has stopped.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import psutil

from studio import database as db
from studio.engine import composing, cutting
from studio.engine.tools import Tools
from studio.files import Files
from studio.media import reader
from studio.settings import Settings
from studio.tables import now
from tests.clock import AHEAD, Clock
from tests.scripted import Scripted


def main(look: str, address: str, media: str, number: str, are_apart: str) -> None:
    os.setsid()
    signal.signal(int(number), lambda *_: None)
    reader.IS_APART = are_apart == "apart"
    folder = Path(media)
    settings = Settings(_env_file=None, data=folder.parent)  # pyright: ignore[reportCallIssue]
    tools = Tools(
        db.connect(address), Files(folder), lambda _: Scripted(folder), lambda: settings, Clock(now() + 2 * AHEAD)
    )
    threading.Thread(target=signal_all, args=(int(number),), daemon=True).start()
    {"film": cutting, "tune": composing}[look].render_due(tools, "an engine")


def signal_all(number: int) -> None:
    """As soon as somebody works for us."""
    while not psutil.Process().children():
        time.sleep(0.01)
    time.sleep(0.1)
    os.killpg(0, number)


if __name__ == "__main__":
    main(*sys.argv[1:])
