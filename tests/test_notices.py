"""Notices: one for all that was asked for in one go, one for each decision, budget and old key, and none of them twice."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import Session, select

from studio import budgets, generations, keys, moves, notices
from studio import database as db
from studio.access import Visitor
from studio.brief import Brief, State
from studio.engine.tools import Tools
from studio.errors import FailureKind, Unclear
from studio.providers.interface import Outcome, Progress
from studio.settings import Settings
from studio.tables import Access, Generation, News, Notice, Scope, now
from tests.clock import Clock
from tests.engine.turns import queue, turn, until_settled
from tests.scripted import DONE, Scripted

BOAT = Brief(prompt="A paper boat", model="luma:ray-flash-2", resolution="540p")  # $0.14
ADA = Visitor("ada@example.org", Access.MAKER)
REFUSED = Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence="Not this.", was_charged=True)


def told(session: Session) -> Sequence[Notice]:
    return session.exec(select(Notice).order_by(Notice.id)).all()  # pyright: ignore[reportArgumentType]


def titles(database: Database) -> list[str]:
    with db.reading(database) as session:
        return [notice.title for notice in told(session)]


def fail(session: Session, generation: Generation, sentence: str = "It broke.") -> None:
    assert moves.end(session, generation, State.FAILED, FailureKind.PROVIDER, sentence, was_charged=False)


# -- clips ------------------------------------------------------------------------------------------------


def test_a_clip_that_is_ready_is_told_to_whoever_asked_for_it(tools: Tools, clock: Clock):
    made = queue(tools)
    until_settled(tools, clock, rounds=8)
    with db.reading(tools.database) as session:
        [notice] = told(session)
    assert (notice.kind, notice.title, notice.text) == (News.MADE, "A clip is ready", "A paper boat in the rain")
    assert (notice.person, notice.generation_id, notice.seen_at, notice.sent_at) == ("local", made, None, None)


def test_what_is_asked_for_in_one_go_is_told_in_one_go(tools: Tools, provider: Scripted, clock: Clock):
    provider.checks = [DONE, REFUSED, DONE]
    with db.writing(tools.database) as session:
        for one in generations.queue_together(session, [BOAT] * 3, asked_by=ADA):
            one.next_step_at = clock()
    until_settled(tools, clock, rounds=12)
    with db.reading(tools.database) as session:
        [notice] = told(session)
    assert (notice.kind, notice.person) == (News.FAILED, "ada@example.org")
    assert (notice.title, notice.text) == ("2 of 3 clips are ready, one failed", "Not this.")


def test_nothing_is_told_while_one_of_them_is_still_to_come(database: Database):
    with db.writing(database) as session:
        first, second = generations.queue_together(session, [BOAT] * 2)
        fail(session, first)
        assert told(session) == []
        fail(session, second)
        assert [notice.title for notice in told(session)] == ["None of 2 clips is ready, 2 failed"]


def test_of_the_last_two_that_end_at_once_one_tells(database: Database):
    def end(generation_id: str, start: threading.Barrier) -> None:
        start.wait(10)
        with db.writing(database) as session:
            fail(session, generations.get(session, generation_id))

    for round_ in range(1, 6):
        with db.writing(database) as session:
            pair = generations.queue_together(session, [BOAT] * 2)
        start = threading.Barrier(2)
        with ThreadPoolExecutor(2) as threads:
            for done in [threads.submit(end, one.id, start) for one in pair]:
                done.result(30)
        assert len(titles(database)) == round_


def test_what_is_tried_again_is_told_again(database: Database):
    with db.writing(database) as session:
        made = generations.queue(session, BOAT)
        fail(session, made)
        fail(session, generations.retry(session, made.id))
    assert titles(database) == ["A clip failed"] * 2


def test_who_cancels_need_not_be_told(database: Database):
    with db.writing(database) as session:
        generations.cancel(session, generations.queue(session, BOAT).id)
        first, second = generations.queue_together(session, [BOAT] * 2)
        generations.cancel(session, first.id)
        fail(session, second)
    assert titles(database) == ["None of 2 clips is ready, one failed, one was cancelled"]


def test_what_waited_for_a_clip_that_failed_is_not_told_of_by_itself(database: Database):
    with db.writing(database) as session:
        first = generations.queue(session, Brief(prompt="A boat", model="luma:ray-2"))
        generations.queue(session, Brief(prompt="On it goes", model="luma:ray-2", continues_id=first.id))
        fail(session, first)
    assert titles(database) == ["A clip failed"]


def test_a_move_that_is_taken_back_tells_nothing(database: Database):
    with db.writing(database) as session:
        made = generations.queue(session, BOAT)
    with pytest.raises(ZeroDivisionError), db.writing(database) as session:
        fail(session, generations.get(session, made.id))
        raise ZeroDivisionError
    assert titles(database) == []


def test_an_unclear_one_is_told_once_when_the_studio_looks_no_more(tools: Tools, provider: Scripted, clock: Clock):
    provider.submits, provider.lost = [Unclear("The connection broke.")], [[]]
    queue(tools)
    turn(tools)
    assert titles(tools.database) == []
    until_settled(tools, clock, rounds=40)
    assert titles(tools.database) == ["A clip waits for your decision"]


# -- budgets and keys -------------------------------------------------------------------------------------


def test_a_budget_is_told_of_once_when_it_is_near_and_once_when_it_is_used_up(database: Database):
    with db.writing(database) as session:
        budgets.set_limit(session, Scope.DAY, 700_000, "ada")
        seen: list[int] = []
        for _ in range(5):
            generations.queue(session, BOAT)
            seen.append(len(told(session)))
        near, used_up = told(session)
    assert seen == [0, 0, 0, 1, 2]
    assert (near.title, used_up.title) == ("The budget for a day is nearly used up", "The budget for a day is used up")
    assert near.text.startswith("$0.56 of $0.70 are reserved or spent") and near.person == ""


def test_a_persons_own_budget_is_told_to_them_once_a_month(database: Database):
    with db.writing(database) as session:
        budgets.set_limit(session, Scope.PERSON, 200_000, "ada", ADA.name)
        made = generations.queue(session, BOAT, asked_by=ADA)
        budgets.set_limit(session, Scope.PERSON, 170_000, "ada", ADA.name)
        for _ in range(2):
            budgets.tell_of_use(session, made)
        [notice] = told(session)
        budgets.tell_of_use(session, made, now() + timedelta(days=40))  # nothing is reserved then
    assert (notice.kind, notice.person) == (News.BUDGET, ADA.name)
    assert len(titles(database)) == 1


def test_an_old_key_is_told_of_once(database: Database, settings: Settings):
    with db.writing(database) as session:
        keys.save(session, "luma", "luma-young-key-0815", "ada", settings)
        old = keys.save(session, "luma", "luma-old-key-4711", "ada", settings, "Our team's")
        old.saved_at -= timedelta(days=100)
        for _ in range(2):
            keys.tell_of_old(session, settings)
        [notice] = told(session)
    assert notice.kind == News.KEY_DUE and "is older than 90 days" in notice.title
    assert notice.text == "Replace Our team's under Settings."


# -- on the page ------------------------------------------------------------------------------------------


def test_the_same_thing_is_told_once(database: Database):
    with db.writing(database) as session:
        assert notices.write(session, News.MADE, "a", "A clip is ready")
        assert not notices.write(session, News.MADE, "a", "A clip is ready, again")
    assert titles(database) == ["A clip is ready"]


def test_of_two_pages_that_look_at_once_one_shows_it(database: Database):
    with db.writing(database) as session:
        notices.write(session, News.MADE, "a", "A clip is ready", person="ada")
        notices.write(session, News.MADE, "b", "A clip is ready", person="bob")
    with db.reading(database) as session:
        pages = [notices.list_unseen(session, "ada") for _ in range(2)]
    with db.writing(database) as session:
        assert [len(notices.mark_seen(session, page)) for page in pages] == [1, 0]
        assert notices.list_unseen(session, "ada") == []


def test_old_notices_of_clips_are_forgotten_but_not_that_a_budget_was_told_of(database: Database):
    with db.writing(database) as session:
        notices.write(session, News.MADE, "a", "A clip is ready")
        notices.write(session, News.BUDGET, "b", "The budget is used up")
        notices.forget_old(session, now() + timedelta(days=31))
    assert titles(database) == ["The budget is used up"]
