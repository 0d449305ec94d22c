"""The same text with the same wishes is one movie until its film is there: who was interrupted goes on with it, and pays for nothing
twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from sqlmodel import Session

from studio.access import Visitor
from studio.productions import starting
from studio.productions.cut import cuts
from studio.tables import Cut, CutState, Production


@dataclass(frozen=True)
class EarlierMovie:
    """`unfinished`: what stands on the shelf and has no film yet; `new_id`: of another that is begun with the same."""

    unfinished: Production | None
    new_id: str


def find(session: Session, who: Visitor, key: str) -> EarlierMovie:
    """Of the movies that were begun with it, only the last can still be wanted."""
    begun = list[Production]()
    for production_id in _ids(who, key):
        if (there := session.get(Production, production_id)) is None:
            break
        begun.append(there)
    wanted = [movie for movie in begun[-1:] if _is_unfinished(session, movie)]
    return EarlierMovie(next(iter(wanted), None), _id(who, key, len(begun)))


def film_under_way(session: Session, production_id: str) -> Cut | None:
    return next((cut for cut in _films(session, production_id) if cut.state in cuts.OPEN), None)


def _ids(who: Visitor, key: str) -> Iterator[str]:
    return (_id(who, key, earlier) for earlier in count())


def _id(who: Visitor, key: str, earlier: int) -> str:
    return starting.id_of(who, f"{key} {earlier}")


def _is_unfinished(session: Session, movie: Production) -> bool:
    return movie.deleted_at is None and not any(cut.state == CutState.READY for cut in _films(session, movie.id))


def _films(session: Session, production_id: str) -> Iterator[Cut]:
    return (cut for cut in cuts.list_all(session, production_id) if not cut.is_preview)
