"""Progress as it happens: server-sent events, until what is watched has ended."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, HTTPException
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from studio import database, generations, saved_settings
from studio.api.errors import may_say
from studio.api.job import Job, JobId
from studio.api.job import told as job_told
from studio.api.session import Reading
from studio.brief import ENDED
from studio.errors import NotFound

router = APIRouter(tags=["jobs"])
LOOK_EVERY_S = 0.5
LONGEST_S = 15 * 60  # then it ends; an EventSource comes back by itself
MOST = 40  # watchers at a time
COME_BACK_AFTER_MS = 3000

Told = TypeVar("Told", bound=BaseModel)

stopping = threading.Event()  # the server ends: so does every stream
watching: set[object] = set()


def require_room(instead: str) -> None:
    """Before the stream begins, so that what is wrong is an answer of its own. `instead`: what one can ask for."""
    if len(watching) >= MOST:
        raise HTTPException(503, f"{MOST} already watch: ask for {instead} instead, or try again later.")


def _known(job_id: JobId, session: Reading) -> str:
    require_room("/status")
    return generations.get(session, job_id).id


@router.get(
    "/videos/jobs/{job_id}/events",
    summary="Its progress as server-sent events, until it has ended",
    response_class=EventSourceResponse,
    responses=may_say(404),
)
async def watch(job_id: Annotated[str, Depends(_known)]) -> AsyncIterator[ServerSentEvent]:
    """`progress` when something has changed, `end` with the last word. The data of both is a job."""
    async for event in stream(lambda: _look(job_id), _news, lambda job: job.state in ENDED, LOOK_EVERY_S):
        yield event


async def stream(
    look: Callable[[], Told],
    news_of: Callable[[Told], object],
    is_over: Callable[[Told], bool],
    every_s: float,
) -> AsyncIterator[ServerSentEvent]:
    """Also over once it is not there any more."""
    me, until, seen = object(), time.monotonic() + LONGEST_S, None
    watching.add(me)
    try:
        while time.monotonic() < until and not stopping.is_set():
            told = await run_in_threadpool(look)
            if is_over(told):
                yield ServerSentEvent(data=told, event="end")
                return
            if (news := news_of(told)) != seen:
                seen = news
                yield ServerSentEvent(data=told, event="progress", retry=COME_BACK_AFTER_MS)
            await asyncio.sleep(every_s)
    except NotFound:
        return
    finally:
        watching.discard(me)


def _look(job_id: str) -> Job:
    with database.reading() as session:
        return job_told(session, generations.get(session, job_id), saved_settings.current(session))


def _news(job: Job) -> tuple[object, ...]:
    """What is worth telling: the seconds left alone are not."""
    return job.state, job.sentence, job.stage, job.place, job.fraction and round(job.fraction, 2)
