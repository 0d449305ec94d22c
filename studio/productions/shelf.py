"""Productions as they are kept: made, listed, edited with undo and redo, deleted and brought back. All of it is part of the
caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select, update
from sqlmodel import delete as delete_rows

from studio.access import OWNER, Visitor
from studio.errors import NotFound, StudioError
from studio.productions.outline import Outline
from studio.tables import Access, OutlineVersion, Production, Sort, now

ONE_EDIT = timedelta(minutes=1)  # who goes on typing in one field makes one edit of it
MOST_VERSIONS = 500  # the oldest go
ELSEWHERE = "Somebody else has edited this meanwhile: look at what it is now, then edit it again."


class EditedElsewhere(StudioError):
    """Somebody else has edited the same outline meanwhile; nothing of it was changed."""


@dataclass(frozen=True)
class Draft:
    """A production with the outline that holds, and the edits that `undo` and `redo` would name; None where there is none."""

    production: Production
    outline: Outline
    undoes: str | None
    redoes: str | None

    @property
    def can_undo(self) -> bool:
        return self.undoes is not None

    @property
    def can_redo(self) -> bool:
        return self.redoes is not None


def create(session: Session, outline: Outline, sort: Sort = Sort.MOVIE, *, asked_by: Visitor = OWNER) -> Production:
    asked_by.require(Access.MAKER)
    production = Production(sort=sort, title=_title(outline), created_by=asked_by.name)
    session.add(production)
    session.flush()
    session.add(_version(production, 1, outline, "Started.", asked_by))
    return production


def list_all(session: Session, sort: Sort = Sort.MOVIE) -> Sequence[Production]:
    """What was worked on last comes first."""
    there = select(Production).where(Production.sort == sort, col(Production.deleted_at).is_(None))
    return session.exec(there.order_by(col(Production.changed_at).desc())).all()


def get(session: Session, production_id: str) -> Draft:
    """Raises NotFound."""
    production = _require(session, production_id)
    number = col(OutlineVersion.number)
    near = select(number, OutlineVersion.edit).where(OutlineVersion.production_id == production_id)
    edits = dict(session.exec(near.where(number.between(production.version - 1, production.version + 1))).all())
    undoes = edits[production.version] if production.version - 1 in edits else None
    return Draft(production, outline_of(session, production), undoes, edits.get(production.version + 1))


def outline_of(session: Session, production: Production) -> Outline:
    return outline_at(session, production, production.version)


def list_versions(session: Session, production_id: str) -> Sequence[OutlineVersion]:
    """Newest first, without their outlines: those are large."""
    its = select(OutlineVersion).where(OutlineVersion.production_id == production_id)
    without = defer(OutlineVersion.outline)  # pyright: ignore[reportArgumentType]
    return session.exec(its.options(without).order_by(col(OutlineVersion.number).desc())).all()


def outline_at(session: Session, production: Production, number: int) -> Outline:
    """As it was after that edit. Raises NotFound."""
    return Outline.model_validate(_version_of(session, production, number).outline)


def bring_back(session: Session, seen: Production, number: int, *, asked_by: Visitor = OWNER) -> Production:
    """That version is the newest too; nothing between is lost. Raises EditedElsewhere, NotFound."""
    return save(session, seen, outline_at(session, seen, number), f"Brought back version {number}.", asked_by=asked_by)


def save(session: Session, seen: Production, outline: Outline, edit: str, *, asked_by: Visitor = OWNER) -> Production:
    """`seen`: as it was when the edit began; `edit`: a sentence. What had been undone is gone. Raises EditedElsewhere, NotAllowed."""
    asked_by.require(Access.MAKER)
    try:
        last = _version_of(session, seen, seen.version)
    except NotFound as gone:  # somebody has gone back behind it, and on from there
        raise EditedElsewhere(ELSEWHERE) from gone
    if last.outline == as_kept(outline):
        return seen
    goes_on = _goes_on(last, outline, edit, asked_by)
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
    """Back to before the last edit, which is named. Raises EditedElsewhere; NotFound when nothing is left to undo."""
    asked_by.require(Access.MAKER)
    last = _version_of(session, seen, seen.version)
    earlier = _version_of(session, seen, seen.version - 1)
    _point_to(session, seen, earlier.number, Outline.model_validate(earlier.outline))
    return last.edit


def redo(session: Session, seen: Production, *, asked_by: Visitor = OWNER) -> str:
    asked_by.require(Access.MAKER)
    later = _version_of(session, seen, seen.version + 1)
    _point_to(session, seen, later.number, Outline.model_validate(later.outline))
    return later.edit


def delete(session: Session, production_id: str, *, asked_by: Visitor = OWNER) -> None:
    """Out of sight; `restore` brings it back. Its clips stay in the library."""
    asked_by.require(Access.MAKER)
    production = _require(session, production_id)
    production.deleted_at = now()
    session.add(production)


def restore(session: Session, production_id: str, *, asked_by: Visitor = OWNER) -> None:
    asked_by.require(Access.MAKER)
    production = session.get_one(Production, production_id)
    production.deleted_at = None
    session.add(production)


def as_kept(outline: Outline) -> dict[str, object]:
    return outline.model_dump(mode="json", exclude_none=True)


def _goes_on(last: OutlineVersion, outline: Outline, edit: str, asked_by: Visitor) -> bool:
    """Whether it is the last edit, which somebody has not finished yet. To add or remove a scene is each time another."""
    is_same = (last.edit, last.edited_by) == (edit, asked_by.name)
    has_same_scenes = _ids(Outline.model_validate(last.outline)) == _ids(outline)
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
    raise NotFound("There is nothing more to undo or redo here.")


def _point_to(session: Session, seen: Production, number: int, outline: Outline) -> Production:
    """Compare and swap."""
    is_as_seen = (
        col(Production.id) == seen.id,
        col(Production.version) == seen.version,
        col(Production.changed_at) == seen.changed_at,
    )
    now_so = update(Production).where(*is_as_seen).values(version=number, title=_title(outline), changed_at=now())
    if session.exec(now_so.execution_options(synchronize_session=False)).rowcount != 1:
        raise EditedElsewhere(ELSEWHERE)
    return session.get_one(Production, seen.id, populate_existing=True)


def _drop(session: Session, production_id: str, those: ColumnElement[bool]) -> None:
    session.exec(delete_rows(OutlineVersion).where(col(OutlineVersion.production_id) == production_id, those))


def _require(session: Session, production_id: str) -> Production:
    production = session.get(Production, production_id)
    if production is None or production.deleted_at:
        raise NotFound("This production is not there any more.")
    return production


def _title(outline: Outline) -> str:
    return outline.title.strip() or "Untitled"
