"""The take that a scene shows: which one, and whether it is kept on purpose."""

from fastapi import APIRouter
from pydantic import Field
from sqlmodel import Session

from studio import database, productions
from studio.api.productions import movie
from studio.api.productions.desk import WRONGS, At
from studio.api.productions.movie import Movie
from studio.api.who import Maker
from studio.brief import Value
from studio.productions import editing, takes
from studio.productions.shelf import OpenProduction

router = APIRouter(tags=["scenes"], prefix="/productions/{production_id}")


class Choice(Value):
    keep: bool = Field(default=False, description="Also when its scene says something else than what it was made from.")


@router.post("/scenes/{scene_id}/takes/{take_id}/choose", summary="Show this take", responses=WRONGS)
def choose(scene_id: str, take_id: str, at: At, choice: Choice | None = None) -> Movie:
    """An edit as any other: undo brings back what was shown before."""
    kept = take_id if choice and choice.keep else None

    def save(session: Session, opened: OpenProduction) -> None:
        number = takes.number_of(takes.list_all(session, opened.production.id), scene_id, take_id)
        changed = editing.change(opened.outline, scene_id, chosen_id=take_id, kept_id=kept)
        sentence = f"{'Kept' if kept else 'Chose'} take {number} of scene {opened.outline.number(scene_id)}."
        productions.save(session, opened.production, changed, sentence, asked_by=at.maker)

    return at.do(save)


@router.post("/cancel", summary="Cancel whatever is being made for its scenes", responses=WRONGS)
def cancel(production_id: str, maker: Maker) -> Movie:
    """As far as providers can stop it; one alone is cancelled under `/videos/jobs/{id}/cancel`."""
    with database.writing() as session:
        takes.cancel_all(session, takes.list_all(session, production_id), asked_by=maker)
        session.flush()
        return movie.told(session, production_id)
