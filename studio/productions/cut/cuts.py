"""Cuts of a production: queued with a recipe, rendered by an engine, and then a film of the library. All of it is part of the
caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, or_, select, update

from studio.access import OWNER, Visitor
from studio.database import change_if
from studio.errors import NotFound, TooLate
from studio.media.film.recipe import Recipe
from studio.productions import shelf
from studio.tables import Access, Asset, Cut, CutState, Production, now

DUE = (CutState.QUEUED, CutState.RENDERING)  # an engine has to do with it
OPEN = (CutState.WAITING, *DUE)
RECIPE: Any = Cut.recipe
MEASURED: Any = Cut.measured


# -- what people do ---------------------------------------------------------------------------------------


def queue(
    session: Session, production_id: str, recipe: Recipe, *, is_preview: bool = False, asked_by: Visitor = OWNER
) -> Cut:
    """It costs nothing but this machine's time. A preview takes the place of one that still waits."""
    asked_by.require(Access.MAKER)
    for other in list_all(session, production_id):
        if is_preview and other.is_preview and other.state in OPEN:
            cancel(session, other.id, asked_by=asked_by)
    made_of = recipe.model_dump(mode="json")
    return _add(
        session, Cut(production_id=production_id, recipe=made_of, is_preview=is_preview, created_by=asked_by.name)
    )


def queue_when_ready(session: Session, production_id: str, *, asked_by: Visitor = OWNER) -> Cut:
    """It gets its recipe once no take is being made any more. There is one such cut of a production at most. Raises NotFound."""
    asked_by.require(Access.MAKER)
    shelf.hold(session, production_id)
    shelf.require(session, production_id)
    for other in list_all(session, production_id):
        if other.state == CutState.WAITING:
            return other
    waiting = Cut(production_id=production_id, recipe={}, state=CutState.WAITING, created_by=asked_by.name)
    return _add(session, waiting)


def _add(session: Session, cut: Cut) -> Cut:
    session.add(cut)
    session.flush()
    return cut


def list_all(session: Session, production_id: str) -> Sequence[Cut]:
    """Newest first."""
    its = select(Cut).where(Cut.production_id == production_id)
    return session.exec(its.order_by(col(Cut.created_at).desc(), col(Cut.id).desc())).all()


def list_watched(session: Session, production_id: str) -> Sequence[Cut]:
    """Those that wait or are rendered, and the newest one, newest first. Their recipes, which are long, are left where they are."""
    its = select(Cut).where(Cut.production_id == production_id).order_by(col(Cut.created_at).desc(), col(Cut.id).desc())
    newest = its.with_only_columns(col(Cut.id)).limit(1).scalar_subquery()
    watched = its.where(or_(col(Cut.state).in_(OPEN), col(Cut.id) == newest))
    return session.exec(watched.options(defer(RECIPE), defer(MEASURED))).all()


def get(session: Session, cut_id: str) -> Cut:
    if found := session.get(Cut, cut_id):
        return found
    raise NotFound("This cut is not there any more.")


def list_films(session: Session, production_id: str) -> Sequence[tuple[Cut, Asset]]:
    """Newest first; of those that are in the library still."""
    films = select(Cut, Asset).join(Asset, col(Asset.id) == Cut.asset_id)
    films = films.where(Cut.production_id == production_id, col(Asset.deleted_at).is_(None))
    return session.exec(films.order_by(col(Cut.created_at).desc(), col(Cut.id).desc())).all()


def of_film(session: Session, asset_id: str) -> Cut | None:
    """The cut that it is the film of."""
    return session.exec(select(Cut).where(Cut.asset_id == asset_id)).first()


def film_of(session: Session, cut: Cut) -> Asset | None:
    """None until it is ready, and when somebody has deleted it."""
    film = session.get(Asset, cut.asset_id) if cut.asset_id else None
    return film if film and not film.deleted_at else None


def cancel(session: Session, cut_id: str, *, asked_by: Visitor = OWNER) -> None:
    """What was rendered of it is kept: the next cut goes on with it. Raises TooLate."""
    asked_by.require(Access.MAKER)
    cut = get(session, cut_id)
    if cut.state == CutState.RENDERING:
        cut.is_cancel_asked = True
    elif cut.state in OPEN:
        cut.state, cut.ended_at = CutState.CANCELLED, now()
    else:
        raise TooLate("This cut has ended already.")
    session.add(cut)


# -- what an engine does ----------------------------------------------------------------------------------


def list_waiting(session: Session) -> Sequence[Cut]:
    """For takes; oldest first. That of a deleted production waits until it is brought back."""
    waiting = select(Cut).join(Production, col(Production.id) == Cut.production_id)
    waiting = waiting.where(Cut.state == CutState.WAITING, col(Production.deleted_at).is_(None))
    return session.exec(waiting.order_by(col(Cut.created_at))).all()


def go_in_line(session: Session, cut: Cut, recipe: Recipe, at: datetime) -> bool:
    """It waits for no take any more. False: somebody has cancelled it, or another was faster."""
    made_of = {"state": CutState.QUEUED, "recipe": recipe.model_dump(mode="json"), "next_step_at": at}
    return change_if(session, cut, (_is_waiting(),), made_of)


def give_up_waiting(session: Session, cut: Cut, sentence: str) -> bool:
    failed = {"state": CutState.FAILED, "sentence": sentence, "ended_at": now()}
    return change_if(session, cut, (_is_waiting(),), failed)


def _is_waiting() -> Any:
    return col(Cut.state) == CutState.WAITING


def make_all_due(session: Session, at: datetime) -> None:
    """For an engine that is alone on its database: what a dead one was rendering need not wait for the end of its lease."""
    held = col(Cut.state) == CutState.RENDERING, col(Cut.next_step_at) > at
    session.exec(update(Cut).where(*held).values(next_step_at=at))


def has_due(session: Session, at: datetime) -> bool:
    return session.exec(_due(at).limit(1)).first() is not None


def take_due(session: Session, engine_id: str, at: datetime, until: datetime) -> Cut | None:
    """The longest waiting one, leased until then; also one whose engine has died. None: nothing to do, or another was faster."""
    found = session.exec(_due(at).order_by(col(Cut.is_preview).desc(), col(Cut.created_at)).limit(1)).first()
    if found is None:
        return None
    is_as_seen = col(Cut.state) == found.state, col(Cut.next_step_at) == found.next_step_at
    taken = {"state": CutState.RENDERING, "rendered_by": engine_id, "next_step_at": until}
    return found if change_if(session, found, is_as_seen, taken) else None


def _due(at: datetime):  # pyright: ignore[reportUnknownParameterType]
    return select(Cut).where(col(Cut.state).in_(DUE), col(Cut.next_step_at) <= at)


def go_on(session: Session, cut: Cut, until: datetime, fraction: float, sentence: str) -> bool:
    """It is still being rendered. False: it is to be stopped, or is no longer ours."""
    told = {"next_step_at": until, "fraction": fraction, "sentence": sentence}
    is_wanted = (*_is_ours(cut), col(Cut.is_cancel_asked).is_(False))
    return change_if(session, cut, is_wanted, told)


def finish(session: Session, cut: Cut, film: Asset, measured: dict[str, Any] | None = None) -> bool:
    """It is in the library. False: it is no longer ours, and the film is to be thrown away."""
    session.add(film)
    session.flush()
    done = {"state": CutState.READY, "asset_id": film.id, "fraction": 1.0, "sentence": "", "ended_at": now()}
    done |= {"measured": measured}
    if change_if(session, cut, _is_ours(cut), done):
        return True
    session.delete(film)
    return False


def let_go(session: Session, cut: Cut, at: datetime) -> None:
    """Its engine stops rendering it: because somebody wants it no more, or because the engine ends and another goes on from then."""
    ended = {"state": CutState.CANCELLED, "sentence": "", "ended_at": at}
    if not change_if(session, cut, (*_is_ours(cut), col(Cut.is_cancel_asked)), ended):
        change_if(session, cut, _is_ours(cut), {"state": CutState.QUEUED, "rendered_by": None, "next_step_at": at})


def stop(session: Session, cut: Cut, to: CutState, sentence: str) -> bool:
    return change_if(session, cut, _is_ours(cut), {"state": to, "sentence": sentence, "ended_at": now()})


def _is_ours(cut: Cut) -> tuple[Any, ...]:
    return col(Cut.state) == CutState.RENDERING, col(Cut.rendered_by) == cut.rendered_by
