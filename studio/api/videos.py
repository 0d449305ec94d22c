"""Ask for clips and pictures. What is asked twice with the same Idempotency-Key is made once."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, Field

from studio import database, generations, saved_settings
from studio.api import job
from studio.api.briefs import Asked
from studio.api.errors import may_say
from studio.api.job import Job
from studio.api.who import Maker
from studio.tables import Generation

router = APIRouter(tags=["videos"])
RequestKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern="^[!-~]{1,200}$",
        description="A name of your own for this order. Sent again with the same key, it gives the same generations.",
    ),
]


class Queued(BaseModel):
    jobs: list[Job]
    is_new: bool = Field(description="False: the key was known, and these are the earlier ones.")


@router.post(
    "/videos/generate",
    status_code=202,
    summary="Queue a brief, once or in several takes",
    responses=may_say(404, 409) | {200: {"model": Queued, "description": "Asked for before with this key."}},
)
def generate(asked: Asked, maker: Maker, response: Response, request_key: RequestKey = None) -> Queued:
    """Checked and reserved at once; the engine submits it when its turn comes. The price is `estimate_usd` of each."""
    with database.writing() as session:
        settings = saved_settings.current(session)
        briefs = generations.takes_of(asked.brief(settings), asked.takes)
        made: Sequence[Generation]
        if request_key is None:
            made, is_new = generations.queue_together(session, briefs, asked_by=maker), True
        else:
            made, is_new = generations.queue_once(session, briefs, request_key, asked_by=maker)
        session.flush()
        jobs = [job.told(session, one, settings) for one in made]
    response.status_code = 202 if is_new else 200
    return Queued(jobs=jobs, is_new=is_new)
