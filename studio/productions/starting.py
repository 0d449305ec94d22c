"""A production begins with an idea or a text. It stands on the shelf before its writer is asked, so that nobody asks and pays twice;
its scenes come with the answer. Where that was lost on the way, who asks again takes it up from there."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Engine as Database
from sqlmodel import Session, col, select

from studio import database, writings
from studio.access import Visitor
from studio.errors import KeyTaken, NotFound, StudioError, TooLate
from studio.orders import Allowance, Total
from studio.productions import from_writer, shelf, spending, versions
from studio.productions.beginning import Beginning, without_ids
from studio.productions.outline import Outline
from studio.tables import KeptAnswer, Production, Writing, WritingOutcome, now
from studio.writers.outline import PlannedOutline, Wish
from studio.writers.tasks import BreakUp, MakeOutline, Task
from studio.writings import NAMES, THIS_STUDIO, Answered, Quote, Studio, kept_answers
from studio.writings.charging import LOST_AFTER
from studio.writings.kept_answers import UntakenAnswer

MARK = "begun with"  # among what is kept with the answer
BEGINNINGS = NAMES[MakeOutline], NAMES[BreakUp]
OUTLINED = "Outlined by the writer."
BEING_WRITTEN = "It is being written: ask again in a minute, with the same key."
NOT_PUT_IN = "Somebody has added scenes meanwhile, so what the writer wrote was not put in: it waits on the movie's page, to be looked at."
DELETED = "This Idempotency-Key stands for a movie that was deleted: bring that back, or choose a new key."


@dataclass(frozen=True)
class Begun:
    """`remarks`: what was changed of what the writer returned. `is_new`: it was not begun before under this key."""

    production: Production
    remarks: Sequence[str] = ()
    is_new: bool = True


def task_of(empty: Outline, wish: Wish, moves: Sequence[str], *, is_idea: bool) -> Task[PlannedOutline]:
    """`empty`: what there is before there are scenes: its idea is outlined, or a text that is broken up. `moves`: the camera moves
    that its provider lists."""
    limits = from_writer.limits_of(empty.look.model, moves)
    wish = wish.model_copy(update={"style": empty.look.style, "limits": limits})
    return MakeOutline(empty.idea, wish) if is_idea else BreakUp(empty.idea, wish)


def id_of(who: Visitor, request_key: str) -> str:
    """The same key of the same person begins the same production."""
    return str(uuid5(NAMESPACE_URL, f"{who.name} {request_key}"))


def take_up(session: Session, who: Visitor, production_id: str, beginning: Beginning) -> Begun | None:
    """What was begun under this id before, with the same. Where its writer's answer was kept and nobody has taken it, that is
    put in; None where there is neither an answer nor anybody who writes. Raises KeyTaken where it was another, or is deleted, and
    TooLate while it is being written."""
    production = shelf.hold(session, production_id)
    if production is None:
        return _begin_with_kept(session, who, production_id, beginning)
    _require_same(session, production, beginning)
    return _put_in_kept(session, who, production) if beginning.is_written else Begun(production, is_new=False)


def _begin_with_kept(session: Session, who: Visitor, production_id: str, beginning: Beginning) -> Begun | None:
    """It is gone from the shelf, and its writer's answer is paid. Raises KeyTaken, TooLate."""
    _require_nobody_writes(session, production_id)
    kept = _kept(session, who, production_id)
    if kept is None:
        return None
    if kept.given.get(MARK) != beginning.mark:
        raise KeyTaken
    return _put_in_kept(session, who, begin(session, who, beginning, production_id))


def _require_same(session: Session, production: Production, beginning: Beginning) -> None:
    """Raises KeyTaken."""
    if production.deleted_at:
        raise KeyTaken(DELETED)
    if not _began_as(session, production, beginning):
        raise KeyTaken


def _began_as(session: Session, production: Production, beginning: Beginning) -> bool:
    """Of one without a mark the first outline is looked at; where that is not kept, as it was edited very often, the key is enough."""
    if production.begun_with:
        return production.begun_with == beginning.mark
    try:
        first = versions.outline_at(session, production, 1)
    except NotFound:
        return True
    return without_ids(first) == without_ids(beginning.outline)


def _put_in_kept(session: Session, who: Visitor, production: Production) -> Begun | None:
    """None: there is no answer, and nobody writes. Raises TooLate."""
    if not _waits_for_scenes(session, production):
        return Begun(production, [NOT_PUT_IN] if _kept(session, who, production.id) else (), is_new=False)
    _require_nobody_writes(session, production.id)
    kept = _kept(session, who, production.id)
    if kept is None or kept.written is None:
        return None
    filled = _fill(session, production, kept.written.kept, who)
    kept_answers.take(session, kept.writing.id)
    return Begun(filled, kept.written.remarks, is_new=False)


def _waits_for_scenes(session: Session, production: Production) -> bool:
    has_scenes = any(versions.outline_of(session, production).scenes())
    return not has_scenes and not _is_outlined(session, production)


def _is_outlined(session: Session, production: Production) -> bool:
    """Its writer has answered, and no answer waits any more. Whatever became of the scenes since, that was paid once."""
    was_answered = Writing.production_id == production.id, Writing.outcome == "ok", col(Writing.task).in_(BEGINNINGS)
    waits = select(KeptAnswer.writing_id).where(KeptAnswer.writing_id == Writing.id)
    return session.exec(select(Writing.id).where(*was_answered, ~waits.exists())).first() is not None


def _require_nobody_writes(session: Session, production_id: str, but: str = "") -> None:
    """Raises TooLate."""
    if _is_being_written(session, production_id, but):
        raise TooLate(BEING_WRITTEN)


def _is_being_written(session: Session, production_id: str, but: str = "") -> bool:
    """Who has not answered for very long has died. `but`: the writing that is our own."""
    theirs = select(Writing.id).where(Writing.production_id == production_id, Writing.id != but)
    sent = theirs.where(Writing.outcome == WritingOutcome.SENT, Writing.sent_at > now() - LOST_AFTER)
    return session.exec(sent).first() is not None


def _kept(session: Session, who: Visitor, production_id: str) -> UntakenAnswer | None:
    """The answer that it was to begin with."""
    there = kept_answers.list_for(session, who.name, from_writer.place_of(production_id))
    return next((kept for kept in there if kept.written and kept.writing.task in BEGINNINGS), None)


def outline_it(
    who: Visitor,
    beginning: Beginning,
    task: Task[PlannedOutline],
    told: Quote,
    production_id: str,
    studio: Studio = THIS_STUDIO,
    allowance: Allowance | None = None,
) -> Begun:
    """Waits for the writer. Where somebody adds scenes meanwhile, those stay and the answer is kept. `allowance`: what was agreed to,
    with what was paid for it before. Raises AlreadyBegun, NotAgreed, TooLate while somebody else waits for it, and what
    `writings.write` raises: then it is not on the shelf either."""
    begun = list[Production]()

    def note(session: Session, asked: Writing) -> None:
        production = _begin(session, who, beginning, asked)
        if allowance:
            allowance.require(Total.of(asked.estimate_micro_usd) + spent_on_writers(session, production_id))
        begun.append(production)
        writings.keep_at(from_writer.place_of(production_id), {MARK: beginning.mark})(session, asked)

    try:
        answered = writings.write(
            who, task, note, writer=beginning.writer, told=told, production_id=production_id, studio=studio
        )
    except StudioError:
        _withdraw(who, begun, studio.db)
        raise
    with database.writing(studio.db) as session:
        return _put_in(session, who, production_id, answered)


def spent_on_writers(session: Session, production_id: str) -> Total:
    """Answers that could not be used are paid too, and what is set aside may be."""
    writers = spending.bill(session, production_id).writers
    return Total.of(writers.spent + writers.reserved, takes=0)


def _put_in(session: Session, who: Visitor, production_id: str, answered: Answered[PlannedOutline]) -> Begun:
    shelf.hold(session, production_id)
    production = shelf.require(session, production_id)
    if _waits_for_scenes(session, production):
        production = _fill(session, production, answered.written.kept, who)
    elif not _is_outlined(session, production):  # else somebody has taken up the same answer meanwhile
        return Begun(production, [NOT_PUT_IN])
    kept_answers.take(session, answered.writing_id)
    return Begun(production, answered.written.remarks)


def begin(session: Session, who: Visitor, beginning: Beginning, production_id: str) -> Production:
    """On the shelf. Raises AlreadyBegun."""
    production = shelf.create_once(session, beginning.outline, production_id, asked_by=who)
    production.begun_with = beginning.mark
    session.add(production)
    return production


def _begin(session: Session, who: Visitor, beginning: Beginning, asked: Writing) -> Production:
    """On the shelf; where it stands there already and still waits for its scenes, this is written for it."""
    production_id = asked.production_id or ""
    there = shelf.hold(session, production_id)
    if there is None or there.deleted_at or not _waits_for_scenes(session, there):
        return begin(session, who, beginning, production_id)
    _require_nobody_writes(session, production_id, but=asked.id)
    if _kept(session, who, production_id):  # it has just been answered, and is put in now
        raise TooLate(BEING_WRITTEN)
    return there


def _fill(session: Session, production: Production, planned: PlannedOutline, who: Visitor) -> Production:
    whole = from_writer.outline_of(planned, versions.outline_of(session, production))
    return versions.save(session, production, whole, OUTLINED, asked_by=who)


def _withdraw(who: Visitor, begun: Sequence[Production], db: Database | None) -> None:
    """It stays where somebody else is having it written by now, or has had."""
    for production in begun:
        with database.writing(db) as session:
            shelf.hold(session, production.id)
            if not _is_being_written(session, production.id) and not _kept(session, who, production.id):
                shelf.withdraw(session, production)
