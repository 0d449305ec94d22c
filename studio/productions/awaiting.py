"""A cut that was asked for while takes are being made: it gets its recipe once they are there. An engine looks after it, so the page
may be closed meanwhile."""

from datetime import datetime

from sqlalchemy import Engine as Database
from sqlmodel import Session

from studio.database import reading, writing
from studio.errors import BadCut, NotFound
from studio.productions import cuts, recipes, shelf, takes
from studio.productions.outline import Outline
from studio.productions.takes import Takes
from studio.tables import Cut

MOST_NAMED = 3  # scenes, in a sentence


def go_on(database: Database, at: datetime) -> None:
    """With all whose takes have ended, one way or the other."""
    with reading(database) as session:
        ended = [cut for cut in cuts.list_waiting(session) if not _is_under_way(session, cut)]
    for cut in ended:
        with writing(database) as session:
            _end_waiting(session, cut, at)


def still_missing(outline: Outline, made: Takes) -> int:
    """Of how many scenes a take is being made."""
    return sum(1 for scene in outline.scenes() if takes.under_way(scene, made))


def _is_under_way(session: Session, cut: Cut) -> bool:
    return any(take.is_under_way for its in takes.list_all(session, cut.production_id).values() for take in its)


def _end_waiting(session: Session, cut: Cut, at: datetime) -> None:
    try:
        outline = shelf.get(session, cut.production_id).outline
        made = takes.list_all(session, cut.production_id)
        recipe = recipes.make(outline, made)
    except (BadCut, NotFound) as reason:
        cuts.give_up_waiting(session, cut, str(reason))
        return
    if missing := recipes.left_out(outline, made):
        cuts.give_up_waiting(session, cut, _without(missing))
    else:
        cuts.go_in_line(session, cut, recipe, at)


def _without(missing: list[int]) -> str:
    which = in_words(missing)
    return f"{which} did not become a clip: generate again what is missing, or render the film without."


def in_words(numbers: list[int]) -> str:
    """`Scene 3`, `Scenes 3 and 5`, `Scenes 3, 5, 6 and 4 more`."""
    if len(numbers) == 1:
        return f"Scene {numbers[0]}"
    named, rest = list(map(str, numbers[:MOST_NAMED])), len(numbers) - MOST_NAMED
    last = f"{rest} more" if rest > 0 else named.pop()
    return f"Scenes {', '.join(named)} and {last}"
