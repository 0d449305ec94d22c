"""The shelf: which productions there are, one in full, and how one begins, is deleted and brought back."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator
from sqlmodel import Session

from studio import database, productions, saved_settings, writings
from studio.access import Visitor
from studio.api.errors import may_say
from studio.api.productions import entry, movie
from studio.api.productions.entry import Entry
from studio.api.productions.movie import Movie, StillMade
from studio.api.productions.scenes import CancelUnsent
from studio.api.productions.writers import SLOTS, AskedOfWriter, WriterPrice, price_of
from studio.api.session import Reading
from studio.api.videos import RequestKey
from studio.api.who import Maker
from studio.errors import NotFound
from studio.productions import shelf, spending, starting, unseen
from studio.productions.beginning import Beginning
from studio.productions.outline import LONGEST_IDEA, LONGEST_TITLE, MOST_SCENES, Finish, Look, Outline
from studio.productions.shelf import AlreadyBegun, ShelfPlace
from studio.productions.starting import Begun
from studio.providers import camera_moves
from studio.settings import Settings
from studio.tables import Production, Sort, new_id
from studio.writers.outline import PlannedOutline, Wish
from studio.writers.tasks import Task
from studio.writings import Quote

router = APIRouter(tags=["productions"], prefix="/productions")
STORY: JsonValue = {"text": "She folds a boat.\n\nIt sails away.", "look": {"model": "animatic:cinematic"}}
EPOCH, CURSOR = datetime(1970, 1, 1, tzinfo=UTC), re.compile("[0-9a-f]{1,14}-[A-Za-z0-9_-]{1,40}")
PLAIN = re.compile("[A-Za-z0-9_-]+")  # stands in addresses
AGREED = {"most_usd", "accepts_unknown_price"}
Text = Annotated[str, Field(max_length=LONGEST_IDEA)]


class Start(AskedOfWriter):
    """What a movie begins with: exactly one of an idea, a text and an outline."""

    model_config = ConfigDict(json_schema_extra={"examples": [STORY]})

    idea: Text | None = Field(default=None, description="The writer makes a story of it, and scenes of that.")
    text: Text | None = Field(
        default=None, description="A story, or a screenplay in Fountain: it becomes scenes in its own order."
    )
    outline: Outline | None = Field(
        default=None, description="Scenes of your own: no writer is asked, and nothing else is sent."
    )
    title: str = Field(default="", max_length=LONGEST_TITLE, description="Without one, the writer finds it.")
    seconds: float = Field(
        default=60, ge=5, le=21_600, description="How long it is to be, where it begins with an idea."
    )
    scenes: int | None = Field(default=None, ge=1, le=MOST_SCENES, description="How many. Null: as it needs.")
    audience: str = Field(default="", max_length=200)
    language: str = Field(
        default="", max_length=60, description="Of titles and narration. Without it: that of the text."
    )
    look: Look = Field(default=Look(), description="What all scenes share. A style that is given stays.")
    finish: Finish = Field(default=Finish(), description="How cuts put the scenes together.")

    @model_validator(mode="after")
    def _begins_with_one(self) -> "Start":
        given = [one for one in (self.idea, self.text, self.outline) if one is not None]
        if len(given) != 1:
            raise ValueError("Send exactly one of idea, text and outline")
        if self.outline and self.model_fields_set - AGREED != {"outline"}:
            raise ValueError("With an outline nothing else is sent: its title, look and finish stand in it")
        if self.outline and not all(PLAIN.fullmatch(scene.id) for scene in self.outline.scenes()):
            raise ValueError("The id of a scene has letters, digits, - and _ only; without one, a scene gets its own")
        return self

    @property
    def whole(self) -> Outline:
        """What it begins with, before a writer was asked."""
        empty = Outline(title=self.title, idea=self.idea or self.text or "", look=self.look, finish=self.finish)
        return self.outline or empty

    @property
    def beginning(self) -> Beginning:
        if self.outline:
            return Beginning(self.outline)
        return Beginning(self.whole, self.wish, self.idea is not None, self.writer)

    @property
    def wish(self) -> Wish:
        return Wish(seconds=self.seconds, scenes=self.scenes, audience=self.audience, language=self.language)

    def task(self, settings: Settings) -> Task[PlannedOutline]:
        moves = camera_moves.listed_here(self.whole.look.model, settings)
        return starting.task_of(self.whole, self.wish, moves, is_idea=self.idea is not None)


class Started(Movie):
    is_new: bool = Field(description="False: the key was known, and this is what was begun then.")
    remarks: list[str] = Field(description="What was changed of what the writer returned.")


class LeftOver(StillMade):
    cancelled: int = Field(description="How many were cancelled just now; they are not in the rest.")


class Productions(BaseModel):
    productions: list[Entry]
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
    return Productions(productions=entry.told(session, shown), next=more)


def _cursor(last: Production) -> str:
    return f"{(last.changed_at - EPOCH) // timedelta(microseconds=1):x}-{last.id}"


def _place(cursor: str) -> ShelfPlace:
    if not CURSOR.fullmatch(cursor):
        raise NotFound("There is no such cursor: send `next` of the answer before.")
    moment, _, id_ = cursor.partition("-")
    return ShelfPlace(EPOCH + timedelta(microseconds=int(moment, 16)), id_)


@router.post("/start/estimate", summary="Who would write it, and for how much: nobody is asked", responses=may_say(404))
def estimate(wanted: Start) -> WriterPrice:
    if wanted.outline:
        return WriterPrice(writer="", model="", usd=0, source="no writer is asked", as_of=None)
    _, told = _quoted(wanted)
    return price_of(told)


@router.post(
    "/start",
    status_code=201,
    summary="Begin a movie with an idea, a text or an outline",
    responses=may_say(402, 404, 409, 429, 502)
    | {200: {"model": Started, "description": "Begun before with this key."}},
)
def start(wanted: Start, maker: Maker, response: Response, request_key: RequestKey = None) -> Started:
    """It answers when the writer has. A writer that costs something is asked only within `most_usd`, and once for one key: while it
    writes, asking again is answered with 409, and afterwards with the movie."""
    production_id = starting.id_of(maker, request_key) if request_key else new_id()
    begun = _earlier(wanted, maker, production_id) or _begun(wanted, maker, production_id)
    response.status_code = 201 if begun.is_new else 200
    with database.reading() as session:
        whole = movie.told(session, production_id)
    return Started(**whole.model_dump(), is_new=begun.is_new, remarks=list(begun.remarks))


@router.get("/{production_id}", summary="All of it: outline, scenes with their takes, costs", responses=may_say(404))
def show(production_id: str, session: Reading) -> Movie:
    return movie.told(session, production_id)


@router.delete("/{production_id}", summary="Delete it; it can be brought back", responses=may_say(404))
def delete(production_id: str, maker: Maker, cancel_unsent: CancelUnsent = False) -> LeftOver:
    """Its clips and films stay in the library. Takes that are being made go on."""
    with database.writing() as session:
        productions.delete(session, production_id, asked_by=maker)
        return _left_over(session, production_id, maker, cancel_unsent=cancel_unsent)


@router.post("/{production_id}/cancel-unseen", summary="Cancel takes that nobody sees any more", responses=may_say(404))
def cancel_unseen(production_id: str, maker: Maker) -> LeftOver:
    """Those of removed scenes or, where the movie is deleted, all; of these, what was not sent yet."""
    with database.writing() as session:
        return _left_over(session, production_id, maker, cancel_unsent=True)


def _left_over(session: Session, production_id: str, maker: Visitor, *, cancel_unsent: bool) -> LeftOver:
    cancelled, made = 0, unseen.look(session, production_id).made
    if cancel_unsent:
        cancelled = unseen.cancel(session, production_id, made, asked_by=maker)
        session.flush()
    left = movie.told_still_made(unseen.look(session, production_id))
    return LeftOver(cancelled=cancelled, **left.model_dump())


@router.post("/{production_id}/restore", summary="Bring back a deleted one", responses=may_say(404))
def restore(production_id: str, maker: Maker) -> Movie:
    with database.writing() as session:
        productions.restore(session, production_id, asked_by=maker)
        session.flush()
        return movie.told(session, production_id)


def _earlier(wanted: Start, maker: Visitor, production_id: str) -> Begun | None:
    with database.writing() as session:
        return starting.take_up(session, maker, production_id, wanted.beginning)


def _begun(wanted: Start, maker: Visitor, production_id: str) -> Begun:
    begin = _from_outline if wanted.outline else _written
    try:
        return begin(wanted, maker, production_id)
    except AlreadyBegun:  # somebody else has begun it at the same moment, with the same key
        if begun := _earlier(wanted, maker, production_id):
            return begun
        raise


def _from_outline(wanted: Start, maker: Visitor, production_id: str) -> Begun:
    with database.writing() as session:
        return Begun(starting.begin(session, maker, wanted.beginning, production_id))


def _written(wanted: Start, maker: Visitor, production_id: str) -> Begun:
    task, told = _quoted(wanted)
    with database.reading() as session:
        before = spending.bill(session, production_id).writers  # answers that could not be used are paid too
    wanted.require(told, before.spent + before.reserved)
    with SLOTS.one():
        return starting.outline_it(maker, wanted.beginning, task, told, production_id)


def _quoted(wanted: Start) -> tuple[Task[PlannedOutline], Quote]:
    with database.reading() as session:
        settings = saved_settings.current(session)
    task = wanted.task(settings)
    return task, writings.quote(task, writer=wanted.writer)
