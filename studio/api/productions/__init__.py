"""Movies over REST, through the doors of the page: from a text to scenes, from scenes to takes, from takes to a film."""

from fastapi import APIRouter, Depends

from studio import database, productions
from studio.api.productions import (
    advice,
    cuts,
    movie_files,
    music,
    narration,
    outlining,
    plans,
    refining,
    scenes,
    sharing,
    shelf,
    takes,
)


def _require(production_id: str) -> None:
    """Of one that is deleted, or never was, nothing is told or done."""
    with database.reading() as session:
        productions.require(session, production_id)


router = APIRouter()
for part in (shelf, movie_files):
    router.include_router(part.router)
for part in (
    scenes,
    advice,
    outlining,
    plans,
    takes,
    refining,
    narration,
    music,
    cuts,
    sharing,
):  # all that lies under one of them
    router.include_router(part.router, dependencies=[Depends(_require)])
