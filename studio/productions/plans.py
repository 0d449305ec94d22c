"""A plan: what would be generated for some scenes, in order, and what it costs. It is shown first, and queued as it was shown."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from studio import generations, orders
from studio.access import OWNER, Visitor
from studio.brief import Brief
from studio.errors import NotFound, StudioError
from studio.orders import Order, Total
from studio.productions import briefs, editing, shelf, staleness, takes
from studio.productions.outline import Continuity, Outline, Scene
from studio.productions.takes import Takes
from studio.tables import Generation, new_id

NOT_YET = "00000000-0000-0000-0000-000000000000"  # stands for the generation that an earlier line of the plan will be


class PriceChanged(StudioError):
    """It costs something else now than was told; nothing was queued."""


@dataclass(frozen=True)
class Line:
    """One scene. `changes`: what its model made of its wishes; `follows`: an earlier line that it goes on from."""

    scene: Scene
    number: int
    order: Order
    changes: tuple[str, ...]
    follows: str | None = None

    @property
    def reasons(self) -> tuple[str, ...]:
        return self.order.reasons


@dataclass(frozen=True)
class Plan:
    lines: tuple[Line, ...]

    @property
    def total(self) -> Total:
        return orders.total(line.order for line in self.lines)

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
    lines: dict[str, Line] = {}
    for number, scene in enumerate(outline.scenes(), start=1):
        if scene.id in scene_ids:
            lines[scene.id] = _line(session, outline, made, scene, number, each, lines)
    return Plan(tuple(lines.values()))


def _line(
    session: Session, outline: Outline, made: Takes, scene: Scene, number: int, each: int, earlier: Collection[str]
) -> Line:
    before = outline.before(scene.id) if scene.continuity == Continuity.CONTINUE else None
    follows = before.id if before and before.id in earlier else None
    goes_on_from = NOT_YET if follows else _take_to_go_on_from(before, made)
    try:
        fitted = briefs.brief_of(outline, scene, goes_on_from)
    except NotFound as gone:
        return Line(scene, number, Order(_unknown(outline, scene), each, (str(gone),), None), ())
    brief = fitted.brief
    if brief.continues_id == NOT_YET:  # it is priced as it will be, and there is nothing to look up yet
        brief = brief.model_copy(update={"continues_id": None})
    order = orders.price(session, brief, each)
    order = replace(order, reasons=(*order.reasons, *_against_beginning(scene, number, bool(before), goes_on_from)))
    return Line(scene, number, order, fitted.changes, follows if fitted.brief.continues_id else None)


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
    """All of it or, when one is refused, none. A scene whose chosen take is out of date shows its newest one from now on.

    Raises BadBrief, NotFound, OverBudget, PriceChanged.
    """
    _let_newest_show(session, production_id, [line.scene.id for line in plan.lines], asked_by)
    first_of: dict[str, Generation] = {}
    queued: list[Generation] = []
    group_id = new_id()
    for line in plan.lines:
        for generation in _queue_line(session, line, first_of, group_id, asked_by):
            first_of.setdefault(line.scene.id, generation)
            takes.add(session, production_id, line.scene.id, generation)
            queued.append(generation)
    return queued


def _let_newest_show(session: Session, production_id: str, scene_ids: Collection[str], asked_by: Visitor) -> None:
    draft = shelf.get(session, production_id)
    stale = staleness.find(draft.outline, takes.list_all(session, production_id))
    outline, numbers = draft.outline, list[str]()
    for scene in draft.outline.scenes():
        if scene.id in scene_ids and scene.id in stale and scene.chosen_id:
            outline = editing.change(outline, scene.id, chosen_id=None)
            numbers.append(str(outline.number(scene.id)))
    if numbers:
        sentence = f"Let the newest take show, in scene {', '.join(numbers)}."
        shelf.save(session, draft.production, outline, sentence, asked_by=asked_by)


def _queue_line(
    session: Session, line: Line, first_of: dict[str, Generation], group_id: str, asked_by: Visitor
) -> Iterator[Generation]:
    brief = line.order.brief
    if line.follows:
        brief = brief.model_copy(update={"continues_id": first_of[line.follows].id})
    for one in generations.takes_of(brief, line.order.takes):
        generation = generations.queue(session, one, asked_by=asked_by, group_id=group_id)
        if generation.estimate_micro_usd != (line.order.estimate and line.order.estimate.micro_usd):
            raise PriceChanged("The price has changed while this was on the screen: look at it again.")
        yield generation
