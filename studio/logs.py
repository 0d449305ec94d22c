"""What is logged, and what never is: SDKs write prompts at DEBUG, and one of them its key when the environment asks for it."""

import logging
import os

from studio.settings import Settings

CHATTY = ("httpx", "httpx2", "httpcore", "lumaai", "runwayml", "google", "alembic", "procrastinate")


def start(settings: Settings) -> None:
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    os.environ.pop("GOOGLE_GENAI_DEBUG", None)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
