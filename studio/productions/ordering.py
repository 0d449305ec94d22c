"""Scenes are ordered: planned as things stand then. From afar it is within what was agreed to, and once for one key; by who looks at a
plan it is that plan or nothing. All of it is part of the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from studio import generations
from studio.access import OWNER, Visitor
from studio.errors import BadBrief, KeyTaken, StudioError
from studio.orders import Allowance
from studio.productions import editing, plans, shelf, takes
from studio.productions.outline import Outline
from studio.productions.plans import Plan
from studio.productions.takes import Takes
from studio.tables import Generation

MOST_NAMED = 3  # reasons in one sentence
CHANGED = (
    "The scenes, their takes or a price have changed since this was shown: nothing was generated. Look at it again."
)


class PlanChanged(StudioError):
    """Another plan than somebody has looked at would be queued by now; nothing was."""


class Which(StrEnum):
    """The scenes that are meant, as things stand then."""

    MISSING = "missing"
    OUT_OF_DATE = "out_of_date"
    ALL = "all"


@dataclass(frozen=True)
class WantedTakes:
    """`scenes`: by their ids, or those of a kind. `takes`: of each."""

    scenes: Which | Sequence[str] = Which.MISSING
    takes: int = 1


def scenes_of(outline: Outline, made: Takes, wanted: Which | Sequence[str]) -> Sequence[str]:
    """Raises NoScene."""
    match wanted:
        case Which.MISSING:
            return plans.missing(outline, made)
        case Which.OUT_OF_DATE:
            return plans.out_of_date(outline, made)
        case Which.ALL:
            return [scene.id for scene in outline.scenes()]
        case _:
            return [editing.require(outline, scene_id).id for scene_id in wanted]


def look(session: Session, production_id: str, wanted: WantedTakes) -> Plan:
    """What would be queued now. Raises NotFound."""
    outline, made = shelf.get(session, production_id).outline, takes.list_all(session, production_id)
    return plans.make(session, outline, made, scenes_of(outline, made, wanted.scenes), wanted.takes)


def queue(
    session: Session,
    production_id: str,
    wanted: WantedTakes,
    allowance: Allowance,
    request_key: str | None = None,
    *,
    asked_by: Visitor = OWNER,
) -> tuple[Sequence[Generation], bool]:
    """All of it, or none. Who asks again with the same key gets the same generations, and False.

    Raises BadBrief, KeyTaken, NotAgreed, NotFound, OverBudget.
    """
    shelf.hold(session, production_id)
    key = f"{asked_by.name} {request_key}" if request_key else None
    if key and (earlier := generations.asked_under(session, key)):
        _require_same(session, production_id, earlier, wanted)
        return earlier, False
    plan = _look_to_queue(session, production_id, wanted)
    allowance.require(plan.total)
    made = _asked_for(plans.queue(session, production_id, plan, asked_by=asked_by))
    _name(session, made, key)
    return made, True


def queue_told(
    session: Session, production_id: str, wanted: WantedTakes, told: Plan, *, asked_by: Visitor = OWNER
) -> Sequence[Generation]:
    """The plan that somebody has looked at, all of it with what comes free; or none, where it is another one by now: who asks for
    the same in two tabs pays once.

    Raises BadBrief, NotFound, OverBudget, PlanChanged.
    """
    shelf.hold(session, production_id)
    plan = _look_to_queue(session, production_id, wanted)
    if plan.agreed != told.agreed:
        raise PlanChanged(CHANGED)
    return plans.queue(session, production_id, plan, asked_by=asked_by)


def _look_to_queue(session: Session, production_id: str, wanted: WantedTakes) -> Plan:
    """Raises BadBrief, NotFound."""
    plan = look(session, production_id, wanted)
    if plan.reasons:
        raise BadBrief(" ".join(plan.reasons[:MOST_NAMED]))
    return plan


def _asked_for(queued: Sequence[Generation]) -> Sequence[Generation]:
    """Without what came free with them: that stays in the group in which it was asked for, and the plan tells of it."""
    return [one for one in queued if one.group_id == queued[0].group_id]


def _require_same(session: Session, production_id: str, asked: Sequence[Generation], wanted: WantedTakes) -> None:
    """What is missing or out of date is not so any more: then it is enough that it was for the same production."""
    ids = {one.id for one in asked}
    made = takes.list_all(session, production_id)
    of_scenes = {scene_id for scene_id, its in made.items() if any(take.id in ids for take in its)}
    is_same = bool(of_scenes) and (isinstance(wanted.scenes, Which) or set(wanted.scenes) == of_scenes)
    if not is_same or len(asked) != len(of_scenes) * wanted.takes:
        raise KeyTaken


def _name(session: Session, made: Sequence[Generation], key: str | None) -> None:
    """All of them have one group, so the key of the first finds them all."""
    if made and key:
        made[0].request_key = key
        session.add(made[0])
        try:
            session.flush()
        except IntegrityError as taken:  # for another production, at the same time
            raise KeyTaken from taken
