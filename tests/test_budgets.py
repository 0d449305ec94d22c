"""Budgets: what would go over one is refused with a sentence, also when many queue at once."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import Session, func, select

from studio import audit, budgets, generations, moves
from studio import database as db
from studio.access import Visitor
from studio.audit import AuditFilter
from studio.brief import Brief, State
from studio.budgets import BudgetStanding, OverBudget
from studio.engine.embedded import Engine
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.files import Files
from studio.providers.interface import Outcome, Progress
from studio.settings import Settings
from studio.tables import Access, Deed, Generation, Scope
from tests.clock import Clock
from tests.engine.turns import until_settled
from tests.scripted import DONE, Scripted

BOAT = Brief(prompt="A paper boat", model="luma:ray-flash-2", resolution="540p")  # $0.14
USD = 1_000_000
REFUSED = Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence="Not this.", was_charged=False)


def only(session: Session) -> BudgetStanding:
    [found] = budgets.list_standing(session)
    return found


def test_what_fits_is_queued_and_what_would_go_over_is_refused(database: Database):
    with db.writing(database) as session:
        budgets.set_limit(session, Scope.DAY, 300_000, "ada")
        for _ in range(2):
            generations.queue(session, BOAT)
        with pytest.raises(OverBudget) as refused:
            generations.queue(session, BOAT)
        assert (only(session).reserved, only(session).left) == (280_000, 20_000)
    sentence = "This costs $0.14 and would go over the budget for a day by $0.12: $0.30 are allowed, $0.28 are reserved or spent."
    assert str(refused.value).startswith(sentence)


def test_several_at_once_are_all_queued_or_none(database: Database):
    with pytest.raises(OverBudget), db.writing(database) as session:
        budgets.set_limit(session, Scope.MONTH, 300_000, "ada")
        generations.queue_together(session, [BOAT] * 3)
    with db.reading(database) as session:
        assert session.exec(select(func.count()).select_from(Generation)).one() == 0


def test_what_costs_nothing_needs_no_budget(database: Database):
    with db.writing(database) as session:
        budgets.set_limit(session, Scope.DAY, 0, "ada")
        generations.queue(session, Brief(prompt="A boat"))
        with pytest.raises(OverBudget, match=r"\$0.00 are allowed, \$0.00 are reserved or spent"):
            generations.queue(session, BOAT)


def test_a_person_has_a_budget_of_their_own(database: Database):
    with db.writing(database) as session:
        budgets.set_limit(session, Scope.PERSON, 140_000, "ada", "bob@example.org")
        generations.queue(session, BOAT, asked_by=Visitor("eve@example.org", Access.MAKER))
        generations.queue(session, BOAT, asked_by=Visitor("bob@example.org", Access.MAKER))
        with pytest.raises(OverBudget, match=r"the budget of bob@example\.org for a month"):
            generations.queue(session, BOAT, asked_by=Visitor("bob@example.org", Access.MAKER))


def test_what_is_paid_moves_from_reserved_to_spent(tools: Tools, provider: Scripted, clock: Clock):
    with db.writing(tools.database) as session:
        budgets.set_limit(session, Scope.DAY, USD, "ada")
        generations.queue(session, BOAT)
    until_settled(tools, clock, rounds=10)
    with db.reading(tools.database) as session:
        assert (only(session).reserved, only(session).spent, only(session).left) == (0, 140_000, 860_000)


def test_what_was_cancelled_is_free_again(database: Database):
    with db.writing(database) as session:
        budgets.set_limit(session, Scope.DAY, 140_000, "ada")
        made = generations.queue(session, BOAT)
        generations.cancel(session, made.id)
        generations.queue(session, BOAT)
        assert only(session).left == 0 and only(session).is_near


@pytest.mark.parametrize(("later", "left"), [(timedelta(0), 0), (timedelta(days=1), 140_000)])
def test_a_day_begins_at_midnight(database: Database, later: timedelta, left: int):
    with db.writing(database) as session:
        budget = budgets.set_limit(session, Scope.DAY, 140_000, "ada")
        generations.queue(session, BOAT)
        assert budgets.standing(session, budget, datetime.now(UTC) + later).left == left


def test_raising_a_budget_is_noted_and_makes_room(database: Database):
    with db.writing(database) as session:
        budgets.set_limit(session, Scope.DAY, 100_000, "ada")
        budgets.set_limit(session, Scope.DAY, USD, "eve")
        generations.queue(session, BOAT)
        told = [(entry.who, entry.sentence) for entry in audit.find(session, AuditFilter(deed=Deed.BUDGET_CHANGED))]
        assert told == [("eve", "from $0.10 to $1.00"), ("ada", "from none to $0.10")]
        budgets.remove(session, only(session).budget.id, "eve")
        assert budgets.list_standing(session) == []


def test_what_is_tried_again_needs_room_too(database: Database):
    with db.writing(database) as session:
        generation = generations.queue(session, BOAT)
        moves.end(session, generation, State.FAILED, FailureKind.PROVIDER, "Broke.", was_charged=False)
        budgets.set_limit(session, Scope.DAY, 100_000, "ada")
        with pytest.raises(OverBudget, match=r"would go over the budget for a day by \$0.04"):
            generations.retry(session, generation.id)
        assert generations.get(session, generation.id).state == State.FAILED
        budgets.set_limit(session, Scope.DAY, 140_000, "ada")
        assert generations.retry(session, generation.id).state == State.QUEUED


def test_ten_who_queue_at_once_cannot_spend_more_than_there_is(database: Database):
    with db.writing(database) as session:
        budgets.set_limit(session, Scope.MONTH, 10 * 140_000, "ada")
    start = threading.Barrier(10)

    def queue_three(_: int) -> int:
        start.wait()
        queued = 0
        for _ in range(3):
            try:
                with db.writing(database) as session:
                    generations.queue(session, BOAT)
                queued += 1
            except OverBudget:
                pass
        return queued

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(queue_three, range(10))) == 10
    with db.reading(database) as session:
        assert only(session).left == 0


@pytest.mark.postgres
@pytest.mark.slow
def test_ten_who_queue_while_two_engines_work_get_as_many_clips_as_there_is_money_for(
    postgres_address: str, provider: Scripted, settings: Settings, tmp_path: Path
):
    """Some fail without a charge and give their money back, which others may then take."""
    provider.checks = [REFUSED, REFUSED, REFUSED, DONE]
    quick = settings.model_copy(update={"luma_max_running": 50, "luma_creates_per_minute": 10_000})
    databases = [db.connect(postgres_address) for _ in range(3)]
    db.migrate(databases[0])
    with db.writing(databases[0]) as session:
        budgets.set_limit(session, Scope.MONTH, 10 * 140_000, "ada")
    files = Files(tmp_path / "media")
    engines = [Engine(Tools(one, files, lambda _: provider, lambda: quick), 4).start() for one in databases[:2]]
    try:
        with ThreadPoolExecutor(10) as threads:
            list(threads.map(lambda _: queue_until(databases[2], lambda: made(databases[2]) >= 10), range(10)))
    finally:
        for engine in engines:
            engine.stop()
    with db.reading(databases[2]) as session:
        assert made(databases[2]) == 10 and (only(session).spent, only(session).reserved) == (10 * 140_000, 0)
        assert provider.count("submit") == 13
    for one in databases:
        one.dispose()


def queue_until(database: Database, is_enough: Callable[[], bool], within_s: float = 60) -> None:
    until = time.monotonic() + within_s
    while not is_enough() and time.monotonic() < until:
        with suppress(OverBudget), db.writing(database) as session:
            generations.queue(session, BOAT)
        time.sleep(0.1)


def made(database: Database) -> int:
    with db.reading(database) as session:
        return session.exec(select(func.count()).where(Generation.state == State.SUCCEEDED)).one()
