"""The same steps as tasks of Procrastinate on PostgreSQL: `python -m studio engine` on as many machines as wanted.

Each open generation has one job, which does a step and puts itself off until the next. Jobs are only the bell: the generation
rows stay the truth, and a job that rings twice or for nothing does no harm.
"""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from sqlalchemy import text
from sqlmodel import col, select

from studio import database, moves
from studio.brief import State
from studio.engine import admission, steps
from studio.engine.housekeeping import Housekeeping
from studio.engine.tools import Tools
from studio.errors import StudioError
from studio.tables import Generation

QUEUE = "generations"
LOOK_AGAIN_S = 0.5  # for one that is being submitted
SUBMITTED_AT_ONCE = 8
LONGEST_SLEEP_S = 60.0
HEARTBEAT_S = 2.0
STALLED_AFTER_S = 8.0
ENQUEUED_AT_ONCE = 500

log = logging.getLogger(__name__)


class Later(Exception):
    """Not an error: the job's way to say when it wants to be called again."""

    def __init__(self, seconds: float):
        self.seconds = seconds


class PutOff(BaseRetryStrategy):
    """When it wants to; after a real error, in a few seconds."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        seconds = exception.seconds if isinstance(exception, Later) else 5.0
        return RetryDecision(retry_in={"milliseconds": int(seconds * 1000)})


def build(tools: Tools, housekeeping: Housekeeping) -> procrastinate.App:
    """Raises StudioError when the database is not PostgreSQL."""
    if tools.database.dialect.name != "postgresql":
        raise StudioError("The distributed engine needs PostgreSQL: set DATABASE_URL to a postgresql:// address.")
    address = tools.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=address))

    @app.task(name="drive", queue=QUEUE, retry=PutOff())
    def drive(generation_id: str) -> None:
        drive_one(tools, housekeeping, generation_id)

    @app.periodic(cron="* * * * * *")
    @app.task(name="start", queue=QUEUE, queueing_lock="start", pass_context=False)
    async def start(timestamp: int) -> None:
        await asyncio.to_thread(start_waiting, tools, housekeeping)

    @app.periodic(cron="* * * * * *")
    @app.task(name="call the waiting", queue=QUEUE, queueing_lock="call the waiting", pass_context=False)
    async def call_the_waiting(timestamp: int) -> None:
        for generation_id in await asyncio.to_thread(without_job, tools):
            try:
                await drive.configure(queueing_lock=generation_id).defer_async(generation_id=generation_id)
            except AlreadyEnqueued:
                continue  # another engine was faster

    @app.periodic(cron="* * * * * */5")
    @app.task(name="take over", queue=QUEUE, queueing_lock="take over", pass_context=False)
    async def take_over(timestamp: int) -> None:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_S):
            await app.job_manager.retry_job(job)

    return app


def start_waiting(tools: Tools, housekeeping: Housekeeping) -> None:
    """Submit who is first in line. What waits has no job of its own, or a long line would keep the bell from the others."""
    with ThreadPoolExecutor(SUBMITTED_AT_ONCE, "submit") as pool:
        for admitted in admission.admit(tools, SUBMITTED_AT_ONCE):
            pool.submit(_submit, tools, housekeeping, admitted)


def _submit(tools: Tools, housekeeping: Housekeeping, admitted: Generation) -> None:
    with housekeeping.holding(admitted):
        steps.step(tools, admitted, is_admitted=True)


def drive_one(tools: Tools, housekeeping: Housekeeping, generation_id: str) -> None:
    """One step of this generation, if it is time. Raises Later while more are to come."""
    if taken := steps.take_due(tools, 1, only=generation_id):
        with housekeeping.holding(taken[0]):
            steps.step(tools, taken[0])
    tools.notebook.write()
    seen = _look(tools, generation_id)
    if seen.state in steps.UNDER_WAY and seen.next_step_at < moves.NEVER:
        left = (seen.next_step_at - tools.clock()).total_seconds()
        longest = LOOK_AGAIN_S if seen.state == State.SUBMITTING else LONGEST_SLEEP_S
        raise Later(min(max(left, 0.05), longest))


def _look(tools: Tools, generation_id: str) -> Generation:
    with database.reading(tools.database) as session:
        return session.get_one(Generation, generation_id)


def without_job(tools: Tools) -> Sequence[str]:
    """Generations under way that nobody has been called for, oldest first."""
    has_job = text(
        "NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = generation.id AND status IN ('todo', 'doing'))"
    )
    is_open = col(Generation.state).in_(steps.UNDER_WAY), col(Generation.next_step_at) < moves.NEVER
    waiting = (
        select(Generation.id).where(*is_open, has_job).order_by(col(Generation.created_at)).limit(ENQUEUED_AT_ONCE)
    )
    with database.reading(tools.database) as session:
        return session.exec(waiting).all()


async def run(tools: Tools, threads: int) -> None:
    """Until a signal to stop; running steps end first."""
    housekeeping = Housekeeping(tools, kind="distributed")
    app = build(tools, housekeeping)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(threads + 2, "step"))
    async with app.open_async():
        await prepare(app, tools)
        housekeeping.start()
        try:
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=threads,
                fetch_job_polling_interval=0.25,
                update_heartbeat_interval=HEARTBEAT_S,
                stalled_worker_timeout=STALLED_AFTER_S,
                delete_jobs="always",
                shutdown_graceful_timeout=10,
            )
        finally:
            housekeeping.stop()


async def prepare(app: procrastinate.App, tools: Tools) -> None:
    """Procrastinate's own tables, made once; several engines may start at once."""
    with tools.database.begin() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7106)")
        is_there = connection.exec_driver_sql("SELECT to_regclass('procrastinate_jobs')").scalar()
        if is_there is None:
            await app.schema_manager.apply_schema_async()
