"""REST under /api/v1: one router per noun. Every error is a sentence, as {"detail": "..."}."""

from fastapi import Depends, FastAPI

from studio import __version__
from studio.api import clips, errors, estimates, events, guide, health, jobs, metrics, models, productions, videos
from studio.api.border import MOST_BODY_BYTES, Border
from studio.api.who import visitor_of

rest = FastAPI(
    title="Dailies",
    version=__version__,
    description=(
        "Make clips with the models of the catalogue, and movies: from a text to scenes, from scenes to takes, from takes to a film. "
        "The same queue, engine and library as the pages."
    ),
    responses=errors.may_say(401, 403, 422),
    docs_url=None,
    redoc_url=None,
    max_body_size=MOST_BODY_BYTES,
)
errors.handle(rest)
for part in (health, guide):  # what holds no secret of the studio
    rest.include_router(part.router)
for part in (models, estimates, videos, jobs, events, clips, productions, metrics):
    rest.include_router(part.router, dependencies=[Depends(visitor_of)])

api = Border(rest)  # what the server mounts: nothing is read of what is refused
