"""Productions as they are kept: made, listed, looked at, deleted and brought back. All of it is part of the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from studio import speeches
from studio.access import OWNER, Visitor
from studio.errors import NotFound, StudioError
from studio.productions import versions
from studio.productions.cut import voicing
from studio.productions.outline import Outline
from studio.productions.versions import ELSEWHERE, EditedElsewhere
from studio.tables import Access, OutlineVersion, Production, Sort, new_id, now

ALREADY = "This outline has already become a movie: it stands on the shelf."
GONE = "This production is not there any more."


class AlreadyBegun(StudioError):
    """Somebody has begun it with the same outline before, perhaps in another tab."""


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
    production = Production(
        id=production_id or new_id(), sort=sort, title=versions.title_of(outline), created_by=asked_by.name
    )
    session.add(production)
    session.flush()
    versions.begin(session, production, outline, asked_by=asked_by)
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
        is_older = col(Production.changed_at) < behind.changed_at
        is_as_old = col(Production.changed_at) == behind.changed_at
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
    return OpenProduction(
        production, versions.outline_of(session, production), undoes, edits.get(production.version + 1)
    )


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
        versions.drop_all(session, begun.id)
        session.delete(there)
