"""What is logged, and what never is: SDKs write prompts at DEBUG, and one of them its key when the environment asks for it."""

import logging
import os
from collections import deque
from collections.abc import Sequence

from studio import redaction
from studio.settings import Settings

CHATTY = ("httpx", "httpx2", "httpcore", "lumaai", "luma_agents", "runwayml", "google", "openai", "alembic", "procrastinate")  # fmt: skip
# Read when an SDK is imported, after us
ASKS_AN_SDK = ("GOOGLE_GENAI_DEBUG", "LUMAAI_LOG", "LUMA_LOG", "RUNWAYML_LOG", "OPENAI_LOG")
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
KEPT = 2000  # lines


class Memory(logging.Handler):
    """The newest lines, for whoever asks what happened lately."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: deque[str] = deque(maxlen=KEPT)
        self.setFormatter(logging.Formatter(FORMAT))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


_memory = Memory()


def start(settings: Settings) -> None:
    logging.basicConfig(level=settings.log_level, format=FORMAT)
    logging.getLogger().addHandler(_memory)
    keep_quiet()


def lately() -> Sequence[str]:
    """The newest lines of this process, oldest first."""
    return list(_memory.lines)


def keep_quiet() -> None:
    """What the environment of a command may ask of an SDK, too."""
    for name in ASKS_AN_SDK:
        os.environ.pop(name, None)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    redaction.guard_logs()
