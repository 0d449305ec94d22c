"""What people ask for is checked, priced and put in line."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from studio import budgets, charges, estimates, moves
from studio.access import OWNER, Visitor
from studio.brief import ENDED_BADLY, Brief, State
from studio.budgets import Room
from studio.errors import KeyTaken
from studio.estimates import Estimate
from studio.generations.checking import check, complete
from studio.generations.looking import list_group
from studio.providers import catalogue
from studio.tables import Access, Generation, new_id


def queue(
    session: Session,
    brief: Brief,
    *,
    priority: int = 0,
    asked_by: Visitor = OWNER,
    group_id: str | None = None,
    request_key: str | None = None,
    production_id: str | None = None,
    room: Room | None = None,
) -> Generation:
    """Check it, reserve its estimate and put it in line; nothing is sent yet. `room`: where several are queued together, what their
    budgets have left; who gives it tells of its use.

    Raises NotAllowed, BadBrief, NotFound, and OverBudget.
    """
    asked_by.require(Access.MAKER)
    with session.no_autoflush:  # nothing is looked up here that waits to be written, and each time would cost a flush
        brief = complete(session, brief)
        check(session, brief)
        price = estimates.estimate(session, brief)
    generation = _generation_of(brief, price, asked_by)
    generation.priority, generation.production_id = priority, production_id
    generation.group_id, generation.request_key = group_id, request_key
    _take_room(session, generation, room)
    missing = moves.first_missing(session, brief)
    generation.waits_for_id = missing and missing.id
    session.add(generation)
    session.flush()
    charges.reserve(session, generation, price)
    if not room:
        budgets.tell_of_use(session, generation)
    moves.note(session, generation.id, State.QUEUED, moves.WAITS if missing else "Queued.")
    if missing and missing.state in ENDED_BADLY:
        moves.block(session, missing.id)
    return generation


def _generation_of(brief: Brief, price: Estimate, asked_by: Visitor) -> Generation:
    return Generation(
        brief=brief,
        provider=brief.provider,
        model=brief.model,
        operation=brief.operation,
        prompt=brief.prompt,
        duration_s=brief.duration_s,
        created_by=asked_by.name,
        token_id=asked_by.token_id,
        continues_id=brief.continues_id,
        estimate_micro_usd=price.micro_usd,
    )


def _take_room(session: Session, generation: Generation, room: Room | None) -> None:
    """Raises OverBudget."""
    if room:
        room.take(generation.estimate_micro_usd)
    else:
        budgets.require_room(session, generation, generation.estimate_micro_usd)


def queue_together(session: Session, briefs: Sequence[Brief], *, asked_by: Visitor = OWNER) -> list[Generation]:
    """What is asked for in one go: all of them or, when one is refused, none. Raises BadBrief, NotFound."""
    group_id = new_id() if len(briefs) > 1 else None
    return [queue(session, brief, asked_by=asked_by, group_id=group_id) for brief in briefs]


def queue_once(
    session: Session, briefs: Sequence[Brief], request_key: str, *, asked_by: Visitor = OWNER
) -> tuple[Sequence[Generation], bool]:
    """What is asked for under a key of the asker's own: who asks again gets the same generations, and False.

    Raises BadBrief, NotFound, and KeyTaken where the key stands for something else.
    """
    request_key = f"{asked_by.name} {request_key}"
    if earlier := asked_under(session, request_key):
        return _same_as_asked(earlier, briefs), False
    group_id = new_id() if len(briefs) > 1 else None
    keys = [request_key, *(f"{request_key} take {number}" for number in range(2, len(briefs) + 1))]
    try:
        with session.begin_nested():  # where two ask at once, the second waits here for the first, and is told
            made = [
                queue(session, brief, asked_by=asked_by, group_id=group_id, request_key=key)
                for brief, key in zip(briefs, keys, strict=True)
            ]
    except IntegrityError:
        return _same_as_asked(asked_under(session, request_key), briefs), False
    return made, True


def asked_under(session: Session, request_key: str) -> Sequence[Generation]:
    first = session.exec(select(Generation).where(Generation.request_key == request_key)).first()
    return [] if first is None else list_group(session, first)


def _same_as_asked(earlier: Sequence[Generation], briefs: Sequence[Brief]) -> Sequence[Generation]:
    """A length may have followed from the source, which may be gone by now."""
    asked = [one.model_copy(update={"duration_s": 0} if one.source else {}) for one in briefs]
    stored = [one.brief.model_copy(update={"duration_s": 0} if one.brief.source else {}) for one in earlier]
    if asked != stored:
        raise KeyTaken
    return earlier


def takes_of(brief: Brief, takes: int) -> list[Brief]:
    """The same brief several times. Where the model knows seeds each take has its own, or they would all look alike."""
    if not catalogue.model(brief.model, brief.operation).seed:
        return [brief] * takes
    seeds = [brief.seed, *((brief.seed or 1) + number for number in range(1, takes))]
    return [brief.model_copy(update={"seed": seed}) for seed in seeds]
