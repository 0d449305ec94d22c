"""A generation: one brief given to one provider. What people do with it and what they look at.

Everything here is part of the caller's transaction: `with writing() as session: generations.queue(session, brief)`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, and_, case, col, func, or_, select, tuple_

from studio import budgets, costs, moves, reach, saved_settings
from studio.access import OWNER, Visitor
from studio.brief import MOVING, OPEN, Brief, State
from studio.errors import BadBrief, FailureKind, KeyTaken, NotFound, TooLate
from studio.providers import catalogue
from studio.providers.catalogue import ITS_OWN, Model
from studio.tables import Access, Asset, Attempt, Event, Generation, new_id, now

Deed = Callable[[Session, str], Generation]  # what a person does with one: cancel, retry, look_again ...
MOVED_ON = "It has just moved on; look at it again."
CAN_RETRY = (State.FAILED, State.CANCELLED)
LONGEST_LIFE = timedelta(days=3)  # from queued to its end, but for the rarest


# -- what people do ---------------------------------------------------------------------------------------


def queue(
    session: Session,
    brief: Brief,
    *,
    priority: int = 0,
    asked_by: Visitor = OWNER,
    group_id: str | None = None,
    request_key: str | None = None,
) -> Generation:
    """Check it, reserve its estimate and put it in line; nothing is sent yet.

    Raises NotAllowed, BadBrief, NotFound, and OverBudget.
    """
    asked_by.require(Access.MAKER)
    brief = complete(session, brief)
    check(session, brief)
    missing = moves.first_missing(session, brief)
    generation = Generation(
        brief=brief,
        provider=brief.provider,
        model=brief.model,
        operation=brief.operation,
        prompt=brief.prompt,
        duration_s=brief.duration_s,
        priority=priority,
        created_by=asked_by.name,
        token_id=asked_by.token_id,
        group_id=group_id,
        request_key=request_key,
        continues_id=brief.continues_id,
        waits_for_id=missing and missing.id,
        estimate_micro_usd=costs.estimate(session, brief).micro_usd,
    )
    budgets.require_room(session, generation, generation.estimate_micro_usd)
    session.add(generation)
    session.flush()
    costs.reserve(session, generation)
    budgets.tell_of_use(session, generation)
    moves.note(session, generation.id, State.QUEUED, "Waiting for a clip that it needs." if missing else "Queued.")
    if missing and missing.state in (State.FAILED, State.CANCELLED):
        moves.block(session, missing.id)
    return generation


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
    if earlier := _asked_under(session, request_key):
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
        return _same_as_asked(_asked_under(session, request_key), briefs), False
    return made, True


def _asked_under(session: Session, request_key: str) -> Sequence[Generation]:
    first = session.exec(select(Generation).where(Generation.request_key == request_key)).first()
    return [] if first is None else list_group(session, first)


def _same_as_asked(earlier: Sequence[Generation], briefs: Sequence[Brief]) -> Sequence[Generation]:
    """A length may have followed from the source, which may be gone by now."""
    asked = [one.model_copy(update={"duration_s": 0} if one.source else {}) for one in briefs]
    stored = [one.brief.model_copy(update={"duration_s": 0} if one.brief.source else {}) for one in earlier]
    if asked != stored:
        raise KeyTaken("This Idempotency-Key stands for something else that was asked for before: choose a new key.")
    return earlier


def takes_of(brief: Brief, takes: int) -> list[Brief]:
    """The same brief several times. Where the model knows seeds each take has its own, or they would all look alike."""
    if not catalogue.model(brief.model, brief.operation).seed:
        return [brief] * takes
    seeds = [brief.seed, *((brief.seed or 1) + number for number in range(1, takes))]
    return [brief.model_copy(update={"seed": seed}) for seed in seeds]


def complete(session: Session, brief: Brief) -> Brief:
    """The same brief with what follows from its source: where the model keeps the length and the size of a clip, they are its.

    A length that nobody knows beforehand is 0, and so has no price; a picture has none.
    """
    try:
        known = catalogue.model(brief.model, brief.operation)
    except NotFound:  # the check that follows says it better
        return brief
    maker, asset = reach.origin(session, brief.source) if brief.source and not brief.source.url else (None, None)
    own: dict[str, Any] = {}
    if known.durations_s == ITS_OWN:
        length_s = asset.duration_s if asset and asset.duration_s else maker and maker.duration_s
        own["duration_s"] = round(length_s or 0, 1)
    if known.size_follows_source and (asset or maker):
        own["resolution"] = _size_of(known, maker, asset) or brief.resolution
    return brief.model_copy(update=own)


def _size_of(known: Model, maker: Generation | None, asset: Asset | None) -> str | None:
    """The nearest of the sizes that the model has a price for."""
    if asset and asset.width and asset.height:
        return catalogue.nearest_size(asset.width * asset.height, known.rates.usd_per_second)
    return maker and maker.brief.resolution


def check(session: Session, brief: Brief) -> None:
    """Refuse what cannot be made, before anything is sent or paid. Raises BadBrief with every reason, NotFound."""
    if reasons := list(reasons_against(session, brief)):
        raise BadBrief(" ".join(reasons))


def reasons_against(session: Session, brief: Brief) -> Iterator[str]:
    """What the model cannot do, or else what cannot be brought to its provider. Raises NotFound for what is gone."""
    if against := list(catalogue.reasons_against(brief)):
        yield from against
        return
    if any(reach.named(brief)):  # few do, and to look up the settings takes longer than all the rest
        yield from reach.reasons_against(session, brief, is_public=bool(saved_settings.current(session).public_url))


def get(session: Session, generation_id: str) -> Generation:
    if found := session.get(Generation, generation_id):
        return found
    raise NotFound(f"There is no generation {generation_id!r}.")


def cancel(session: Session, generation_id: str) -> Generation:
    """At once while it waits; otherwise the engine asks the provider first. Raises TooLate when it has ended."""
    generation = get(session, generation_id)
    if generation.state == State.QUEUED:
        if not moves.end(
            session,
            generation,
            State.CANCELLED,
            FailureKind.CANCELLED,
            "Cancelled before it was sent.",
            was_charged=False,
        ):
            raise TooLate("It has just been sent. Cancel again to ask the provider to stop.")
    elif generation.state in (State.SUBMITTING, State.RUNNING):
        at_once: dict[str, Any] = {"next_step_at": now()} if generation.state == State.RUNNING else {}
        if not moves.move(
            session, generation, generation.state, is_cancel_asked=True, note="Cancelling ...", **at_once
        ):
            raise TooLate(MOVED_ON)
    else:
        raise TooLate(f"It cannot be cancelled: it is {generation.state}.")
    return generation


def retry(session: Session, generation_id: str) -> Generation:
    """Queue it again: a new submission, which may cost again, so only because a person said so. Raises OverBudget."""
    generation = get(session, generation_id)
    if generation.state not in CAN_RETRY:
        raise TooLate(f"Only what has failed or was cancelled can be tried again; this one is {generation.state}.")
    if generation.failure == FailureKind.BLOCKED:
        raise TooLate("Try the clip it continues again: this one follows by itself.")
    if generation.was_charged is None and generation.remote_id:
        costs.settle(session, generation)  # nobody knows whether the earlier try was charged: it counts as paid
    budgets.require_room(session, generation, costs.estimate_now(session, generation))
    missing = moves.first_missing(session, generation.brief)
    waits_for = missing and missing.id
    if not moves.requeue(session, generation, "Queued again.", is_cancel_asked=False, waits_for_id=waits_for):
        raise TooLate(MOVED_ON)
    return generation


def look_again(session: Session, generation_id: str) -> Generation:
    """Ask the provider once more what became of it. Costs nothing."""
    generation = get(session, generation_id)
    if generation.state == State.UNCLEAR:
        moved = moves.move(session, generation, State.UNCLEAR, next_step_at=now(), checks=0, note="Looking again ...")
    elif generation.state in CAN_RETRY and generation.remote_id and generation.was_charged is not False:
        fresh: dict[str, Any] = {"failure": None, "failure_sentence": "", "ended_at": None, "troubles": 0, "note": ""}
        moved = moves.move(
            session, generation, State.RUNNING, watched_since=now(), next_step_at=now(), is_cancel_asked=False, **fresh
        )
    else:
        raise TooLate(f"There is nothing to look for: it is {generation.state}.")
    if not moved:
        raise TooLate(MOVED_ON)
    return generation


def was_not_accepted(session: Session, generation_id: str) -> Generation:
    """A person has looked at the provider's own page and says: it was never accepted. It is queued again."""
    generation = get(session, generation_id)
    if generation.state != State.UNCLEAR:
        raise TooLate(f"This is for an unclear generation; this one is {generation.state}.")
    seen = generation.model_copy()
    if not moves.requeue(
        session, generation, "A person says it was not accepted: queued again.", is_cancel_asked=False
    ):
        raise TooLate(MOVED_ON)
    moves.answer_attempt(session, seen, "not accepted")
    return generation


def give_up(session: Session, generation_id: str) -> Generation:
    """Stop waiting for an unclear one. The reservation is settled: it may have been charged."""
    generation = get(session, generation_id)
    if generation.state != State.UNCLEAR:
        raise TooLate(f"This is for an unclear generation; this one is {generation.state}.")
    sentence = "Given up: nobody knows whether it was accepted."
    if not moves.end(session, generation, State.FAILED, FailureKind.PROVIDER, sentence, was_charged=None):
        raise TooLate(MOVED_ON)
    costs.settle(session, generation)
    return generation


# -- what people look at ----------------------------------------------------------------------------------


def list_making(session: Session, limit: int = 12) -> Sequence[Generation]:
    """What is being made or waits for a decision: what has waited for a person or a provider longest comes first."""
    under_way = col(Generation.state).in_((*MOVING, State.UNCLEAR))
    return session.exec(select(Generation).where(under_way).order_by(col(Generation.created_at)).limit(limit)).all()


def list_unclear(session: Session, limit: int = 20) -> Sequence[Generation]:
    """What waits for a person's decision, oldest first."""
    is_unclear = Generation.state == State.UNCLEAR
    return session.exec(select(Generation).where(is_unclear).order_by(col(Generation.created_at)).limit(limit)).all()


def sent_at(session: Session, generation: Generation) -> datetime | None:
    """When its latest paid call was made, whatever came of it."""
    attempt = session.get(Attempt, generation.attempt_id) if generation.attempt_id else None
    return attempt.sent_at if attempt else generation.submitted_at


def list_queued(session: Session, limit: int = 12) -> Sequence[tuple[Generation, int]]:
    """What waits, each with its place in its provider's line (1 is next); what waits for another clip comes last."""
    waits_for_clip = case((col(Generation.waits_for_id).is_(None), 0), else_=1)
    order = (waits_for_clip, col(Generation.priority).desc(), col(Generation.created_at))
    place = func.row_number().over(partition_by=col(Generation.provider), order_by=order)
    line = select(Generation.id, place.label("place")).where(Generation.state == State.QUEUED).subquery()
    first = select(line.c.id, line.c.place).order_by(line.c.place).limit(limit).subquery()
    found = select(Generation, first.c.place).join(first, col(Generation.id) == first.c.id).order_by(first.c.place)
    return [(generation, int(number)) for generation, number in session.exec(found).all()]


def has_open(session: Session, person: str) -> bool:
    """Whether this person waits for something that moves."""
    theirs = col(Generation.state).in_((*OPEN, State.UNCLEAR)) & (Generation.created_by == person)
    return (
        session.exec(select(Generation.id).where(theirs, col(Generation.next_step_at) < moves.NEVER).limit(1)).first()
        is not None
    )


def count_open(session: Session) -> int:
    is_open = col(Generation.state).in_((*OPEN, State.UNCLEAR))
    return session.exec(select(func.count()).select_from(Generation).where(is_open)).one()


def groups_under_way(session: Session, group_ids: Sequence[str]) -> set[str]:
    """Those of which something is still to come, or waits for a person."""
    is_open = col(Generation.state).in_((*OPEN, State.UNCLEAR))
    found = select(Generation.group_id).where(col(Generation.group_id).in_(group_ids), is_open).distinct()
    return {group_id for group_id in session.exec(found).all() if group_id}


def list_ended_badly(session: Session, since: datetime, limit: int = 10) -> Sequence[Generation]:
    """Failed or cancelled since then, newest first."""
    ended = col(Generation.state).in_(CAN_RETRY) & (col(Generation.ended_at) >= since)
    recent = col(Generation.created_at) >= since - LONGEST_LIFE  # the index knows when it was created
    return session.exec(
        select(Generation).where(ended, recent).order_by(col(Generation.created_at).desc()).limit(limit)
    ).all()


def list_newest(
    session: Session, limit: int = 20, *, states: Sequence[State] = (), before: Generation | None = None
) -> Sequence[Generation]:
    """Newest first, in whatever state unless some are named; `before`: only what is older than that one."""
    age = col(Generation.created_at), col(Generation.id)  # the id too: of one moment, each has its place in the list
    wanted = select(Generation).order_by(*(column.desc() for column in age)).limit(limit)
    if states:
        wanted = wanted.where(col(Generation.state).in_(states))
    if before:
        wanted = wanted.where(tuple_(*age) < (before.created_at, before.id))
    return session.exec(wanted).all()


def list_group(session: Session, generation: Generation) -> Sequence[Generation]:
    """All that was asked for in one go with it, in that order."""
    if generation.group_id is None:
        return [generation]
    together = select(Generation).where(Generation.group_id == generation.group_id)
    return session.exec(together.order_by(col(Generation.created_at), col(Generation.id))).all()


def count_by_state(session: Session) -> dict[State, int]:
    rows = session.exec(select(Generation.state, func.count()).group_by(col(Generation.state))).all()
    return {State(state): count for state, count in rows}


def history(session: Session, generation_id: str) -> Sequence[Event]:
    """Oldest first."""
    return session.exec(select(Event).where(Event.generation_id == generation_id).order_by(col(Event.id))).all()


def place_in_queue(session: Session, generation: Generation) -> int:
    """1 is next. In the order in which the engine admits: by provider, highest priority, then oldest."""
    is_before = or_(
        col(Generation.priority) > generation.priority,
        and_(col(Generation.priority) == generation.priority, col(Generation.created_at) < generation.created_at),
    )
    waits = and_(
        Generation.provider == generation.provider,
        Generation.state == State.QUEUED,
        col(Generation.waits_for_id).is_(None),
    )
    return 1 + session.exec(select(func.count()).select_from(Generation).where(waits, is_before)).one()


def time_to_clip(session: Session, model: str, duration_s: float, sample: int = 200) -> tuple[float, float] | None:
    """p50 and p90 of seconds from submitted to finished, of our own latest clips like this. None under 3 of them."""
    latest = (
        select(Generation.submitted_at, Generation.ended_at)
        .where(Generation.model == model, Generation.state == State.SUCCEEDED, Generation.duration_s == duration_s)
        .order_by(col(Generation.ended_at).desc())
        .limit(sample)
    )
    took = sorted((end - start).total_seconds() for start, end in session.exec(latest).all() if start and end)
    return (took[len(took) // 2], took[len(took) * 9 // 10]) if len(took) >= 3 else None
