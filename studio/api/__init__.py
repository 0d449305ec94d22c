"""REST under /api/v1: one router per noun. Every error is a sentence, as {"detail": "..."} (`errors.py`).

Clips: `models.py`, `estimates.py`, `videos.py`, `jobs.py`, `clips.py`. Movies: `productions/`. The studio: `health.py`, `metrics.py`, and
`guide.py`, which is /docs. Beside the pages: `media.py`, `boards.py`, `films.py` and `watching.py` hand out what they show.

What routers share: `border.py` and `who.py` say who may call, `session.py` is a look at the database, `slots.py` lets only so many do what
takes long; `briefs.py` and `job.py` are what goes in and comes out, `events.py` tells it as it happens, `paying.py` is what a program
agrees to pay, `saved_as.py` what a file is called.
"""

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
