"""What a production costs: what was made and written for it, and nothing else."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from sqlalchemy import Engine as Database
from sqlmodel import Session, select

from studio import budgets, generations, productions
from studio import database as db
from studio.brief import Brief
from studio.budgets import OverBudget
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.productions import bringing, editing, plans, spending, takes
from studio.productions.outline import Outline
from studio.productions.spending import Bill, Spending
from studio.providers.interface import Outcome, Progress
from studio.tables import Generation, LedgerLine, Scope, Writing
from studio.writings.charging import reserve, settle
from tests.clock import Clock
from tests.engine.turns import queue, until_settled
from tests.productions.stories import story
from tests.scripted import DONE, Scripted

TWO = story("A paper boat in the rain", "It reaches the sea")  # $0.71 each
FILTERED = Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence="Not this.", was_charged=False)


def start(database: Database, outline: Outline = TWO) -> str:
    with db.writing(database) as session:
        return productions.create(session, outline).id


def generate(session: Session, movie: str) -> None:
    outline, there = productions.get(session, movie).outline, takes.list_all(session, movie)
    plans.queue(session, movie, plans.make(session, outline, there, [scene.id for scene in outline.scenes()]))


def bill(database: Database, movie: str) -> Bill:
    with db.reading(database) as session:
        return spending.bill(session, movie)


def allow(database: Database, movie: str, micro_usd: int) -> None:
    with db.writing(database) as session:
        budgets.set_limit(session, Scope.PRODUCTION, micro_usd, "ada", movie)


def write_for(session: Session, movie: str | None, micro_usd: int = 20_000) -> Writing:
    asked = Writing(writer="gemini", model="gemini:x", task="review", estimate_micro_usd=micro_usd, production_id=movie)
    reserve(session, asked, "The list; 2026-11-20")
    return asked


def test_it_is_reserved_while_it_is_made_and_then_spent_scene_by_scene(tools: Tools, clock: Clock):
    movie = start(tools.database)
    with db.writing(tools.database) as session:
        generate(session, movie)
        settle(session, write_for(session, movie), 30_000, "the writer's reply")
    assert bill(tools.database, movie).whole == Spending(spent=30_000, reserved=1_420_000, expected=20_000)
    until_settled(tools, clock, rounds=12)
    told = bill(tools.database, movie)
    assert told.of_scenes(TWO) == [(number, Spending(710_000, 0, 710_000)) for number in (1, 2)]
    assert told.writers.over == 10_000 and told.whole.spent == 1_450_000


def test_what_was_cancelled_or_not_charged_costs_nothing(tools: Tools, clock: Clock, provider: Scripted):
    movie = start(tools.database)
    provider.checks = [FILTERED]
    with db.writing(tools.database) as session:
        generate(session, movie)
        first, _ = session.exec(select(Generation).order_by(Generation.id)).all()  # pyright: ignore[reportArgumentType]
        generations.cancel(session, first.id)
    until_settled(tools, clock, rounds=12)
    assert not bill(tools.database, movie).whole


def test_a_clip_that_was_brought_in_is_not_paid_twice(tools: Tools, clock: Clock):
    clip = queue(tools, Brief(prompt="A paper plane", model="luma:ray-2", duration_s=5, resolution="720p"))
    until_settled(tools, clock, rounds=12)
    with db.writing(tools.database) as session:
        movie, _ = bringing.bring(session, clip)
    told = bill(tools.database, movie)
    assert not told.whole and told.brought == 710_000


def test_a_scene_that_was_removed_is_paid_for_all_the_same(tools: Tools):
    movie = start(tools.database)
    with db.writing(tools.database) as session:
        generate(session, movie)
        opened = productions.get(session, movie)
        left = editing.remove(opened.outline, "s2")
        productions.save(session, opened.production, left, "Removed scene 2.")
    told = bill(tools.database, movie)
    assert told.of_gone(left).reserved == 710_000 and [number for number, _ in told.of_scenes(left)] == [1]


def test_the_shelf_is_told_of_many_at_once(tools: Tools):
    one, two, three = (start(tools.database) for _ in range(3))
    with db.writing(tools.database) as session:
        generate(session, one)
        write_for(session, two)
        write_for(session, None)
        assert spending.of_many(session, [one, two, three]) == {one: Spending(0, 1_420_000), two: Spending(0, 20_000)}


def test_over_its_budget_nothing_of_a_plan_is_queued_and_the_sentence_says_what_to_do(database: Database):
    movie, other = start(database), start(database)
    allow(database, movie, 1_000_000)
    with pytest.raises(
        OverBudget, match=r"over the budget of “The boat” by .* Raise it at its costs or under Settings"
    ):
        with db.writing(database) as session:
            generate(session, movie)
    with db.writing(database) as session:
        assert session.exec(select(Generation)).all() == []
        generate(session, other)


def test_a_writer_is_held_against_it_and_so_is_a_take_that_is_tried_again(
    tools: Tools, clock: Clock, provider: Scripted
):
    movie = start(tools.database, story("A paper boat"))
    provider.checks = [FILTERED, DONE]
    with db.writing(tools.database) as session:
        generate(session, movie)
    until_settled(tools, clock, rounds=12)
    allow(tools.database, movie, 10_000)
    with db.writing(tools.database) as session:
        with pytest.raises(OverBudget, match=r"costs \$0.02 and would go over the budget of “The boat”"):
            write_for(session, movie)
        write_for(session, None)
        [failed] = session.exec(select(Generation)).all()
        with pytest.raises(OverBudget, match="over the budget of “The boat”"):
            generations.retry(session, failed.id)


def test_its_budget_says_how_it_stands_whatever_month_it_is(database: Database):
    movie = start(database)
    allow(database, movie, 2_000_000)
    with db.writing(database) as session:
        generate(session, movie)
        stands = budgets.of_production(session, movie)
        near = budgets.nearest(session, "ada", production_id=movie)
        assert stands and (stands.left, stands.name) == (580_000, "budget of “The boat”")
        assert near is None and budgets.nearest(session, "ada", production_id=None) is None
        write_for(session, movie, 300_000)
        near = budgets.nearest(session, "ada", production_id=movie)
        assert near and near.reserved == 1_720_000 and budgets.nearest(session, "ada") is None


def test_two_who_queue_at_once_for_one_movie_cannot_both_take_its_last_dollar(database: Database):
    movie = start(database)
    allow(database, movie, 2_000_000)
    together = threading.Barrier(2)

    def try_to(_: int) -> bool:
        together.wait()
        try:
            with db.writing(database) as session:
                generate(session, movie)
        except OverBudget:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(try_to, range(2))) == [False, True]
    assert bill(database, movie).whole.reserved == 1_420_000


def test_what_was_made_before_the_ledger_knew_productions_is_found_by_its_takes(tools: Tools, clock: Clock):
    clip = queue(tools, Brief(prompt="A paper plane", model="luma:ray-2", duration_s=5, resolution="720p"))
    until_settled(tools, clock, rounds=12)
    movie = start(tools.database)
    with db.writing(tools.database) as session:
        generate(session, movie)
        bringing.bring(session, clip, movie)
    before = bill(tools.database, movie)
    for step in (lambda config: command.downgrade(config, "0016"), lambda config: command.upgrade(config, "head")):
        with tools.database.connect().execution_options(writes=True) as connection, connection.begin():
            step(db.alembic_config(connection))
    assert bill(tools.database, movie) == before and before.brought and before.whole.reserved == 1_420_000
    with db.reading(tools.database) as session:
        assert len(session.exec(select(LedgerLine).where(LedgerLine.production_id == movie)).all()) == 2
