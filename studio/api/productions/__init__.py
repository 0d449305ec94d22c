"""Movies over REST, through the doors of the page: from a text to scenes, from scenes to takes, from takes to a film."""

from fastapi import APIRouter, Depends

from studio import database, productions
from studio.api.productions import (
    advice,
    cuts,
    editing,
    events,
    movie_files,
    music,
    narration,
    outlining_again,
    plans,
    refining,
    scenes,
    sharing,
    shelf,
    starting,
    takes,
    unseen_takes,
)


def _require(production_id: str) -> None:
    """Of one that is deleted, or never was, nothing is told or done."""
    with database.reading() as session:
        productions.require(session, production_id)


PRODUCTIONS = shelf, starting, unseen_takes, movie_files
OF_ONE = editing, scenes, events, advice, outlining_again, plans, takes, refining, narration, music, cuts, sharing

router = APIRouter()
for part in PRODUCTIONS:
    router.include_router(part.router)
for part in OF_ONE:
    router.include_router(part.router, dependencies=[Depends(_require)])
