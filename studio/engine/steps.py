"""One generation, one step: at most one paid call, and every change a compare-and-swap. So any thread of any process may take
any step, twice or late, and nothing is paid twice or lost."""

import logging
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case
from sqlmodel import col, select, update

from studio import database
from studio.brief import State
from studio.engine import checking, download, lost, submission
from studio.engine.tools import Tools
from studio.tables import Generation, Moment

log = logging.getLogger(__name__)

UNDER_WAY = (State.SUBMITTING, State.UNCLEAR, State.RUNNING, State.DOWNLOADING)
QUICK = (State.SUBMITTING, State.UNCLEAR, State.RUNNING)  # one short call
SLOW = (State.DOWNLOADING,)  # a whole file, and a look at it


def take_due(
    tools: Tools, most: int, *, states: tuple[State, ...] = UNDER_WAY, only: str | None = None
) -> list[Generation]:
    """Generations whose time has come, hidden from everybody else for a while. If we die they simply come due again."""
    if most <= 0:
        return []
    values: dict[str, Any] = {
        "now": tools.clock(),
        "most": most,
        "grace_until": tools.after(tools.patience.grace_s),
        "lease_until": tools.after(tools.patience.lease_s),
    }
    if only:
        values["only"] = only
    with database.writing(tools.database) as session:
        return list(session.scalars(_take(states, is_one=only is not None), values).all())


@cache
def _take(states: tuple[State, ...], *, is_one: bool) -> Any:
    """The statement, built once: building it takes longer than running it."""
    is_due = [col(Generation.state).in_(states), col(Generation.next_step_at) <= bindparam("now", type_=Moment)]
    if is_one:
        is_due.append(col(Generation.id) == bindparam("only"))
    due = (
        select(Generation.id)
        .where(*is_due)
        .order_by(col(Generation.next_step_at))
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )
    hidden_until = case(
        (col(Generation.state) == State.SUBMITTING, bindparam("grace_until", type_=Moment)),
        else_=bindparam("lease_until", type_=Moment),
    )
    take = update(Generation).where(col(Generation.id).in_(due)).values(next_step_at=hidden_until).returning(Generation)
    return take.execution_options(synchronize_session=False)


def make_all_due(tools: Tools) -> None:
    """For an engine that is alone on its database: what the last one had in its hands is free at once. A submission is not:
    its call may still be on its way."""
    held = col(Generation.state).in_((State.RUNNING, State.DOWNLOADING)), col(Generation.next_step_at) > tools.clock()
    with database.writing(tools.database) as session:
        session.exec(update(Generation).where(*held).values(next_step_at=tools.clock()))


def step(tools: Tools, generation: Generation, *, is_admitted: bool = False) -> None:
    """Do the next thing for it. `is_admitted`: it comes straight from `admit`, so its paid call has not been made."""
    if is_admitted:
        submission.submit(tools, generation)
        return
    try:
        _go_on(tools, generation)
    except Exception as error:  # a defect in a provider, say: told on the page, and tried again until the time-out
        log.exception("a step of generation %s failed", generation.id)
        checking.trip(tools, generation, error)


def _go_on(tools: Tools, generation: Generation) -> None:
    if generation.state in (State.SUBMITTING, State.UNCLEAR):
        lost.look_for(tools, generation)
    elif generation.is_cancel_asked and generation.state == State.RUNNING:
        checking.cancel(tools, generation)
    elif generation.state == State.RUNNING:
        checking.check(tools, generation)
    elif generation.state == State.DOWNLOADING:
        download.download(tools, generation)
