"""A production in full, as REST tells of it: what it is to be, how each scene stands with its takes, and what it has cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, Field
from sqlmodel import Session

from studio import budgets, outlook, productions
from studio.api.productions.unseen_takes import UnseenTakesTold
from studio.api.productions.unseen_takes import told as told_unseen_takes
from studio.brief import State
from studio.money import MICRO
from studio.productions import shelf, spending, staleness, standing, takes, unseen_takes
from studio.productions.outline import Outline, Scene
from studio.productions.spending import NOTHING, Bill
from studio.productions.standing import Reasons, Standing
from studio.productions.takes import Taken, Takes
from studio.tables import Sort


class TakeTold(BaseModel):
    """A generation that was made for a scene: `/videos/jobs/{id}` tells all of it."""

    id: str = Field(description="Of its generation.")
    state: State
    sentence: str = Field(description="What happened, or what it waits for.")
    fraction: float | None = Field(description="0 to 1, where the provider tells.")
    is_ready: bool = Field(description="There is a clip to look at, so it can be chosen.")
    is_shown: bool = Field(description="It is the one that the scene shows: the chosen one, or the newest.")
    is_of_round: bool = Field(description="Refining made it: it shows when it is chosen.")
    model: str
    duration_s: float
    estimate_usd: float | None
    asset_id: str | None
    created_by: str
    created_at: datetime


class SceneStanding(BaseModel):
    """How one scene stands. What it is to be is in the outline, under the same id."""

    id: str
    number: int
    standing: Standing
    reasons: list[str] = Field(description="Why the take that it shows is out of date.")
    sentence: str = Field(description="Why it failed, where it did and there is nothing to show.")
    fraction: float | None = Field(description="Of the take that is made now, where the provider tells.")
    is_kept: bool = Field(description="Its take is kept on purpose, however old it is.")
    spent_usd: float
    reserved_usd: float
    takes: list[TakeTold] = Field(description="Oldest first.")


class Costs(BaseModel):
    """In USD, of all that was ever made and written for it."""

    spent_usd: float
    reserved_usd: float
    writers_usd: float = Field(description="Of that, for writers and voices.")
    brought_usd: float = Field(description="What clips from elsewhere had cost before; it is not in the rest.")
    budget_usd: float | None = Field(description="Its own budget.")
    left_usd: float | None = Field(description="What is left of that.")


class Movie(BaseModel):
    """All of a production."""

    id: str
    sort: Sort
    title: str
    created_by: str
    created_at: datetime
    changed_at: datetime
    version: str = Field(description="Of the outline: send it with an edit, so that none made meanwhile is lost.")
    undoes: str | None = Field(description="The edit that undo would take back.")
    redoes: str | None = Field(description="The edit that redo would make again.")
    outline: Outline
    scenes: list[SceneStanding] = Field(description="In the order in which they are seen.")
    standings: dict[Standing, int] = Field(description="How many scenes stand how.")
    costs: Costs
    unseen_takes: UnseenTakesTold = Field(description="Of removed scenes: undo brings those back, with their takes.")


@dataclass(frozen=True)
class _Seen:
    """What all scenes are told from."""

    made: Takes
    reasons: Reasons
    bill: Bill


def told(session: Session, production_id: str) -> Movie:
    """Raises NotFound."""
    opened = productions.get(session, production_id)
    outline, made = opened.outline, takes.list_all(session, production_id)
    seen = _Seen(made, staleness.find(outline, made), spending.bill(session, production_id))
    scenes = [_scene(number, scene, seen) for number, scene in enumerate(outline.scenes(), start=1)]
    of_it = opened.production.model_dump(include={"id", "sort", "title", "created_by", "created_at", "changed_at"})
    return Movie(
        **of_it,
        version=shelf.mark(opened.production),
        undoes=opened.undoes,
        redoes=opened.redoes,
        outline=outline,
        scenes=scenes,
        standings=dict(standing.count(outline, made, seen.reasons)),
        costs=_costs(session, production_id, seen.bill),
        unseen_takes=told_unseen_takes(unseen_takes.of_removed(outline, made)),
    )


def _scene(number: int, scene: Scene, seen: _Seen) -> SceneStanding:
    shown, sums = takes.chosen(scene, seen.made), seen.bill.by_scene.get(scene.id, NOTHING)
    stands = standing.of(scene, seen.made, seen.reasons)
    failed = standing.failure(scene, seen.made) if stands == Standing.FAILED else None
    return SceneStanding(
        id=scene.id,
        number=number,
        standing=stands,
        reasons=list(seen.reasons.get(scene.id, ())),
        sentence=outlook.sentence(failed.generation) if failed else "",
        fraction=standing.fraction(takes.under_way(scene, seen.made)),
        is_kept=shown is not None and shown.id == scene.kept_id,
        spent_usd=sums.spent / MICRO,
        reserved_usd=sums.reserved / MICRO,
        takes=list(_takes(seen.made.get(scene.id, ()), shown)),
    )


def _takes(its: Sequence[Taken], shown: Taken | None) -> Sequence[TakeTold]:
    return [_take(one, is_shown=shown is not None and one.id == shown.id) for one in its]


def _take(one: Taken, *, is_shown: bool) -> TakeTold:
    made = one.generation
    estimate = made.estimate_micro_usd
    return TakeTold(
        **made.model_dump(include={"id", "state", "fraction", "model", "duration_s", "created_by", "created_at"}),
        sentence=outlook.sentence(made),
        is_ready=one.is_ready,
        is_shown=is_shown,
        is_of_round=one.is_of_round,
        estimate_usd=None if estimate is None else estimate / MICRO,
        asset_id=made.asset_id,
    )


def _costs(session: Session, production_id: str, bill: Bill) -> Costs:
    own = budgets.of_production(session, production_id)
    return Costs(
        spent_usd=bill.whole.spent / MICRO,
        reserved_usd=bill.whole.reserved / MICRO,
        writers_usd=bill.writers.spent / MICRO,
        brought_usd=bill.brought / MICRO,
        budget_usd=own and own.budget.micro_usd / MICRO,
        left_usd=own and own.left / MICRO,
    )
