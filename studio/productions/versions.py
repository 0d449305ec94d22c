"""The outline of a production, of which every version is kept: each edit makes one, undo and redo go from one to the next. All of it
is part of the caller's transaction."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select, update
from sqlmodel import delete as delete_rows

from studio.access import OWNER, Visitor
from studio.errors import NotFound, StudioError, TooLate
from studio.productions.outline import Outline, from_kept
from studio.tables import Access, OutlineVersion, Production, now

ONE_EDIT = timedelta(minutes=1)  # who goes on typing in one field makes one edit of it
MOST_VERSIONS = 500  # the oldest go
ELSEWHERE = "Somebody else has edited this meanwhile: look at what it is now, then edit it again."


class EditedElsewhere(StudioError):
    """Somebody else has edited the same outline meanwhile; nothing of it was changed."""


def begin(session: Session, production: Production, outline: Outline, *, asked_by: Visitor) -> None:
    session.add(_version(production, 1, outline, "Started.", asked_by))


def outline_of(session: Session, production: Production) -> Outline:
    return outline_at(session, production, production.version)


def outline_at(session: Session, production: Production, number: int) -> Outline:
    """As it was after that edit. Raises NotFound."""
    return from_kept(_version_of(session, production, number).outline)


def list_versions(session: Session, production_id: str) -> Sequence[OutlineVersion]:
    """Newest first, without their outlines: those are large."""
    its = select(OutlineVersion).where(OutlineVersion.production_id == production_id)
    without = defer(OutlineVersion.outline)  # pyright: ignore[reportArgumentType]
    return session.exec(its.options(without).order_by(col(OutlineVersion.number).desc())).all()


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


def bring_back(session: Session, seen: Production, number: int, *, asked_by: Visitor = OWNER) -> Production:
    """That version is the newest too; nothing between is lost. Raises EditedElsewhere, NotFound."""
    return save(session, seen, outline_at(session, seen, number), f"Brought back version {number}.", asked_by=asked_by)


def drop_all(session: Session, production_id: str) -> None:
    _drop(session, production_id, col(OutlineVersion.number) >= 1)


def title_of(outline: Outline) -> str:
    return outline.title.strip() or "Untitled"


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
