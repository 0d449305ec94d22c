"""The look for what is due: nothing is missed, and an engine with nothing to do sends no query."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import event

from studio import database, generations
from studio.brief import State
from studio.engine import admission, steps
from studio.engine.look import AGAIN, NOTHING, TOGETHER, Lookout, Waiting
from studio.engine.tools import Tools
from tests.clock import Clock
from tests.engine.turns import look, queue, turn
from tests.scripted import RUNNING, Scripted

QUEUED, QUICK, SLOW = Waiting(queued=True), Waiting(quick=True), Waiting(slow=True)


@pytest.fixture
def lookout(tools: Tools) -> Iterator[Lookout]:
    lookout = Lookout(tools)
    yield lookout
    lookout.close()


def queries_of(database: Database) -> list[str]:
    """Grows with every statement from now on."""
    sent: list[str] = []
    event.listen(database, "before_cursor_execute", lambda _c, _k, statement, *_: sent.append(statement))
    return sent


def test_what_somebody_queues_is_seen_at_the_next_look(tools: Tools, lookout: Lookout):
    assert lookout.what_waits() == NOTHING
    queue(tools)
    assert lookout.what_waits() == QUEUED


def test_a_check_is_seen_when_its_time_has_come_and_several_may_be_taken_together(
    tools: Tools, provider: Scripted, clock: Clock, lookout: Lookout
):
    provider.checks = [RUNNING]
    made = queue(tools)
    turn(tools)
    assert lookout.what_waits() == NOTHING
    clock.moment = look(tools, made).next_step_at
    assert lookout.what_waits() == NOTHING
    clock.forward(TOGETHER.total_seconds())
    assert lookout.what_waits() == QUICK


def test_a_finished_generation_waits_for_its_download(tools: Tools, clock: Clock, lookout: Lookout):
    made = queue(tools)
    turn(tools)
    clock.forward(3)
    [due] = steps.take_due(tools, 1)
    steps.step(tools, due)
    assert look(tools, made).state == State.DOWNLOADING
    assert lookout.what_waits() == SLOW


def test_what_waits_for_another_clip_is_not_due(tools: Tools, lookout: Lookout):
    first = queue(tools)
    admission.admit(tools, 1)
    with database.writing(tools.database) as session:
        brief = generations.get(session, first).brief
        generations.queue(session, brief.model_copy(update={"continues_id": first}))
    assert lookout.what_waits() == NOTHING


def test_what_could_not_be_started_is_seen_again_soon_or_when_a_thread_is_free(
    sqlite: Database, tools: Tools, clock: Clock
):
    tools.database = sqlite
    lookout = Lookout(tools)
    queue(tools)
    assert lookout.what_waits() == QUEUED
    assert lookout.what_waits() == NOTHING
    assert lookout.what_waits(insist=True) == QUEUED
    clock.forward(AGAIN.total_seconds())
    assert lookout.what_waits() == QUEUED
    lookout.close()


def test_on_sqlite_an_engine_with_nothing_to_do_sends_no_query(sqlite: Database, tools: Tools, clock: Clock):
    tools.database = sqlite
    lookout = Lookout(tools)
    lookout.what_waits()
    sent = queries_of(sqlite)
    for _ in range(100):
        clock.forward(0.03)
        assert lookout.what_waits() == NOTHING
    assert sent == []
    lookout.close()
