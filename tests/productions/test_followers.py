"""What was blocked behind a scene that failed: it goes on with the new take, once, for who agrees to it, and takes nothing along."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlmodel import col, func, select

from studio import budgets, generations, moves
from studio import database as db
from studio.access import Visitor
from studio.brief import State
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.orders import Allowance
from studio.productions import ordering, plans
from studio.productions.ordering import WantedTakes
from studio.tables import Access, Asset, Generation, LedgerLine, Scope
from tests.clock import Clock
from tests.engine.turns import until_settled
from tests.productions.stories import story
from tests.productions.test_plans import (
    BROKE,
    CHAIN,
    blocked_behind_the_first,
    edit,
    generate,
    plan,
    start,
    states,
)  # fmt: skip
from tests.scripted import Scripted

USD = 1_000_000
BOB = Visitor("bob@example.org", Access.MAKER, token_id="bobs")
MUCH = Allowance(100 * USD)


def ask(tools: Tools, kept: str, scenes: list[str], key: str) -> tuple[list[str], bool]:
    with db.writing(tools.database) as session:
        found, is_new = ordering.queue(session, kept, WantedTakes(scenes), MUCH, key)
        return [one.id for one in found], is_new


def generate_as_bob(tools: Tools, kept: str) -> None:
    whole = plan(tools, kept, ["s1"])
    with db.writing(tools.database) as session:
        plans.queue(session, kept, whole, asked_by=BOB)


def reserved_for(tools: Tools, person: str) -> int:
    with db.reading(tools.database) as session:
        return (
            session.exec(select(func.sum(col(LedgerLine.micro_usd))).where(LedgerLine.created_by == person)).one() or 0
        )


def test_only_what_was_told_goes_on_and_not_what_is_blocked_behind_it(tools: Tools, provider: Scripted, clock: Clock):
    kept, (_, second, third) = blocked_behind_the_first(tools, provider, clock)
    edit(tools, kept, "s3", prompt="It reaches a harbour")
    told = plan(tools, kept, ["s1"]).total.takes
    [again, freed] = generate(tools, kept, ["s1"])
    assert (told, freed.id) == (2, second.id) and states(tools, [again, second]) == [State.QUEUED] * 2
    until_settled(tools, clock)
    assert states(tools, [again, second, third]) == [State.SUCCEEDED, State.SUCCEEDED, State.FAILED]
    assert provider.count("submit") == 1 + 2


def test_what_was_not_taken_along_is_tried_again_by_hand(tools: Tools, provider: Scripted, clock: Clock):
    kept, (_, second, third) = blocked_behind_the_first(tools, provider, clock)
    edit(tools, kept, "s3", prompt="It reaches a harbour")
    generate(tools, kept, ["s1"])
    with db.writing(tools.database) as session:
        assert generations.retry(session, third.id).waits_for_id == second.id
    until_settled(tools, clock)
    assert states(tools, [third]) == [State.SUCCEEDED]


def test_all_that_is_blocked_goes_on_where_the_same_one_is_tried_again(tools: Tools, provider: Scripted, clock: Clock):
    _, asked = blocked_behind_the_first(tools, provider, clock)
    with db.writing(tools.database) as session:
        generations.retry(session, asked[0].id)
    until_settled(tools, clock)
    assert states(tools, asked) == [State.SUCCEEDED] * 3


def test_each_key_answers_with_what_was_asked_for_under_it(tools: Tools, provider: Scripted, clock: Clock):
    kept, provider.checks = start(tools, CHAIN), [BROKE]
    first, _ = ask(tools, kept, ["s1", "s2", "s3"], "one")
    with db.writing(tools.database) as session:
        broken = generations.get(session, first[0])
        moves.end(session, broken, State.FAILED, FailureKind.PROVIDER, "It broke.", was_charged=True)
    again, _ = ask(tools, kept, ["s1"], "two")
    assert len(again) == 1 and not set(again) & set(first)
    assert ask(tools, kept, ["s1", "s2", "s3"], "one") == (first, False)
    assert ask(tools, kept, ["s1"], "two") == (again, False)


def test_what_goes_on_counts_for_who_agrees_to_it_now(tools: Tools, provider: Scripted, clock: Clock):
    kept, (first, second, _) = blocked_behind_the_first(tools, provider, clock)
    generate_as_bob(tools, kept)
    assert reserved_for(tools, BOB.name) == 3 * (first.estimate_micro_usd or 0)
    with db.reading(tools.database) as session:
        told = [event.sentence for event in generations.history(session, second.id)]
        follower = generations.get(session, second.id)
    assert f"{BOB.name} asks for it now, in place of local." in told
    assert (follower.created_by, follower.token_id) == (BOB.name, "bobs")


def test_what_goes_on_needs_room_in_the_budget_of_who_agrees_to_it_now(tools: Tools, provider: Scripted, clock: Clock):
    kept, (first, second, third) = blocked_behind_the_first(tools, provider, clock)
    with db.writing(tools.database) as session:
        budgets.set_limit(session, Scope.PERSON, first.estimate_micro_usd or 0, "ada", BOB.name)
    generate_as_bob(tools, kept)
    assert states(tools, [second, third]) == [State.FAILED] * 2
    assert reserved_for(tools, BOB.name) == first.estimate_micro_usd
    with db.reading(tools.database) as session:
        assert f"the budget of {BOB.name}" in generations.get(session, second.id).failure_sentence


def test_a_clip_that_frees_others_and_plans_that_go_on_from_it_never_wait_for_each_other(tools: Tools):
    with db.writing(tools.database) as session:
        budgets.set_limit(session, Scope.DAY, 10_000 * USD, "ada")
    for _ in range(8):
        together(*succeeding_while_planned(tools))
    with db.reading(tools.database) as session:
        ended = session.exec(select(func.count()).where(Generation.state == State.SUCCEEDED)).one()
    assert ended == 8


def succeeding_while_planned(tools: Tools) -> list[Callable[[], object]]:
    """The second scene is tried again, with the third blocked behind it: it succeeds while others queue what goes on from it."""
    kept = start(tools, story("A boat", "A bridge", "The sea", continues=(3,)))
    [earlier, _] = generate(tools, kept, ["s2", "s3"])
    with db.writing(tools.database) as session:
        moves.end(session, earlier, State.FAILED, FailureKind.PROVIDER, "It broke.", was_charged=False)
        moves.move(session, generations.retry(session, earlier.id), State.QUEUED, remote_id=earlier.id)
    whole = plan(tools, kept, ["s1", "s3"], each=8)

    def succeed() -> None:
        with db.writing(tools.database) as session:
            clip = Asset(name="clip.mp4", sha256="0", size_bytes=1, width=16, height=9, generation_id=earlier.id)
            moves.succeed(session, generations.get(session, earlier.id), clip)

    def queue_plan() -> None:
        with db.writing(tools.database) as session:
            plans.queue(session, kept, whole)

    def queue_one() -> None:
        with db.writing(tools.database) as session:
            generations.queue(session, whole.lines[1].order.brief)

    return [succeed, queue_plan, queue_one]


def together(*deeds: Callable[[], object]) -> None:
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        start.wait()
        deed()

    with ThreadPoolExecutor(len(deeds)) as threads:
        list(threads.map(run, deeds))
