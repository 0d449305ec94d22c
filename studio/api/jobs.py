"""Generations: what there is, how each stands, and what a person may do with one."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from studio import database, generations, saved_settings
from studio.api.errors import may_say
from studio.api.job import Job, JobId, told
from studio.api.session import Reading
from studio.api.who import Maker
from studio.brief import Brief, State
from studio.errors import NotFound
from studio.orders import ID

router = APIRouter(tags=["jobs"], prefix="/videos/jobs")
NONE_SUCH = may_say(404)
DEED = may_say(404, 409)


class Jobs(BaseModel):
    jobs: list[Job]
    next: str | None = Field(description="Send it as `cursor` for the older ones; null at the end.")


class JobInFull(Job):
    brief: Brief


@router.get("", summary="Newest first", responses=NONE_SUCH)
def list_jobs(
    session: Reading,
    state: Annotated[list[State] | None, Query(description="May be given several times.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(description="`next` of the answer before.")] = None,
) -> Jobs:
    settings = saved_settings.current(session)
    before = generations.get(session, _as_id(cursor)) if cursor else None
    found = generations.list_newest(session, limit + 1, states=state or (), before=before)
    shown = found[:limit]
    more = shown[-1].id if len(found) > limit else None
    return Jobs(jobs=[told(session, one, settings) for one in shown], next=more)


def _as_id(cursor: str) -> str:
    if ID.fullmatch(cursor):
        return cursor
    raise NotFound("There is no such cursor: send `next` of the answer before.")


@router.get("/{job_id}/status", summary="How it stands", responses=NONE_SUCH)
def show_status(job_id: JobId, session: Reading) -> JobInFull:
    generation = generations.get(session, job_id)
    job = told(session, generation, saved_settings.current(session))
    return JobInFull(**job.model_dump(), brief=generation.brief)


@router.post("/{job_id}/cancel", summary="Stop it, as far as its provider can", responses=DEED)
def cancel(job_id: JobId, maker: Maker) -> Job:
    return _done(generations.cancel, job_id)


@router.post(
    "/{job_id}/retry", summary="Queue a failed one again: a new submission, which may cost again", responses=DEED
)
def retry(job_id: JobId, maker: Maker) -> Job:
    return _done(generations.retry, job_id)


@router.post("/{job_id}/look-again", summary="Ask its provider what became of it: costs nothing", responses=DEED)
def look_again(job_id: JobId, maker: Maker) -> Job:
    return _done(generations.look_again, job_id)


@router.post("/{job_id}/not-accepted", summary="An unclear one was not accepted: queue it again", responses=DEED)
def not_accepted(job_id: JobId, maker: Maker) -> Job:
    """Only once you have seen at the provider that it is not there: it is submitted anew, which costs again."""
    return _done(generations.was_not_accepted, job_id)


@router.post("/{job_id}/give-up", summary="Stop waiting for an unclear one: it counts as paid", responses=DEED)
def give_up(job_id: JobId, maker: Maker) -> Job:
    return _done(generations.give_up, job_id)


def _done(deed: generations.Deed, job_id: str) -> Job:
    with database.writing() as session:
        generation = deed(session, job_id)
        session.flush()
        return told(session, generation, saved_settings.current(session))
