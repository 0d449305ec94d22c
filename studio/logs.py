"""What is logged, and what never is: SDKs write prompts at DEBUG, and one of them its key when the environment asks for it."""

import logging
import os

from studio.settings import Settings

CHATTY = ("httpx", "httpx2", "httpcore", "lumaai", "luma_agents", "runwayml", "google", "alembic", "procrastinate")


def start(settings: Settings) -> None:
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    os.environ.pop("GOOGLE_GENAI_DEBUG", None)
    os.environ.pop("LUMA_LOG", None)  # makes the SDK of Luma Agents log whole requests: prompts and pictures
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
