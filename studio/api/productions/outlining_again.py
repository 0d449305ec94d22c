"""Outline again: the scenes as they are beside those that the writer would have, and what of that is taken."""

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlmodel import Session

from studio import database, productions, saved_settings, writings
from studio.api.errors import may_say
from studio.api.productions.desk import At
from studio.api.productions.movie import Movie
from studio.api.productions.writers import SLOTS, PaidWriterChoice, WriterChoice, WriterPrice, price_of
from studio.api.session import Reading
from studio.api.videos import RequestKey
from studio.api.who import Maker
from studio.brief import Value
from studio.productions import again, assignments, from_writer, shelf
from studio.productions.again import Becomes, ScenePair
from studio.productions.assignments import Assignment
from studio.productions.outline import MOST_SCENES, Scene
from studio.productions.shelf import OpenProduction
from studio.providers import camera_moves
from studio.writers.tasks import OutlineAgain
from studio.writings import kept_answers
from studio.writings.kept_answers import UntakenAnswer

router = APIRouter(tags=["writer"], prefix="/productions/{production_id}/outline-again")
WRONGS = may_say(402, 404, 409, 429, 502)


class OutlineWish(WriterChoice):
    """What is to be otherwise."""

    request: str = Field(min_length=1, max_length=again.LONGEST_REQUEST, description="What is to be otherwise.")
    seconds: float | None = Field(default=None, ge=5, le=21_600, description="How long. Null: as long as it is.")
    scenes: int | None = Field(default=None, ge=1, le=MOST_SCENES, description="How many. Null: as it needs.")


class PaidOutlineWish(OutlineWish, PaidWriterChoice):
    """And for how much at most."""


class PairTold(BaseModel):
    """A scene as it is and as it would be."""

    place: int = Field(description="By which it is taken.")
    what: Becomes
    old: Scene | None = Field(description="Null: it would be new.")
    new: Scene | None = Field(description="Null: it would be gone. One without an old gets its id when it is taken.")


class OutlinedAgain(BaseModel):
    id: str = Field(description="Under which it is kept, for three days or until it is taken.")
    version: str = Field(description="Of the outline that it is compared with: send it with what you take.")
    pairs: list[PairTold] = Field(description="In the new order.")
    remarks: list[str] = Field(description="What was changed of what the writer returned.")
    is_open: bool = Field(description="False: the key was known, and what was written then was taken or left since.")


class TakenPairs(Value):
    places: Annotated[list[int], Field(min_length=1, max_length=3 * MOST_SCENES)] | Literal["all"] = Field(
        default="all", description="Of the pairs whose change is taken; the others stay as they are."
    )


@router.post("/estimate", summary="What it would cost: nobody is asked", responses=may_say(404))
def estimate(production_id: str, wanted: OutlineWish) -> WriterPrice:
    with database.reading() as session:
        opened = productions.get(session, production_id)
    return price_of(writings.quote(_to_outline(opened, wanted), writer=wanted.writer))


@router.post("", summary="Have the scenes planned anew: what would change", responses=WRONGS)
def ask(production_id: str, wanted: PaidOutlineWish, maker: Maker, request_key: RequestKey = None) -> OutlinedAgain:
    """Nothing is changed yet. The writer is asked only within `most_usd`; what it wrote waits on the movie's page too."""
    with database.reading() as session:
        opened = productions.get(session, production_id)
    task = partial(_to_outline, opened, wanted)
    given = again.given_of(opened.outline, wanted.request, _seconds(opened, wanted), wanted.scenes)
    said = wanted.model_dump_json(include={"request", "seconds", "scenes", "writer"})
    assignment = Assignment(task, production_id, said, request_key, from_writer.place_of(production_id), given)
    answered = assignments.ask(maker, assignment, wanted.allowance, wanted.writer, SLOTS.one())
    with database.reading() as session:
        kept = again.kept_for(session, maker, production_id, answered.writing_id, also_taken=True)
        return _told(session, production_id, kept)


@router.get("/{writing_id}", summary="Compared with the scenes as they are by now", responses=may_say(404))
def show(production_id: str, writing_id: str, maker: Maker, session: Reading) -> OutlinedAgain:
    return _told(session, production_id, again.kept_for(session, maker, production_id, writing_id))


@router.post("/{writing_id}/take", summary="Take what you want of it", responses=may_say(404, 409))
def take(production_id: str, writing_id: str, taken: TakenPairs, at: At) -> Movie:
    """One edit, as any other. Scenes that stay keep their takes."""

    def save(session: Session, opened: OpenProduction) -> None:
        kept = again.kept_for(session, at.maker, production_id, writing_id)
        pairs = again.pairs_of(opened.outline, kept)
        places = range(len(pairs)) if taken.places == "all" else taken.places
        changed = again.take(opened.outline, pairs, places)
        productions.save(session, opened.production, changed, again.EDIT, asked_by=at.maker)
        kept_answers.take(session, writing_id)

    return at.do(save)


@router.delete("/{writing_id}", status_code=204, summary="Leave all as it is", responses=may_say(404))
def leave(production_id: str, writing_id: str, maker: Maker) -> None:
    """It is kept no longer, but for who asks again with its key."""
    with database.writing() as session:
        again.kept_for(session, maker, production_id, writing_id)
        kept_answers.take(session, writing_id)


def _to_outline(opened: OpenProduction, wanted: OutlineWish) -> OutlineAgain:
    """Raises NotFound once nobody knows the model of its look any more."""
    with database.reading() as session:
        settings = saved_settings.current(session)
    outline, moves = opened.outline, camera_moves.listed_here(opened.outline.look.model, settings)
    wish = again.wish_of(outline, _seconds(opened, wanted), wanted.scenes, moves)
    return again.task_of(outline, wanted.request, wish)


def _seconds(opened: OpenProduction, wanted: OutlineWish) -> float:
    return wanted.seconds or again.seconds_of(opened.outline)


def _told(session: Session, production_id: str, kept: UntakenAnswer) -> OutlinedAgain:
    opened = productions.get(session, production_id)
    pairs = again.pairs_of(opened.outline, kept)
    return OutlinedAgain(
        id=kept.writing.id,
        version=shelf.mark(opened.production),
        pairs=[_pair(place, pair) for place, pair in enumerate(pairs)],
        remarks=list(kept.written.remarks) if kept.written else [],
        is_open=kept.place == from_writer.place_of(production_id),
    )


def _pair(place: int, pair: ScenePair) -> PairTold:
    return PairTold(place=place, what=pair.what, old=pair.old, new=pair.new)
