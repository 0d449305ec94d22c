"""Movies over REST, through the doors of the page: from a text to scenes, from scenes to takes, from takes to a film.

The shelf
    shelf.py         which there are, in a glimpse each (`glimpse.py`) or one in full (`movie.py`)
    starting.py      how one begins; `writers.py` is who writes, and for how much
    movie_files.py   one in a file
    unseen_takes.py  what is still made of removed scenes and deleted movies

What one is to be
    desk.py          where somebody edits: with the version that they have looked at
    editing.py       edits of the whole, undo and redo; `scenes.py` those of scenes
    advice.py        the writer on one scene; `outlining_again.py` on all of them

What comes of it
    plans.py         what would be generated, and to generate it; `refining.py` until a take is good enough
    takes.py         which take a scene shows
    narration.py     what a paid voice speaks; `music.py` what is heard with it
    cuts.py          films; `sharing.py` their share links
    events.py        all that as it happens
"""

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


PRODUCTIONS = shelf, starting, unseen_takes, movie_files, sharing  # a share link may outlive its movie
OF_ONE = editing, scenes, events, advice, outlining_again, plans, takes, refining, narration, music, cuts

router = APIRouter()
for part in PRODUCTIONS:
    router.include_router(part.router)
for part in OF_ONE:
    router.include_router(part.router, dependencies=[Depends(_require)])
