"""Each round is within what was allowed, for all scenes together, and within the budgets."""

from studio import budgets
from studio import database as db
from studio.productions.refining import asking, history
from studio.productions.refining.asking import RefiningTerms
from studio.tables import Ending, Scope
from tests.engine.refining.turns import CLIP, REVIEW, SMALL, begin, go_on, look, reviews, says
from tests.productions.stories import BOAT, story


def test_a_round_that_could_go_over_the_limit_does_not_begin(tools, clock, provider, sandbox):
    says(sandbox, 0.4, 0.5, 0.6)
    movie = begin(tools, RefiningTerms("gemini", limit_micro_usd=2 * (CLIP + REVIEW) - 1))
    go_on(tools, clock)
    done = look(tools, movie)
    assert done.refining.ending == Ending.LIMIT and "of the $" in done.refining.sentence
    assert provider.count("submit") == len(done.rounds) <= 2
    assert done.micro_usd <= done.refining.limit_micro_usd


def test_scenes_together_stay_within_one_limit(tools, clock, provider, sandbox):
    says(sandbox, *[0.1] * 9)
    outline = story("One", "Two", "Three")
    movie = begin(tools, RefiningTerms("gemini", limit_micro_usd=4 * (CLIP + REVIEW)), outline, "s1", "s2", "s3")
    go_on(tools, clock)
    with db.reading(tools.database) as session:
        whole = [one for its in history.list_all(session, movie).values() for one in its]
    assert {one.refining.ending for one in whole} == {Ending.LIMIT}
    assert sum(one.micro_usd for one in whole) <= 4 * (CLIP + REVIEW) and provider.count("submit") == 4


def test_a_budget_ends_it_with_its_sentence(tools, clock, provider, sandbox):
    with db.writing(tools.database) as session:
        budgets.set_limit(session, Scope.MONTH, CLIP + 1000, "ada")
    says(sandbox, 0.4)
    movie = begin(tools)
    go_on(tools, clock)
    done = look(tools, movie)
    assert done.refining.ending == Ending.BUDGET and "would go over the budget for a month" in done.refining.sentence
    assert (provider.count("submit"), reviews(sandbox)) == (1, 0)


def test_what_it_can_cost_at_most_is_told_before(tools, provider):
    with db.writing(tools.database) as session:
        outline = BOAT.model_copy(update={"look": SMALL})
        told = asking.offer(session, outline, {}, ["s1", "s3"], REVIEW)
    assert told.most(RefiningTerms("gemini", most_rounds=3)) == 2_450_000  # 2 x 3 x (0.40 + 0.007), in whole cents
    assert told.plan.lines[0].order.micro_usd == CLIP
