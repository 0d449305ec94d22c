"""A production begins with an idea or a text. It stands on the shelf before its writer is asked, so that nobody asks and pays twice;
its scenes come with the answer. Where that was lost on the way, who asks again takes it up from there."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Engine as Database
from sqlmodel import Session, select

from studio import database, writings
from studio.access import Visitor
from studio.errors import KeyTaken, NotFound, StudioError, TooLate
from studio.productions import again, from_writer, shelf
from studio.productions.beginning import Beginning, without_ids
from studio.productions.outline import Outline
from studio.providers import catalogue, registry
from studio.settings import Settings
from studio.tables import Production, Writing, WritingOutcome, now
from studio.writers.outline import PlannedOutline, Wish
from studio.writers.tasks import BreakUp, MakeOutline, Task
from studio.writings import NAMES, Quote, Where, kept_answers
from studio.writings.charging import LOST_AFTER
from studio.writings.kept_answers import UntakenAnswer

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
    limits = writings.limits_of(empty.look.model, moves)
    wish = wish.model_copy(update={"style": empty.look.style, "limits": from_writer.limits_here(limits)})
    return MakeOutline(empty.idea, wish) if is_idea else BreakUp(empty.idea, wish)


def camera_moves_here(model: str, settings: Settings) -> Sequence[str]:
    """Of a model whose provider lies on this machine: nobody waits for another. Raises NotFound."""
    provider = catalogue.model(model).provider
    if f"{provider}_api_key" in Settings.model_fields:
        return ()
    made = registry.make(provider, settings)
    try:
        return made.camera_moves()
    finally:
        made.close()


def id_of(who: Visitor, request_key: str) -> str:
    """The same key of the same person begins the same production."""
    return str(uuid5(NAMESPACE_URL, f"{who.name} {request_key}"))


def earlier(session: Session, who: Visitor, production_id: str, beginning: Beginning) -> Begun | None:
    """What was begun under this id before, with the same. Where its writer's answer was kept and nobody has taken it, that is
    put in; None where there is neither an answer nor anybody who writes. Raises KeyTaken where it was another, or is deleted, and
    TooLate while it is being written."""
    production = shelf.hold(session, production_id)
    if production is None:
        return None
    if production.deleted_at:
        raise KeyTaken(DELETED)
    if not _began_as(session, production, beginning):
        raise KeyTaken
    if not beginning.is_written:
        return Begun(production, is_new=False)
    if not _waits_for_scenes(session, production):
        return Begun(production, [NOT_PUT_IN] if _kept(session, who, production_id) else (), is_new=False)
    _require_nobody_writes(session, production_id)
    kept = _kept(session, who, production_id)
    if kept is None or kept.written is None:
        return None
    filled = _fill(session, production, kept.written.kept, who)
    kept_answers.take(session, kept.writing.id)
    return Begun(filled, kept.written.remarks, is_new=False)


def _began_as(session: Session, production: Production, beginning: Beginning) -> bool:
    """Of one without a mark the first outline is looked at; where that is not kept, as it was edited very often, the key is enough."""
    if production.begun_with:
        return production.begun_with == beginning.mark
    try:
        first = shelf.outline_at(session, production, 1)
    except NotFound:
        return True
    return without_ids(first) == without_ids(beginning.outline)


def _waits_for_scenes(session: Session, production: Production) -> bool:
    has_scenes = any(shelf.outline_of(session, production).scenes())
    return not has_scenes and not _is_outlined(session, production)


def _is_outlined(session: Session, production: Production) -> bool:
    return any(version.edit == OUTLINED for version in shelf.list_versions(session, production.id))


def _require_nobody_writes(session: Session, production_id: str, but: str = "") -> None:
    """Who has not answered for very long has died: raises TooLate only before that. `but`: the writing that is our own."""
    theirs = select(Writing.id).where(Writing.production_id == production_id, Writing.id != but)
    if session.exec(theirs.where(Writing.outcome == WritingOutcome.SENT, Writing.sent_at > now() - LOST_AFTER)).first():
        raise TooLate(BEING_WRITTEN)


def _kept(session: Session, who: Visitor, production_id: str) -> UntakenAnswer | None:
    """The answer that it was to begin with."""
    names = NAMES[MakeOutline], NAMES[BreakUp]
    there = kept_answers.list_for(session, who.name, again.place_of(production_id))
    return next((kept for kept in there if kept.written and kept.writing.task in names), None)


def outline_it(
    who: Visitor,
    empty: Outline,
    task: Task[PlannedOutline],
    told: Quote,
    production_id: str,
    there: Where | None = None,
    mark: str | None = None,
) -> Begun:
    """Waits for the writer. Where somebody adds scenes meanwhile, those stay and the answer is kept. `mark`: of what it begins with.
    Raises AlreadyStarted, TooLate while somebody else waits for it, and what `writings.write` raises: then it is not on the shelf
    either."""
    asked, begun, where = list[Writing](), list[Production](), there or Where()
    of_it = Where(production_id=production_id, told=told)

    def note(session: Session, written: Writing) -> None:
        begun.append(_begin(session, who, empty, written, mark))
        asked.append(written)
        writings.keep_at(again.place_of(production_id))(session, written)

    try:
        written = writings.write(who, task, note, **(where | of_it))
    except StudioError:
        _withdraw(begun, where.get("db"))
        raise
    with database.writing(where.get("db")) as session:
        shelf.hold(session, production_id)
        production = shelf.require(session, production_id)
        if _waits_for_scenes(session, production):
            production = _fill(session, production, written.kept, who)
        elif not _is_outlined(session, production):  # else somebody has taken up the same answer meanwhile
            return Begun(production, [NOT_PUT_IN])
        kept_answers.take(session, asked[0].id)
    return Begun(production, written.remarks)


def begin(session: Session, who: Visitor, outline: Outline, production_id: str, mark: str | None) -> Production:
    """On the shelf. Raises AlreadyStarted."""
    production = shelf.create_once(session, outline, production_id, asked_by=who)
    production.begun_with = mark
    session.add(production)
    return production


def _begin(session: Session, who: Visitor, empty: Outline, asked: Writing, mark: str | None) -> Production:
    """On the shelf; where it stands there already and still waits for its scenes, this is written for it."""
    production_id = asked.production_id or ""
    there = shelf.hold(session, production_id)
    if there is None or there.deleted_at or not _waits_for_scenes(session, there):
        return begin(session, who, empty, production_id, mark)
    _require_nobody_writes(session, production_id, but=asked.id)
    if _kept(session, who, production_id):  # it has just been answered, and is put in now
        raise TooLate(BEING_WRITTEN)
    return there


def _fill(session: Session, production: Production, planned: PlannedOutline, who: Visitor) -> Production:
    whole = from_writer.outline_of(planned, shelf.outline_of(session, production))
    return shelf.save(session, production, whole, OUTLINED, asked_by=who)


def _withdraw(begun: Sequence[Production], db: Database | None) -> None:
    for production in begun:
        with database.writing(db) as session:
            shelf.withdraw(session, production)
