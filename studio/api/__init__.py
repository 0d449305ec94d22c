"""REST under /api/v1: one router per noun. Every error is a sentence, as {"detail": "..."}."""

from fastapi import FastAPI

from studio import __version__
from studio.api import clips, errors, estimates, events, guide, health, jobs, models, videos
from studio.api.border import MOST_BODY_BYTES, Border

rest = FastAPI(
    title="Dailies",
    version=__version__,
    description="Make clips with the models of the catalogue. The same queue, engine and library as the pages.",
    responses=errors.may_say(422),
    docs_url=None,
    redoc_url=None,
    max_body_size=MOST_BODY_BYTES,
)
errors.handle(rest)
for part in (health, models, estimates, videos, jobs, events, clips, guide):
    rest.include_router(part.router)

api = Border(rest)  # what the server mounts: nothing is read of what is refused
