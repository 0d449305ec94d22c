"""A plan: what would be generated for some scenes, in order, and what it costs. It is shown first, and queued as it was shown.

With it goes what was asked for before and was blocked, as the scene that it goes on from failed: it cost nothing, and follows now.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlmodel import Session

from studio import budgets, generations, moves, orders
from studio.access import OWNER, Visitor
from studio.brief import Brief, State
from studio.budgets import Payer, Room
from studio.errors import NotFound, StudioError
from studio.orders import Order, Total
from studio.productions import briefs, editing, shelf, staleness, takes, versions
from studio.productions.outline import Continuity, Outline, Scene
from studio.productions.takes import Takes
from studio.tables import Generation, new_id

NOT_YET = "00000000-0000-0000-0000-000000000000"  # stands for the generation that an earlier line of the plan will be


class PriceChanged(StudioError):
    """It costs something else now than was told."""

    def __init__(self):
        super().__init__("The price has changed since it was told, so nothing was asked for: look at it again.")


@dataclass(frozen=True)
class PlannedTakes:
    """One scene. `changes`: what its model made of its wishes; `follows`: the scene of an earlier line that it goes on from;
    `blocked`: the takes that were asked for before and are queued again, in place of new ones; `there`: all that it has had."""

    scene: Scene
    number: int
    order: Order
    changes: tuple[str, ...]
    follows: str | None = None
    blocked: tuple[str, ...] = ()
    there: tuple[str, ...] = ()

    @property
    def agreed(self) -> tuple[object, ...]:
        """What somebody agrees to, however the scene is numbered by now."""
        order = self.order
        return self.scene.id, order.brief, order.takes, order.micro_usd, self.follows, self.blocked, self.there

    @property
    def reasons(self) -> tuple[str, ...]:
        return self.order.reasons


@dataclass(frozen=True)
class Plan:
    """`freed`: the scenes that come free with those of its lines."""

    lines: tuple[PlannedTakes, ...]
    freed: tuple[PlannedTakes, ...] = ()

    @property
    def total(self) -> Total:
        return orders.total(line.order for line in (*self.lines, *self.freed))

    @property
    def agreed(self) -> tuple[object, ...]:
        return tuple(line.agreed for line in self.lines), tuple(line.agreed for line in self.freed)

    @property
    def reasons(self) -> tuple[str, ...]:
        """What keeps it from being queued, scene by scene."""
        return tuple(f"Scene {line.number}: {reason}" for line in self.lines for reason in line.reasons)


def missing(outline: Outline, made: Takes) -> list[str]:
    """The scenes that have nothing to show, and nothing under way."""
    return [one.id for one in outline.scenes() if not (takes.chosen(one, made) or takes.under_way(one, made))]


def out_of_date(outline: Outline, made: Takes) -> list[str]:
    """And nothing under way."""
    stale = staleness.find(outline, made)
    return [one.id for one in outline.scenes() if one.id in stale and not takes.under_way(one, made)]


def make(session: Session, outline: Outline, made: Takes, scene_ids: Collection[str], each: int = 1) -> Plan:
    """For these scenes, so many takes of each. A scene that goes on from another of them waits for its new take."""
    lines: dict[str, PlannedTakes] = {}
    for number, scene in enumerate(outline.scenes(), start=1):
        if scene.id in scene_ids:
            lines[scene.id] = _line(session, outline, made, scene, number, each, lines)
    return Plan(tuple(lines.values()), tuple(_freed(session, outline, made, lines)))


def _freed(session: Session, outline: Outline, made: Takes, asked: Collection[str]) -> Iterator[PlannedTakes]:
    """In order, so that what goes on from one of these comes after it."""
    earlier = set(asked)
    for number, scene in enumerate(outline.scenes(), start=1):
        before = outline.before(scene.id)
        waiting = takes.blocked(scene, made) if before and before.id in earlier and scene.id not in asked else ()
        if before and waiting and _is_still_wanted(outline, scene, waiting[0].generation.brief):
            as_if_new = waiting[0].generation.brief.model_copy(update={"continues_id": None})
            order = orders.price(session, as_if_new, len(waiting))
            if order.reasons:
                continue
            earlier.add(scene.id)
            blocked = tuple(take.id for take in waiting)
            yield PlannedTakes(scene, number, order, (), before.id, blocked, _ids(made, scene))


def _is_still_wanted(outline: Outline, scene: Scene, asked: Brief) -> bool:
    """Not where somebody has edited the scene since: what it would be now was not asked for."""
    try:
        now_so = briefs.brief_of(outline, scene, asked.continues_id).brief
    except NotFound:
        return False
    return not any(staleness.differences(asked, now_so))


def _line(
    session: Session, outline: Outline, made: Takes, scene: Scene, number: int, each: int, earlier: Collection[str]
) -> PlannedTakes:
    before = outline.before(scene.id) if scene.continuity == Continuity.CONTINUE else None
    follows = before.id if before and before.id in earlier else None
    goes_on_from = NOT_YET if follows else _take_to_go_on_from(before, made)
    try:
        fitted = briefs.brief_of(outline, scene, goes_on_from)
    except NotFound as gone:
        return PlannedTakes(scene, number, Order(_unknown(outline, scene), each, (str(gone),), None), ())
    brief = fitted.brief
    if brief.continues_id == NOT_YET:  # it is priced as it will be, and there is nothing to look up yet
        brief = brief.model_copy(update={"continues_id": None})
    order = orders.price(session, brief, each)
    order = replace(order, reasons=(*order.reasons, *_against_beginning(scene, number, bool(before), goes_on_from)))
    follows = follows if fitted.brief.continues_id else None
    return PlannedTakes(scene, number, order, fitted.changes, follows, there=_ids(made, scene))


def _ids(made: Takes, scene: Scene) -> tuple[str, ...]:
    return tuple(take.id for take in made.get(scene.id, ()))


def _against_beginning(scene: Scene, number: int, has_before: bool, goes_on_from: str | None) -> Iterator[str]:
    if has_before and not goes_on_from:
        yield f"It goes on from scene {number - 1}, which has no take yet: generate that one too."
    if scene.continuity == Continuity.MATCH and scene.first_frame is None:
        yield "It is to match a picture: choose one, or let it begin as a new shot."


def _take_to_go_on_from(before: Scene | None, made: Takes) -> str | None:
    """The one it shows, or else one that is being made."""
    if before is None:
        return None
    shown = takes.chosen(before, made)
    coming = takes.under_way(before, made)
    return shown.id if shown else coming[-1].id if coming else None


def _unknown(outline: Outline, scene: Scene) -> Brief:
    return Brief(prompt=scene.prompt, model=briefs.own(outline.look, scene, "model"))


def queue(session: Session, production_id: str, plan: Plan, *, asked_by: Visitor = OWNER) -> Sequence[Generation]:
    """All of it or, when one is refused, none. A scene whose chosen take is out of date shows its newest one from now on. What
    would come free stays blocked where a budget has no room for it: then it is among what is returned, and says so.

    Raises BadBrief, NotFound, OverBudget, PriceChanged, TooLate.
    """
    _let_newest_show(session, production_id, [line.scene.id for line in plan.lines], asked_by)
    payer = Payer(asked_by.name, asked_by.token_id, production_id)
    queueing = _Queueing(session, production_id, asked_by, budgets.room(session, payer))
    moves.hold(session, (needed for line in plan.lines for needed in line.order.brief.needs()))
    queued = [generation for line in plan.lines for generation in queueing.queue(line)]
    queued += [generation for line in plan.freed for generation in queueing.free(line)]
    if queued:
        budgets.tell_of_use(session, payer)
    return queued


@dataclass
class _Queueing:
    """Of one plan. `first_of`: the generation of each scene that others go on from; `room`: what the budgets have left."""

    session: Session
    production_id: str
    asked_by: Visitor
    room: Room
    group_id: str = field(default_factory=new_id)
    first_of: dict[str, Generation] = field(default_factory=dict[str, Generation])

    def queue(self, line: PlannedTakes) -> Iterator[Generation]:
        brief = line.order.brief
        if line.follows:
            brief = brief.model_copy(update={"continues_id": self.first_of[line.follows].id})
        for one in generations.takes_of(brief, line.order.takes):
            generation = generations.queue(
                self.session,
                one,
                asked_by=self.asked_by,
                group_id=self.group_id,
                production_id=self.production_id,
                room=self.room,
            )
            _require_price(line, generation)
            self.first_of.setdefault(line.scene.id, generation)
            takes.add(self.session, self.production_id, line.scene.id, generation)
            yield generation

    def free(self, line: PlannedTakes) -> Iterator[Generation]:
        """Nothing where the scene that it goes on from stays blocked itself. They stay in the group in which they were asked for."""
        goes_on_from = self.first_of.get(line.follows or "")
        for blocked_id in line.blocked if goes_on_from else ():
            assert goes_on_from
            generation = generations.follow(
                self.session, blocked_id, goes_on_from.id, asked_by=self.asked_by, room=self.room
            )
            if generation.state == State.QUEUED:
                _require_price(line, generation)
                self.first_of.setdefault(line.scene.id, generation)
            yield generation


def _let_newest_show(session: Session, production_id: str, scene_ids: Collection[str], asked_by: Visitor) -> None:
    opened = shelf.get(session, production_id)
    stale = staleness.find(opened.outline, takes.list_all(session, production_id))
    outline, numbers = opened.outline, list[str]()
    for scene in opened.outline.scenes():
        if scene.id in scene_ids and scene.id in stale and scene.chosen_id:
            outline = editing.change(outline, scene.id, chosen_id=None)
            numbers.append(str(outline.number(scene.id)))
    if numbers:
        sentence = f"Let the newest take show, in scene {', '.join(numbers)}."
        versions.save(session, opened.production, outline, sentence, asked_by=asked_by)


def _require_price(line: PlannedTakes, generation: Generation) -> None:
    if generation.estimate_micro_usd != (line.order.estimate and line.order.estimate.micro_usd):
        raise PriceChanged
