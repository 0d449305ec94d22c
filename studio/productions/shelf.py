"""Productions as they are kept: made, listed, edited with undo and redo, deleted and brought back. All of it is part of the
caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select, update
from sqlmodel import delete as delete_rows

from studio import speeches
from studio.access import OWNER, Visitor
from studio.errors import NotFound, StudioError, TooLate
from studio.productions.cut import voicing
from studio.productions.outline import Outline, from_kept
from studio.tables import Access, OutlineVersion, Production, Sort, new_id, now

ONE_EDIT = timedelta(minutes=1)  # who goes on typing in one field makes one edit of it
MOST_VERSIONS = 500  # the oldest go
ALREADY = "This outline has already become a movie: it stands on the shelf."
GONE = "This production is not there any more."
ELSEWHERE = "Somebody else has edited this meanwhile: look at what it is now, then edit it again."


class AlreadyBegun(StudioError):
    """Somebody has begun it with the same outline before, perhaps in another tab."""


class EditedElsewhere(StudioError):
    """Somebody else has edited the same outline meanwhile; nothing of it was changed."""


@dataclass(frozen=True)
class OpenProduction:
    """A production with the outline that holds, and the edits that `undo` and `redo` would name; None where there is none."""

    production: Production
    outline: Outline
    undoes: str | None
    redoes: str | None


def create(
    session: Session,
    outline: Outline,
    sort: Sort = Sort.MOVIE,
    *,
    asked_by: Visitor = OWNER,
    production_id: str | None = None,
) -> Production:
    """`production_id`: the one under which its outline was written, so that this is among its costs. Raises AlreadyBegun."""
    asked_by.require(Access.MAKER)
    if production_id and session.get(Production, production_id):
        raise AlreadyBegun(ALREADY)
    production = Production(id=production_id or new_id(), sort=sort, title=title_of(outline), created_by=asked_by.name)
    session.add(production)
    session.flush()
    session.add(_version(production, 1, outline, "Started.", asked_by))
    return production


def create_once(
    session: Session, outline: Outline, production_id: str, sort: Sort = Sort.MOVIE, *, asked_by: Visitor = OWNER
) -> Production:
    """Under an id that somebody else may be about to use too. Raises AlreadyBegun for whoever comes second."""
    try:
        with session.begin_nested():
            return create(session, outline, sort, asked_by=asked_by, production_id=production_id)
    except IntegrityError as taken:
        raise AlreadyBegun(ALREADY) from taken


def list_all(session: Session, sort: Sort = Sort.MOVIE) -> Sequence[Production]:
    """What was worked on last comes first."""
    there = select(Production).where(Production.sort == sort, col(Production.deleted_at).is_(None))
    return session.exec(there.order_by(col(Production.changed_at).desc())).all()


@dataclass(frozen=True)
class ShelfPlace:
    """Where one stands on the shelf, also when it was worked on meanwhile and stands elsewhere."""

    changed_at: datetime
    id: str


def list_some(session: Session, sort: Sort, most: int, behind: ShelfPlace | None = None) -> Sequence[Production]:
    """As `list_all`, so many of them."""
    there = select(Production).where(Production.sort == sort, col(Production.deleted_at).is_(None))
    if behind:
        is_older, is_as_old = (
            col(Production.changed_at) < behind.changed_at,
            col(Production.changed_at) == behind.changed_at,
        )
        there = there.where(or_(is_older, and_(is_as_old, col(Production.id) < behind.id)))
    in_order = there.order_by(col(Production.changed_at).desc(), col(Production.id).desc())
    return session.exec(in_order.limit(most)).all()


def get(session: Session, production_id: str) -> OpenProduction:
    """Raises NotFound."""
    production = require(session, production_id)
    number = col(OutlineVersion.number)
    near = select(number, OutlineVersion.edit).where(OutlineVersion.production_id == production_id)
    edits = dict(session.exec(near.where(number.between(production.version - 1, production.version + 1))).all())
    undoes = edits[production.version] if production.version - 1 in edits else None
    return OpenProduction(production, outline_of(session, production), undoes, edits.get(production.version + 1))


def hold(session: Session, production_id: str) -> Production | None:
    """As it is by now, also a deleted one. Who asks for the same at once waits until we commit, so that nothing is made twice;
    who adds something to it does not."""
    return session.get(Production, production_id, with_for_update={"key_share": True}, populate_existing=True)


def require(session: Session, production_id: str) -> Production:
    """Raises NotFound."""
    production = session.get(Production, production_id)
    if production is None or production.deleted_at:
        raise NotFound(GONE)
    return production


def find(session: Session, production_id: str) -> Production:
    """Also a deleted one. Raises NotFound for one that never was."""
    if production := session.get(Production, production_id):
        return production
    raise NotFound(GONE)


def get_as_seen(session: Session, production_id: str, seen: str) -> OpenProduction:
    """`seen`: the `mark` that somebody has looked at. Raises EditedElsewhere where it is another by now, NotFound."""
    opened = get(session, production_id)
    if mark(opened.production) != seen:
        raise EditedElsewhere(ELSEWHERE)
    return opened


def mark(production: Production) -> str:
    """Another one after every edit, also after one that goes on with the last and so makes no version of its own."""
    return f"{production.version}-{round(production.changed_at.timestamp() * 1_000_000):x}"


def outline_of(session: Session, production: Production) -> Outline:
    return outline_at(session, production, production.version)


def list_versions(session: Session, production_id: str) -> Sequence[OutlineVersion]:
    """Newest first, without their outlines: those are large."""
    its = select(OutlineVersion).where(OutlineVersion.production_id == production_id)
    without = defer(OutlineVersion.outline)  # pyright: ignore[reportArgumentType]
    return session.exec(its.options(without).order_by(col(OutlineVersion.number).desc())).all()


def outline_at(session: Session, production: Production, number: int) -> Outline:
    """As it was after that edit. Raises NotFound."""
    return from_kept(_version_of(session, production, number).outline)


def bring_back(session: Session, seen: Production, number: int, *, asked_by: Visitor = OWNER) -> Production:
    """That version is the newest too; nothing between is lost. Raises EditedElsewhere, NotFound."""
    return save(session, seen, outline_at(session, seen, number), f"Brought back version {number}.", asked_by=asked_by)


def save(
    session: Session,
    seen: Production,
    outline: Outline,
    edit: str,
    *,
    asked_by: Visitor = OWNER,
    is_typing: bool = False,
) -> Production:
    """`seen`: as it was when the edit began; `edit`: a sentence; `is_typing`: it may go on with the last edit. What had been undone
    is gone. Raises EditedElsewhere, NotAllowed."""
    asked_by.require(Access.MAKER)
    try:
        last = _version_of(session, seen, seen.version)
    except NotFound as gone:  # somebody has gone back behind it, and on from there
        raise EditedElsewhere(ELSEWHERE) from gone
    if last.outline == as_kept(outline):
        return seen
    goes_on = is_typing and _goes_on(last, outline, edit, asked_by)
    number = last.number if goes_on else last.number + 1
    saved = _point_to(session, seen, number, outline)
    _drop(session, seen.id, col(OutlineVersion.number) > last.number)
    _drop(session, seen.id, col(OutlineVersion.number) <= number - MOST_VERSIONS)
    if goes_on:
        last.outline, last.edited_at = as_kept(outline), now()
        session.add(last)
    else:
        session.add(_version(seen, number, outline, edit, asked_by))
    return saved


def undo(session: Session, seen: Production, *, asked_by: Visitor = OWNER) -> str:
    """Back to before the last edit, which is named. Raises EditedElsewhere; TooLate when nothing is left to undo."""
    asked_by.require(Access.MAKER)
    last, earlier = _beside(session, seen, 0), _beside(session, seen, -1)
    _point_to(session, seen, earlier.number, from_kept(earlier.outline))
    return last.edit


def redo(session: Session, seen: Production, *, asked_by: Visitor = OWNER) -> str:
    """Raises EditedElsewhere; TooLate when nothing is left to redo."""
    asked_by.require(Access.MAKER)
    later = _beside(session, seen, 1)
    _point_to(session, seen, later.number, from_kept(later.outline))
    return later.edit


def delete(session: Session, production_id: str, *, asked_by: Visitor = OWNER) -> None:
    """Out of sight; `restore` brings it back. Its clips stay in the library. Narration that is not sent yet is not spoken, unless
    another production is to say the same; takes that are in line go on until somebody cancels them."""
    asked_by.require(Access.MAKER)
    production = require(session, production_id)
    production.deleted_at = now()
    session.add(production)
    if orphaned := set(speeches.orphaned(session)):
        speeches.cancel(session, orphaned.difference(voicing.needed(session)), asked_by=asked_by)


def restore(session: Session, production_id: str, *, asked_by: Visitor = OWNER) -> None:
    """Raises NotFound for one that never was."""
    asked_by.require(Access.MAKER)
    production = find(session, production_id)
    production.deleted_at = None
    session.add(production)


def withdraw(session: Session, begun: Production) -> None:
    """As if it had never begun; not where somebody has edited it since."""
    is_as_begun = col(Production.id) == begun.id, col(Production.changed_at) == begun.changed_at
    there = session.exec(select(Production).where(*is_as_begun).with_for_update()).first()
    if there:
        _drop(session, begun.id, col(OutlineVersion.number) >= 1)
        session.delete(there)


def as_kept(outline: Outline) -> dict[str, object]:
    return outline.model_dump(mode="json", exclude_none=True)


def _goes_on(last: OutlineVersion, outline: Outline, edit: str, asked_by: Visitor) -> bool:
    """Whether it is the last edit, which somebody has not finished yet. To add or remove a scene is each time another."""
    is_same = (last.edit, last.edited_by) == (edit, asked_by.name)
    has_same_scenes = _ids(from_kept(last.outline)) == _ids(outline)
    return is_same and has_same_scenes and last.number > 1 and now() - last.edited_at < ONE_EDIT


def _ids(outline: Outline) -> list[str]:
    return [scene.id for scene in outline.scenes()]


def _version(production: Production, number: int, outline: Outline, edit: str, who: Visitor) -> OutlineVersion:
    return OutlineVersion(
        production_id=production.id, number=number, outline=as_kept(outline), edit=edit, edited_by=who.name
    )


def _version_of(session: Session, production: Production, number: int) -> OutlineVersion:
    its = OutlineVersion.production_id == production.id, OutlineVersion.number == number
    if found := session.exec(select(OutlineVersion).where(*its)).first():
        return found
    raise NotFound("This version of it is not there any more.")


def _beside(session: Session, seen: Production, by: int) -> OutlineVersion:
    """So many edits later, or (negative) earlier. Raises TooLate."""
    try:
        return _version_of(session, seen, seen.version + by)
    except NotFound as none:
        raise TooLate("There is nothing more to undo or redo here.") from none


def _point_to(session: Session, seen: Production, number: int, outline: Outline) -> Production:
    """Compare and swap."""
    is_as_seen = (
        col(Production.id) == seen.id,
        col(Production.version) == seen.version,
        col(Production.changed_at) == seen.changed_at,
    )
    now_so = update(Production).where(*is_as_seen).values(version=number, title=title_of(outline), changed_at=now())
    if session.exec(now_so.execution_options(synchronize_session=False)).rowcount != 1:
        raise EditedElsewhere(ELSEWHERE)
    return session.get_one(Production, seen.id, populate_existing=True)


def _drop(session: Session, production_id: str, those: ColumnElement[bool]) -> None:
    session.exec(delete_rows(OutlineVersion).where(col(OutlineVersion.production_id) == production_id, those))


def title_of(outline: Outline) -> str:
    return outline.title.strip() or "Untitled"
