"""The shelf: which productions there are, one in full, and how one is deleted and brought back."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from studio import database, productions
from studio.api.errors import may_say
from studio.api.productions import glimpse, movie, unseen_takes
from studio.api.productions.glimpse import Glimpse
from studio.api.productions.movie import Movie
from studio.api.productions.unseen_takes import CancelUnsent, UnseenTakesLeft
from studio.api.session import Reading
from studio.api.who import Maker
from studio.errors import NotFound
from studio.productions import shelf
from studio.productions.shelf import ShelfPlace
from studio.tables import Production, Sort

router = APIRouter(tags=["productions"], prefix="/productions")
EPOCH, CURSOR = datetime(1970, 1, 1, tzinfo=UTC), re.compile("[0-9a-f]{1,14}-[A-Za-z0-9_-]{1,40}")


class Productions(BaseModel):
    productions: list[Glimpse]
    next: str | None = Field(description="Send it as `cursor` for the rest; null at the end.")


@router.get("", summary="What was worked on last comes first", responses=may_say(404))
def list_productions(
    session: Reading,
    sort: Sort = Sort.MOVIE,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=60, description="`next` of the answer before.")] = None,
) -> Productions:
    found = shelf.list_some(session, sort, limit + 1, _place(cursor) if cursor else None)
    shown = found[:limit]
    more = _cursor(shown[-1]) if len(found) > limit else None
    return Productions(productions=glimpse.told(session, shown), next=more)


def _cursor(last: Production) -> str:
    return f"{(last.changed_at - EPOCH) // timedelta(microseconds=1):x}-{last.id}"


def _place(cursor: str) -> ShelfPlace:
    if not CURSOR.fullmatch(cursor):
        raise NotFound("There is no such cursor: send `next` of the answer before.")
    moment, _, id_ = cursor.partition("-")
    return ShelfPlace(EPOCH + timedelta(microseconds=int(moment, 16)), id_)


@router.get("/{production_id}", summary="All of it: outline, scenes with their takes, costs", responses=may_say(404))
def show(production_id: str, session: Reading) -> Movie:
    return movie.told(session, production_id)


@router.delete("/{production_id}", summary="Delete it; it can be brought back", responses=may_say(404))
def delete(production_id: str, maker: Maker, cancel_unsent: CancelUnsent = False) -> UnseenTakesLeft:
    """Its clips and films stay in the library. Takes that are being made go on."""
    with database.writing() as session:
        productions.delete(session, production_id, asked_by=maker)
        return unseen_takes.left(session, production_id, maker, cancel_unsent=cancel_unsent)


@router.post("/{production_id}/restore", summary="Bring back a deleted one", responses=may_say(404))
def restore(production_id: str, maker: Maker) -> Movie:
    with database.writing() as session:
        productions.restore(session, production_id, asked_by=maker)
        session.flush()
        return movie.told(session, production_id)
