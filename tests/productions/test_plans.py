"""What is generated for scenes: priced before, queued as shown, and each scene only after the one that it goes on from."""

import pytest
from sqlalchemy import event
from sqlmodel import select

from studio import budgets, generations, productions
from studio import database as db
from studio.brief import Brief, State
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.productions import editing, plans, staleness, takes
from studio.productions.outline import Continuity, Outline
from studio.productions.plans import Plan, PriceChanged
from studio.productions.takes import Takes
from studio.providers.animatic.brief_to_shot import as_shot
from studio.providers.interface import Outcome, Progress
from studio.tables import Generation, Scope, Setting
from tests.clock import Clock
from tests.engine.turns import turn, until_settled
from tests.productions.stories import BOAT, story
from tests.scripted import DONE, Scripted

BROKE = Progress(Outcome.FAILED, failure=FailureKind.PROVIDER, sentence="It broke.", was_charged=True)


def start(tools: Tools, outline: Outline = BOAT) -> str:
    with db.writing(tools.database) as session:
        return productions.create(session, outline).id


def made(tools: Tools, production_id: str) -> Takes:
    with db.reading(tools.database) as session:
        return takes.list_all(session, production_id)


def plan(tools: Tools, production_id: str, scene_ids: list[str] | None = None, each: int = 1) -> Plan:
    with db.reading(tools.database) as session:
        outline = productions.get(session, production_id).outline
        there = takes.list_all(session, production_id)
        wanted = plans.missing(outline, there) if scene_ids is None else scene_ids
        return plans.make(session, outline, there, wanted, each)


def generate(tools: Tools, production_id: str, scene_ids: list[str] | None = None, each: int = 1) -> list[Generation]:
    whole = plan(tools, production_id, scene_ids, each)
    with db.writing(tools.database) as session:
        queued = plans.queue(session, production_id, whole)
        for generation in queued:
            generation.created_at = generation.next_step_at = tools.clock()
            session.add(generation)
        return list(queued)


def edit(tools: Tools, production_id: str, scene_id: str, **values: object) -> None:
    with db.writing(tools.database) as session:
        draft = productions.get(session, production_id)
        productions.save(session, draft.production, editing.change(draft.outline, scene_id, **values), f"{values}")


def stale(tools: Tools, production_id: str) -> dict[str, tuple[str, ...]]:
    with db.reading(tools.database) as session:
        outline = productions.get(session, production_id).outline
        return dict(staleness.find(outline, takes.list_all(session, production_id)))


def test_a_plan_says_what_all_of_it_costs(tools: Tools):
    whole = plan(tools, start(tools), each=2)
    one = whole.lines[0].order.estimate
    assert one and one.micro_usd
    assert (whole.total.takes, whole.total.micro_usd, whole.reasons) == (6, 6 * one.micro_usd, ())


def test_a_scene_goes_on_from_the_one_before_only_after_that_has_succeeded(
    tools: Tools, provider: Scripted, clock: Clock
):
    first, second, _ = generate(tools, start(tools))
    turn(tools)
    assert provider.count("submit") == 2  # the first and the third
    until_settled(tools, clock)
    with db.reading(tools.database) as session:
        states = {one.id: one.state for one in session.exec(select(Generation))}
    assert second.brief.continues_id == first.id
    assert set(states.values()) == {State.SUCCEEDED}


def test_what_the_first_one_costs_too_much_blocks_the_second(tools: Tools, provider: Scripted, clock: Clock):
    provider.checks = [BROKE]
    _, second, _ = generate(tools, start(tools))
    until_settled(tools, clock)
    with db.reading(tools.database) as session:
        assert session.get_one(Generation, second.id).failure == FailureKind.BLOCKED


CHAIN = story("A paper boat in the rain", "It passes a bridge", "It reaches the sea", continues=(2, 3))


def blocked_behind_the_first(tools: Tools, provider: Scripted, clock: Clock) -> tuple[str, list[Generation]]:
    kept, provider.checks = start(tools, CHAIN), [BROKE]
    asked = generate(tools, kept)
    until_settled(tools, clock, 10)
    provider.checks = [DONE]
    return kept, asked


def states(tools: Tools, asked: list[Generation]) -> list[State]:
    with db.reading(tools.database) as session:
        return [session.get_one(Generation, one.id).state for one in asked]


def test_what_was_blocked_goes_on_from_the_new_take_of_the_scene_that_failed(
    tools: Tools, provider: Scripted, clock: Clock
):
    kept, (_, second, third) = blocked_behind_the_first(tools, provider, clock)
    whole = plan(tools, kept, ["s1"])
    assert ([line.number for line in whole.freed], whole.total.takes) == ([2, 3], 3)
    again, *freed = generate(tools, kept, ["s1"])
    assert [one.id for one in freed] == [second.id, third.id] and plan(tools, kept).lines == ()
    until_settled(tools, clock)
    assert states(tools, [again, second, third]) == [State.SUCCEEDED] * 3
    assert (freed[0].brief.continues_id, freed[1].brief.continues_id) == (again.id, second.id)
    assert (stale(tools, kept), provider.count("submit")) == ({}, 4)


def test_what_was_blocked_waits_on_where_the_new_take_fails_too(tools: Tools, provider: Scripted, clock: Clock):
    kept, (_, second, _) = blocked_behind_the_first(tools, provider, clock)
    provider.checks = [BROKE]
    generate(tools, kept, ["s1"])
    until_settled(tools, clock, 10)
    assert states(tools, [second]) == [State.FAILED]
    assert [line.number for line in plan(tools, kept, ["s1"]).freed] == [2, 3]


def test_what_was_blocked_and_has_been_edited_since_is_not_made(tools: Tools, provider: Scripted, clock: Clock):
    kept, _ = blocked_behind_the_first(tools, provider, clock)
    edit(tools, kept, "s2", prompt="It passes a lighthouse")
    assert plan(tools, kept, ["s1"]).freed == ()


def test_what_was_blocked_is_made_by_itself_only_where_nothing_was_asked_for_in_its_place(
    tools: Tools, provider: Scripted, clock: Clock
):
    kept, (_, second, _) = blocked_behind_the_first(tools, provider, clock)
    generate(tools, kept)
    until_settled(tools, clock)
    assert plan(tools, kept, ["s1"]).freed == () and states(tools, [second]) == [State.FAILED]


def test_what_was_blocked_says_so_where_a_budget_has_no_room_for_it_any_more(
    tools: Tools, provider: Scripted, clock: Clock
):
    kept, (first, second, _) = blocked_behind_the_first(tools, provider, clock)
    with db.writing(tools.database) as session:
        budgets.set_limit(session, Scope.DAY, 2 * (first.estimate_micro_usd or 0) + 1, "local")
    again, stayed = generate(tools, kept, ["s1"])
    assert states(tools, [again, second]) == [State.QUEUED, State.FAILED]
    assert stayed.id == second.id and "would go over the budget for a day" in stayed.failure_sentence
    until_settled(tools, clock)
    assert states(tools, [again, second]) == [State.SUCCEEDED, State.FAILED]
    with db.writing(tools.database) as session:
        budgets.set_limit(session, Scope.DAY, 100_000_000, "local")
        generations.retry(session, second.id)
    until_settled(tools, clock)
    assert states(tools, [second]) == [State.SUCCEEDED]


def test_only_what_is_missing_is_asked_for_again(tools: Tools, clock: Clock):
    kept = start(tools)
    generate(tools, kept, ["s1"])
    until_settled(tools, clock)
    whole = plan(tools, kept)
    assert [line.scene.id for line in whole.lines] == ["s2", "s3"]
    [first] = made(tools, kept)["s1"]
    assert whole.lines[0].order.brief.continues_id == first.id
    generate(tools, kept)
    assert plan(tools, kept).lines == ()


def test_a_scene_alone_that_goes_on_from_nothing_is_refused_with_a_sentence(tools: Tools):
    whole = plan(tools, start(tools), ["s2"])
    assert whole.reasons == ("Scene 2: It goes on from scene 1, which has no take yet: generate that one too.",)


def test_a_scene_that_is_to_match_a_picture_asks_for_one(tools: Tools):
    kept = start(tools)
    edit(tools, kept, "s3", continuity=Continuity.MATCH)
    whole = plan(tools, kept)
    assert whole.reasons == ("Scene 3: It is to match a picture: choose one, or let it begin as a new shot.",)


def test_what_a_model_cannot_do_gives_way_and_is_said(tools: Tools):
    kept = start(tools, story("A boat", "A bridge", model="luma:ray-1-6"))
    edit(tools, kept, "s1", model="luma:ray-2", duration_s=7)
    whole = plan(tools, kept)
    assert "7 s became" in " ".join(whole.lines[0].changes)
    assert whole.reasons and "Scene 2" in whole.reasons[-1]


def test_a_take_has_no_words_in_its_picture(tools: Tools):
    """They would lie where subtitles go."""
    whole = plan(tools, start(tools, story("A boat", model="animatic:cinematic")))
    assert as_shot(whole.lines[0].order.brief).has_caption is False
    assert as_shot(Brief(prompt="A boat")).has_caption is True


def test_the_style_stands_behind_every_prompt(tools: Tools):
    whole = plan(tools, start(tools, story("A boat.", style="35 mm film")))
    assert whole.lines[0].order.brief.prompt == "A boat. 35 mm film"


def test_over_a_budget_nothing_of_it_is_queued(tools: Tools):
    kept = start(tools)
    with db.writing(tools.database) as session:
        budgets.set_limit(session, Scope.DAY, 1_000_000, "local")
    with pytest.raises(
        budgets.OverBudget, match=r"the budget for a day by \$0.42: \$1.00 are allowed, \$0.71 are reserved"
    ):
        generate(tools, kept)
    assert made(tools, kept) == {}


def test_a_plan_of_many_takes_looks_at_the_budgets_no_more_often_than_one_of_few(tools: Tools):
    with db.writing(tools.database) as session:
        budgets.set_limit(session, Scope.DAY, 100_000_000, "local")
    assert sums_over_the_ledger(tools, each=8) == sums_over_the_ledger(tools, each=1) == 2


def sums_over_the_ledger(tools: Tools, each: int) -> int:
    """While a plan is queued."""
    kept, seen = start(tools), list[str]()
    whole = plan(tools, kept, each=each)

    @event.listens_for(tools.database, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    with db.writing(tools.database) as session:
        plans.queue(session, kept, whole)
    event.remove(tools.database, "before_cursor_execute", note)
    return sum("FROM charge" in statement and "sum(" in statement for statement in seen)


def test_a_price_that_has_changed_is_told_before_anything_is_queued(tools: Tools):
    kept = start(tools)
    shown = plan(tools, kept)
    with db.writing(tools.database) as session:
        session.add(Setting(name="luma_price_percent", value=200.0))
    with pytest.raises(PriceChanged), db.writing(tools.database) as session:
        plans.queue(session, kept, shown)
    assert made(tools, kept) == {}


def test_a_changed_scene_and_what_goes_on_from_it_are_out_of_date(tools: Tools, clock: Clock):
    kept = start(tools)
    generate(tools, kept)
    until_settled(tools, clock)
    assert stale(tools, kept) == {}
    edit(tools, kept, "s1", prompt="A paper plane in the rain")
    assert stale(tools, kept) == {
        "s1": ("The prompt or the style has changed.",),
        "s2": ("What it goes on from is out of date.",),
    }


def test_brought_up_to_date_only_those_are_made_again(tools: Tools, clock: Clock):
    kept = start(tools)
    generate(tools, kept)
    until_settled(tools, clock)
    edit(tools, kept, "s1", prompt="A paper plane in the rain")
    again = generate(tools, kept, list(stale(tools, kept)))
    until_settled(tools, clock)
    assert [one.prompt for one in again] == ["A paper plane in the rain", "It passes a bridge"]
    assert again[1].brief.continues_id == again[0].id
    assert stale(tools, kept) == {}


def test_an_old_take_can_be_kept_on_purpose(tools: Tools, clock: Clock):
    kept = start(tools)
    generate(tools, kept)
    until_settled(tools, clock)
    edit(tools, kept, "s1", prompt="A paper plane in the rain", kept_id=made(tools, kept)["s1"][0].id)
    assert stale(tools, kept) == {}


def test_another_chosen_take_puts_out_of_date_what_goes_on_from_it(tools: Tools, clock: Clock):
    kept = start(tools)
    generate(tools, kept)
    until_settled(tools, clock)
    generate(tools, kept, ["s1"])
    until_settled(tools, clock)
    assert stale(tools, kept) == {"s2": ("The scene before it has another take now.",)}
    edit(tools, kept, "s1", chosen_id=made(tools, kept)["s1"][0].id)
    assert stale(tools, kept) == {}


def test_all_that_is_under_way_is_cancelled_and_nothing_is_blocked(tools: Tools):
    kept = start(tools)
    generate(tools, kept)
    with db.writing(tools.database) as session:
        assert takes.cancel_all(session, takes.list_all(session, kept)) == 3
    assert {take.generation.state for its in made(tools, kept).values() for take in its} == {State.CANCELLED}


def test_an_update_lets_the_newest_take_show(tools: Tools, clock: Clock):
    kept = start(tools)
    for scene_ids in (["s1", "s3"], ["s1"]):
        generate(tools, kept, scene_ids)
        until_settled(tools, clock)
    older = made(tools, kept)["s1"][0].id
    edit(tools, kept, "s1", chosen_id=older)
    generate(tools, kept, ["s1"])
    with db.reading(tools.database) as session:
        first = next(productions.get(session, kept).outline.scenes())
    assert first.chosen_id == older  # another take of the same
    edit(tools, kept, "s1", prompt="A paper plane in the rain")
    [newest] = generate(tools, kept, ["s1"])
    until_settled(tools, clock)
    with db.reading(tools.database) as session:
        draft = productions.get(session, kept)
        shown = takes.chosen(next(draft.outline.scenes()), takes.list_all(session, kept))
    assert shown and shown.id == newest.id and draft.undoes == "Let the newest take show, in scene 1."
