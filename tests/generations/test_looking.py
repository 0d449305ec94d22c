"""What the pages ask about generations on their way, on both databases."""

from datetime import timedelta

from studio import database as db
from studio import generations, moves
from studio.brief import Brief, State
from studio.errors import FailureKind
from studio.tables import Generation, now

BOAT = Brief(prompt="A boat", model="luma:ray-2")
TREE = Brief(prompt="A tree", model="animatic:neon")


def test_the_line_is_told_by_provider_priority_and_age(database):
    with db.writing(database) as session:
        first, second = (generations.queue(session, BOAT).id for _ in range(2))
        urgent = generations.queue(session, BOAT, priority=5).id
        tree = generations.queue(session, TREE).id
        line = {one.id: place for one, place in generations.list_queued(session)}
    assert line == {urgent: 1, first: 2, second: 3, tree: 1}


def test_what_waits_for_another_clip_stands_last_in_line(database):
    with db.writing(database) as session:
        first = generations.queue(session, BOAT)
        waiting = generations.queue(session, BOAT.model_copy(update={"continues_id": first.id})).id
        last = generations.queue(session, BOAT).id
        assert [one.id for one, _ in generations.list_queued(session)] == [first.id, last, waiting]
        assert generations.count_open(session) == 3


def test_what_is_under_way_is_told_oldest_first(database):
    with db.writing(database) as session:
        states = (State.RUNNING, State.UNCLEAR, State.DOWNLOADING)
        made = [generations.queue(session, BOAT) for _ in states]
        for generation, state in zip(made, states, strict=True):
            moves.move(session, generation, state)
        generations.queue(session, TREE)
        assert [one.state for one in generations.list_making(session)] == list(states)


def test_what_ended_badly_is_told_for_a_while(database):
    with db.writing(database) as session:
        failed, old = generations.queue(session, BOAT), generations.queue(session, BOAT)
        generations.cancel(session, generations.queue(session, TREE).id)
        for one in (failed, old):
            moves.end(session, one, State.FAILED, FailureKind.KEY, "No key.", was_charged=False)
        session.get_one(Generation, old.id).ended_at = now() - timedelta(days=2)
        session.flush()
        told = generations.list_ended_badly(session, now() - timedelta(hours=24))
    assert [one.state for one in told] == [State.CANCELLED, State.FAILED]
