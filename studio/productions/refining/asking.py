"""What people ask of refining: what it may cost, that it begins, that it stops. All of it is part of the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlmodel import Session, col, select

from studio.access import OWNER, Visitor
from studio.errors import StudioError, TooLate
from studio.money import CENT, MICRO
from studio.productions import editing, plans, shelf, staleness, takes
from studio.productions.outline import Outline, Scene
from studio.productions.plans import Plan, PriceChanged
from studio.productions.refining import ending, history, leases, states
from studio.productions.shelf import OpenProduction
from studio.productions.takes import Takes
from studio.tables import Access, Ending, Refining, RefiningState, new_id, now
from studio.writers.registry import BUILT_IN

MOST_ROUNDS = 5
MOST_USD = 10_000
NO_SCENE = "Choose a scene to refine."
RESTORED = "The studio was restored from a backup, and this may have gone on since: look at your account, then refine it again."


class CannotRefine(StudioError):
    """It cannot be refined so; nothing was begun."""


class BeingRefined(CannotRefine):
    """Somebody has begun it before, and it goes on."""


@dataclass(frozen=True)
class RefiningTerms:
    """What a person asks for. The limit is that of all scenes together, for takes and reviews."""

    writer: str
    least_score: float = 0.8
    most_rounds: int = 3
    limit_micro_usd: int = 0
    begins_with_shown: bool = True


@dataclass(frozen=True)
class RefiningOffer:
    """What it may cost. `review_micro_usd`: of one; None: no price is known."""

    plan: Plan
    shown: Mapping[str, str]  # by scene: the take that the first round would review, if it is up to date then
    review_micro_usd: int | None

    def most(self, terms: RefiningTerms) -> int:
        """Every round used up, of all scenes: a clip and a review each. In whole cents, rounded up."""
        return -(-sum(self.most_of(line.scene.id, terms) for line in self.plan.lines) // CENT) * CENT

    def most_of(self, scene_id: str, terms: RefiningTerms) -> int:
        """Where it goes on from another of them, that one may get a new take: then the one that is there will not do."""
        line = next(line for line in self.plan.lines if line.scene.id == scene_id)
        saves_one = terms.begins_with_shown and scene_id in self.shown and line.follows is None
        clips = (terms.most_rounds - saves_one) * (line.order.micro_usd or 0)
        return clips + terms.most_rounds * (self.review_micro_usd or 0)

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks against it."""
        unpriced = [line.number for line in self.plan.lines if not line.reasons and line.order.micro_usd is None]
        no_price = "Scene {}: no price of its model is known, so no limit could hold. Choose another model."
        return (*self.plan.reasons, *(no_price.format(number) for number in unpriced))


def offer(
    session: Session, outline: Outline, made: Takes, scene_ids: Collection[str], review_micro_usd: int | None
) -> RefiningOffer:
    stale = staleness.find(outline, made)
    shown: dict[str, str] = {}
    for scene in outline.scenes():
        take = takes.chosen(scene, made)
        if take and scene.id in scene_ids and scene.id not in stale and scene.kept_id != take.id:
            shown[scene.id] = take.id
    return RefiningOffer(plans.make(session, outline, made, scene_ids), shown, review_micro_usd)


def group_of(who: Visitor, production_id: str, request_key: str) -> str:
    """What the same person asks for under the same key is one group, however often it is asked."""
    return str(uuid5(NAMESPACE_URL, f"{who.name} refines {production_id} {request_key}"))


def start(
    session: Session,
    production_id: str,
    told: RefiningOffer,
    terms: RefiningTerms,
    *,
    asked_by: Visitor = OWNER,
    group_id: str | None = None,
) -> Sequence[Refining]:
    """As it was told; a group that is there already is given back. Raises CannotRefine, PriceChanged, NotFound, NotAllowed."""
    asked_by.require(Access.MAKER)
    _check(told, terms)
    shelf.hold(session, production_id)
    if group_id and (earlier := history.list_group(session, group_id)):
        return earlier
    opened = shelf.get(session, production_id)
    _require_same_price(session, opened, told)
    going_on = {one.scene_id for one in history.list_open(session, production_id)}
    group_id, begun = group_id or new_id(), list[Refining]()
    for line in told.plan.lines:
        scene = editing.require(opened.outline, line.scene.id)
        if scene.id in going_on:
            raise BeingRefined(f"Scene {line.number} is being refined already: stop that first, or wait.")
        first = told.shown.get(scene.id) if terms.begins_with_shown else None
        asked = _refining(production_id, group_id, scene, terms, asked_by)
        asked.first_take_id, asked.review_micro_usd = first, told.review_micro_usd
        begun.append(asked)
    session.add_all(begun)
    session.flush()
    return begun


def _check(told: RefiningOffer, terms: RefiningTerms) -> None:
    if not told.plan.lines:
        raise CannotRefine(NO_SCENE)
    if told.reasons:
        raise CannotRefine(told.reasons[0])
    if not 0 < terms.least_score <= 1 or not 1 <= terms.most_rounds <= MOST_ROUNDS:
        raise CannotRefine(f"The score is between 1 and 100 %, the rounds between 1 and {MOST_ROUNDS}.")
    if not 0 <= terms.limit_micro_usd <= MOST_USD * MICRO:
        raise CannotRefine(f"The limit is between $0 and ${MOST_USD:,}.")
    if terms.writer == BUILT_IN:
        raise CannotRefine("The built-in writer cannot see: choose another one under Settings > Writers.")


def _require_same_price(session: Session, opened: OpenProduction, told: RefiningOffer) -> None:
    made, scene_ids = takes.list_all(session, opened.production.id), [line.scene.id for line in told.plan.lines]
    now_so = plans.make(session, opened.outline, made, scene_ids)
    if [line.order.micro_usd for line in now_so.lines] != [line.order.micro_usd for line in told.plan.lines]:
        raise PriceChanged


def _refining(production_id: str, group_id: str, scene: Scene, terms: RefiningTerms, who: Visitor) -> Refining:
    return Refining(
        group_id=group_id,
        production_id=production_id,
        scene_id=scene.id,
        least_score=terms.least_score,
        most_rounds=terms.most_rounds,
        limit_micro_usd=terms.limit_micro_usd,
        writer=terms.writer,
        prompt=scene.prompt,
        chosen_id=scene.chosen_id,
        created_by=who.name,
        token_id=who.token_id,
    )


def stop(session: Session, refining_id: str, *, asked_by: Visitor = OWNER) -> None:
    """The take that is being made is kept, and so is a review that is under way; one that is put off is not asked for. Raises
    TooLate."""
    asked_by.require(Access.MAKER)
    refining = leases.hold(session, refining_id)
    if refining is None:
        raise TooLate("This has ended already.")
    refining.is_stop_asked = True
    if refining.state != RefiningState.REVIEWING:
        ending.end(session, refining, Ending.STOPPED, ending.STOPPED, now())
    elif refining.moved_by is None:
        refining.next_step_at = now()
    session.add(refining)


def stop_all(session: Session, production_id: str, *, asked_by: Visitor = OWNER) -> int:
    """Tells how many."""
    going_on = history.list_open(session, production_id)
    for refining in going_on:
        stop(session, refining.id, asked_by=asked_by)
    return len(going_on)


def stop_restored(session: Session, at: datetime) -> int:
    """After a restore nothing is paid by itself: its takes and reviews may be paid since. Tells how many."""
    going_on = select(Refining).where(col(Refining.state).in_(states.OPEN)).order_by(col(Refining.id))
    found = session.exec(going_on).all()
    for refining in found:
        ending.end(session, refining, Ending.STOPPED, RESTORED, at)
    return len(found)
