"""One generation, one step: at most one paid call, and every change a compare-and-swap. So any thread of any process may take
any step, twice or late, and nothing is paid twice or lost."""

from collections.abc import Sequence

from sqlalchemy import case, exists
from sqlmodel import col, select, update

from studio import database
from studio.brief import State
from studio.engine import checking, download, lost, submission
from studio.engine.tools import Tools
from studio.tables import Generation

UNDER_WAY = (State.SUBMITTING, State.UNCLEAR, State.RUNNING, State.DOWNLOADING)
QUICK = (State.SUBMITTING, State.UNCLEAR, State.RUNNING)  # one short call
SLOW = (State.DOWNLOADING,)  # a whole file, and a look at it


def take_due(
    tools: Tools, most: int, *, states: Sequence[State] = UNDER_WAY, only: str | None = None
) -> list[Generation]:
    """Generations whose time has come, hidden from everybody else for a while. If we die they simply come due again."""
    now = tools.clock()
    is_due = [col(Generation.state).in_(states), col(Generation.next_step_at) <= now]
    if only:
        is_due.append(col(Generation.id) == only)
    with database.reading(tools.database) as session:  # look before you write: an idle engine writes nothing
        if most <= 0 or not session.scalar(select(exists().where(*is_due))):
            return []
    due = (
        select(Generation.id)
        .where(*is_due)
        .order_by(col(Generation.next_step_at))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    hidden_until = case(
        (col(Generation.state) == State.SUBMITTING, tools.after(tools.patience.grace_s)),
        else_=tools.after(tools.patience.lease_s),
    )
    take = update(Generation).where(col(Generation.id).in_(due)).values(next_step_at=hidden_until).returning(Generation)
    with database.writing(tools.database) as session:
        return list(session.scalars(take.execution_options(synchronize_session=False)).all())


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
    elif generation.state in (State.SUBMITTING, State.UNCLEAR):
        lost.look_for(tools, generation)
    elif generation.is_cancel_asked and generation.state == State.RUNNING:
        checking.cancel(tools, generation)
    elif generation.state == State.RUNNING:
        checking.check(tools, generation)
    elif generation.state == State.DOWNLOADING:
        download.download(tools, generation)
