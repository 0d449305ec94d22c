"""What is logged, and what never is: SDKs write prompts at DEBUG, and one of them its key when the environment asks for it."""

import logging
import os

from studio import redaction
from studio.settings import Settings

CHATTY = ("httpx", "httpx2", "httpcore", "lumaai", "luma_agents", "runwayml", "google", "alembic", "procrastinate")
ASKS_AN_SDK = ("GOOGLE_GENAI_DEBUG", "LUMAAI_LOG", "LUMA_LOG", "RUNWAYML_LOG")  # read when it is imported, after us


def start(settings: Settings) -> None:
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    keep_quiet()


def keep_quiet() -> None:
    """What the environment of a command may ask of an SDK, too."""
    for name in ASKS_AN_SDK:
        os.environ.pop(name, None)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    redaction.guard_logs()
