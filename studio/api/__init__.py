"""REST under /api/v1: one router per noun."""

from fastapi import FastAPI

from studio import __version__
from studio.api import health

api = FastAPI(title="Dailies", version=__version__, docs_url=None, redoc_url=None)
api.include_router(health.router)
